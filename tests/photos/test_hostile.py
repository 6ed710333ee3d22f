"""S11: files made to harm. None is a fault of ours, none is kept as it came."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from django_stubs_ext import StrOrPromise
from PIL import Image

from cards.models import Photo, PhotoFault, PhotoPart
from cards.photos.errors import PhotoRefused
from cards.photos.keeping import photo_bytes
from cards.photos.making import make_picture
from cards.photos.rules import MEMORY
from homebank.lib.uploads import MEGABYTE, FileRefused
from tests.photos.bytes_of import encoded
from tests.photos.corpus import MARK, Hostile, corpus
from tests.photos.sending import Sender, new_sender

ALLOWED = 200 * 1024  # kilobytes
pytestmark = pytest.mark.django_db


def memory() -> int:
    """Kilobytes that this process has in memory now."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


@pytest.mark.requirement("ORD-03", "checked and re-encoded", "stripped of metadata")
def test_no_hostile_file_is_a_fault_or_kept_as_it_came() -> None:
    sender, before, peak = new_sender(), memory(), 0
    kept, expected = {}, {}
    for hostile in corpus():
        sender.forget_limit()
        expected[hostile.what] = hostile.kept
        kept[hostile.what] = send_one(sender, hostile)
        peak = max(peak, memory())
    assert kept == expected
    assert len(kept) >= 40
    assert peak - before < ALLOWED


def send_one(sender: Sender, hostile: Hostile) -> bool:
    """Whether a picture came of it; either way all is as it should be."""
    Photo.objects.all().delete()
    answer = sender.send(hostile.content, name=hostile.name)
    assert answer.status_code in {200, 302}, hostile.what
    photo = sender.photo()
    if answer.status_code == 200:
        assert photo is None, hostile.what
        assert 'class="err"' in answer.content.decode(), hostile.what
    else:
        assert photo is not None, hostile.what
        assert not photo.is_waiting, hostile.what
        assert not PhotoPart.objects.filter(is_raw=True).exists(), hostile.what
    if photo and photo.is_ready:
        check_kept(photo_bytes(photo), hostile)
        return True
    assert photo is None or photo.sentence, hostile.what
    return False


def check_kept(content: bytes, hostile: Hostile) -> None:
    """A JPEG of our own, with pixels and nothing else."""
    assert content != hostile.content, hostile.what
    assert MARK not in content, hostile.what
    assert b"Exif" not in content, hostile.what
    with Image.open(BytesIO(content)) as image:
        image.load()
        assert (image.format, image.mode) == ("JPEG", "RGB"), hostile.what
        assert not image.getexif(), hostile.what
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, (
            hostile.what
        )


@pytest.mark.requirement("ORD-03", "checked and re-encoded")
def test_the_heaviest_files_stay_within_the_memory_that_they_may_have() -> None:
    clear = Image.new("RGBA", (4000, 4000), (9, 9, 9, 9))
    large = Image.new("RGB", (7000, 5000), (9, 99, 9))
    for content in (encoded(clear, "PNG"), encoded(large, progressive=True)):
        made = make_picture(content)
        assert 30_000 < made.peak < ALLOWED
    assert MEMORY < 200 * MEGABYTE


def test_each_refusal_has_its_sentence_in_three_languages() -> None:
    sentences: list[Any] = [fault.sentence for fault in PhotoFault]
    sentences += [kind.message for base in (PhotoRefused, FileRefused)
                  for kind in base.__subclasses__()]  # fmt: skip
    assert len(sentences) >= 12
    for sentence in sentences:
        assert len({in_language(sentence, code) for code in ("en", "ru", "kk")}) == 3, sentence


def in_language(sentence: StrOrPromise, language: str) -> str:
    with translation.override(language):
        return str(sentence)
