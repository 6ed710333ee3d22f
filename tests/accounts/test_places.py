"""The place of a sign-in: what the file says for the whole network, in words, and nothing else."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from pytest_django import Settings

from homebank.lib.places import place_of, trouble
from tests.accounts.pages import Browser, from_network, password_step, sign_in, words
from tests.people import new_person

ALMATY = {"en": "Almaty", "ru": "Алматы", "kk": "Алматы"}
ASTANA = {"en": "Astana", "ru": "Астана"}
LAND = {"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан"}


def write(file: Path, *, kind: str = "GeoLite2-City", **networks: dict[str, Any]) -> Path:
    """A file of places; `n198_51_5_0_24={...}` names a network and the names of its city."""
    writer = MMDBWriter(6, kind, ipv4_compatible=True, languages=["en", "ru", "kk"])
    for name, city in networks.items():
        *octets, length = name.removeprefix("n").split("_")
        record = {"city": {"names": city}, "country": {"names": LAND}}
        writer.insert_network(IPSet([f"{'.'.join(octets)}/{length}"]), record)
    beside = file.with_suffix(".new")
    writer.to_db_file(str(beside))
    os.replace(beside, file)
    return file


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    """Almaty has the network 5; half of 6 is Astana's; 7 is Astana's, which has no Kazakh name."""
    settings.GEOIP_FILE = str(tmp_path / "places.mmdb")
    return write(tmp_path / "places.mmdb", n198_51_5_0_24=ALMATY, n198_51_6_0_25=ALMATY,
                 n198_51_6_128_25=ASTANA, n198_51_7_0_24=ASTANA)  # fmt: skip


@pytest.mark.parametrize(
    ("network", "language", "place"),
    [
        ("198.51.5.0/24", "en", "Almaty, Kazakhstan"),
        ("198.51.5.0/24", "kk", "Алматы, Қазақстан"),
        ("198.51.6.0/24", "ru", "Казахстан"),  # two cities: none is told
        ("198.51.7.0/24", "kk", "Қазақстан"),  # no name in this language
        ("198.51.4.0/23", "en", ""),  # half of it is unknown
        ("198.51.9.0/24", "en", ""),
        ("2001:db8:1::/48", "en", ""),
        ("", "en", ""),
        ("nonsense", "en", ""),
    ],
)
def test_a_place_is_told_as_far_as_the_whole_network_has_it(
    file: Path, network: str, language: str, place: str
) -> None:
    assert place_of(network, language=language) == place


def test_a_file_that_was_replaced_is_opened_anew(file: Path) -> None:
    assert place_of("198.51.5.0/24", language="en") == "Almaty, Kazakhstan"
    write(file, n198_51_5_0_24=ASTANA)
    assert place_of("198.51.5.0/24", language="en") == "Astana, Kazakhstan"


def test_a_file_that_was_removed_or_cut_short_says_nothing(file: Path) -> None:
    whole = file.read_bytes()
    for rest in (
        whole[:-30],
        whole[: len(whole) // 2],
        whole[200:],
        b"",
        b"\xab\xcd\xefMaxMind.com",
    ):
        file.write_bytes(rest)
        assert place_of("198.51.5.0/24", language="en") == ""
    file.unlink()
    assert place_of("198.51.5.0/24", language="en") == ""


def test_no_changed_byte_of_the_file_breaks_a_page(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        file.write_bytes(changed)
        os.utime(file, ns=(place, place))
        assert isinstance(place_of("198.51.5.0/24", language="en"), str)


@pytest.mark.parametrize("what", ["missing", "folder", "broken", "of another kind"])
def test_a_file_that_cannot_be_used_speaks_at_the_start(
    tmp_path: Path, settings: Settings, what: str
) -> None:
    path = tmp_path / "places.mmdb"
    settings.GEOIP_FILE = str(tmp_path if what == "folder" else path)
    if what == "broken":
        path.write_text("no file of places")
    if what == "of another kind":
        write(path, kind="GeoLite2-ASN", n198_51_5_0_24=ALMATY)
    assert trouble()
    with pytest.raises(SystemCheckError, match=r"HOMEBANK_GEOIP_FILE.*\n.*HINT: Put a City"):
        call_command("check", "--tag", "security")


def test_a_good_file_and_none_are_no_trouble(file: Path, settings: Settings) -> None:
    assert trouble() == ""
    settings.GEOIP_FILE = ""
    assert trouble() == ""


@pytest.mark.django_db
@pytest.mark.requirement("ACC-12", "list with device and place")
def test_the_list_and_the_log_tell_the_place(file: Path) -> None:
    ben, browser = new_person(), Browser(REMOTE_ADDR=from_network(5))
    browser.get("/sign-in/", {"lang": "en"})
    password_step(Browser(REMOTE_ADDR=from_network(6)), ben, password="not this one")
    sign_in(browser, ben)
    assert "Place: Almaty, Kazakhstan" in words(browser.get("/my/security/"))
    log = words(browser.get("/my/security/log/"))
    assert "Almaty, Kazakhstan" in log
    assert "198.51." not in log
    file.write_bytes(b"overwritten in place")
    assert "Network: 198.51.5.0/24" in words(browser.get("/my/security/"))
