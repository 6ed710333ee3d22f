"""The one door for files: pages take none, but one of bounded size where they say so themselves.

    @takes_file(most=10 * MEGABYTE)
    def photos(request): ... typed_file(request, "photo") -> bytes

What the sender calls a file, and what kind they say it is, are dropped here: nobody can use them.
A form puts its token before its file: whatever stands behind a file that is refused is not read.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal

View = TypeVar("View", bound=Callable[..., Any])

MEGABYTE = 1024 * 1024
TAKES = "takes_file"


class FileRefused(Refusal):
    """A file that was not taken."""


class NoFile(FileRefused):
    message = _("No file came with the form. Choose one, then send the form again.")


class EmptyFile(FileRefused):
    message = _("The file is empty. Choose another one.")


class FileTooLarge(FileRefused):
    message = _("The file is larger than {most} MB. Choose a smaller one.")


class OneFileAtATime(FileRefused):
    message = _("Only one file can be sent at a time. Send them one after another.")


def takes_file(*, most: int) -> Callable[[View], View]:
    """Let who is in with both factors send one file of at most so many bytes, kept in memory."""

    def decorate(view: View) -> View:
        setattr(view, TAKES, most)
        return view

    return decorate


def typed_file(request: HttpRequest, name: str) -> bytes:
    """The bytes of the file in the field. NoFile, EmptyFile, FileTooLarge, OneFileAtATime."""
    files = request.FILES
    refusal: FileRefused | None = getattr(request, "refused_file", None)
    if refusal is not None:
        raise refusal
    file = files.get(name)
    if file is None:
        raise NoFile
    if not file.size:
        raise EmptyFile
    return bytes(file.read())


class PageUploads(FileUploadHandler):
    """Refuses a file before it is read, unless the page takes one; counts as the bytes come in."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.most = _most(request)
        self.length = 0
        self.kept: BytesIO | None = None

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Look at what length the sender states; Django reads the form."""
        self.length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to keep the one file that the page takes."""
        super().new_file(*args, **kwargs)
        if not self.most:
            raise StopUpload(connection_reset=True)
        if self.kept is not None:
            self._refuse(OneFileAtATime())
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what came, or cut it off once it is more than the page takes."""
        if start + len(raw_data) > self.most:
            self._refuse(FileTooLarge(most=self.most // MEGABYTE))
        assert self.kept is not None
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, without the name that it came with."""
        assert self.kept is not None
        self.kept.seek(0)
        return InMemoryUploadedFile(self.kept, self.field_name, "file", "", file_size, None)

    def _refuse(self, refusal: FileRefused) -> None:
        """Who sends a little too much is heard out, to read why; who sends without end is not."""
        self.request.refused_file = refusal  # type: ignore[union-attr]
        raise StopUpload(connection_reset=self.length > 2 * self.most)


def _most(request: HttpRequest | None) -> int:
    """How many bytes the page takes; 0 where it takes no file, or who asks is not wholly in."""
    found = getattr(request, "resolver_match", None)
    # OTPMiddleware adds is_verified(); a request that missed it is verified by nobody.
    is_verified = getattr(getattr(request, "user", None), "is_verified", lambda: False)
    return int(getattr(found.func, TAKES, 0)) if found and is_verified() else 0
