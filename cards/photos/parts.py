"""The bytes of photos: sealed piece by piece, read back, nowhere in the clear."""

from collections.abc import Iterator

from cards.models import Photo, PhotoPart

# A value of this size is sealed and read in one piece.
PIECE = 512 * 1024


def put_parts(photo: Photo, content: bytes, *, is_raw: bool) -> None:
    """Seal the bytes piece by piece."""
    for number, piece in enumerate(_pieces(content)):
        PhotoPart.objects.create(photo=photo, is_raw=is_raw, number=number, data=piece)


def read_parts(photo: Photo, *, is_raw: bool) -> bytes:
    """The bytes, as they came or as a worker made them; nothing where they are gone."""
    parts = PhotoPart.objects.filter(photo=photo, is_raw=is_raw).order_by("number")
    return b"".join(parts.values_list("data", flat=True).iterator(chunk_size=4))


def _pieces(content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    return (bytes(view[start : start + PIECE]) for start in range(0, len(content), PIECE))
