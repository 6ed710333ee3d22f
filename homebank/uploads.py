"""No page takes files yet, so no byte of one is kept: the connection ends where a file begins."""

from typing import Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class NoUploads(FileUploadHandler):
    """Refuses every file before it is read. A page that takes files names its own handler."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never reached: no file begins."""
