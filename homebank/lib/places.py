"""The place of a network, as far as a GeoIP file says it for the whole of it; never a guess.

`settings.GEOIP_FILE` names the file (MaxMind's format, cities or countries). A file that was
replaced is opened anew; one that cannot be read says nothing, and the log and `trouble` say why.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

import maxminddb
from django.conf import settings

log = logging.getLogger(__name__)
# Parts of a network that differ from each other. A /24 has no more than these.
MOST_PARTS = 256
KINDS = ("City", "Country", "Enterprise", "Insights")
# What a file that is no file of places, was cut short or is overwritten while it is read can raise.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
              MemoryError, maxminddb.InvalidDatabaseError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _File:
    """The file as it was at its stamp (time, size and number on disk): open, or what ails it."""

    stamp: tuple[str, int, int, int]
    reader: Any = None
    trouble: str = ""


_file = _File(("", 0, 0, 0))


def place_of(network: str, *, language: str) -> str:
    """`Almaty, Kazakhstan` in the language, `Kazakhstan` where the network's cities differ.

    Nothing where no file is configured, or the file does not say it in this language.
    """
    if not settings.GEOIP_FILE or not network:
        return ""
    return _place(_current().stamp, network, language)


def trouble() -> str:
    """Why the configured file cannot be used; nothing for a good one and for none."""
    return _current().trouble if settings.GEOIP_FILE else ""


def _current() -> _File:
    """The file as it lies on the disk now."""
    global _file
    stamp = _stamp(settings.GEOIP_FILE)
    if stamp != _file.stamp:
        before, _file = _file, _open(stamp)
        _close(before.reader)
        if _file.trouble:
            log.warning("places are not shown: %s", _file.trouble)
    return _file


def _stamp(path: str) -> tuple[str, int, int, int]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return path, 0, 0, 0
    return path, found.st_mtime_ns, found.st_size, found.st_ino


def _open(stamp: tuple[str, int, int, int]) -> _File:
    try:
        # Read, not mapped: a mapped file that is cut short kills the process that looks into it.
        reader = maxminddb.open_database(stamp[0], maxminddb.MODE_FILE)
        kind = reader.metadata().database_type
    except UNREADABLE as reason:
        return _File(stamp, trouble=str(reason) or type(reason).__name__)
    if not any(word in kind for word in KINDS):
        _close(reader)
        return _File(stamp, trouble=f"{stamp[0]} is a file of {kind}: it has no places.")
    return _File(stamp, reader)


def _close(reader: Any) -> None:
    """Whoever looks into it at this moment shows the shortened address once."""
    if reader is not None:
        reader.close()


@lru_cache(maxsize=2048)
def _place(stamp: tuple[str, int, int, int], network: str, language: str) -> str:
    """What the file of this stamp says; a later stamp is asked anew."""
    reader = _file.reader
    if reader is None:
        return ""
    try:
        return _shared(list(_names(reader, ip_network(network), language)))
    except UNREADABLE as reason:
        log.warning("no place for a network: %s", reason)
        return ""


def _names(
    reader: Any, network: IPv4Network | IPv6Network, language: str
) -> Iterator[tuple[str, str]]:
    """City and country of each part of the network that the file tells apart."""
    address = network.network_address
    for _part in range(MOST_PARTS):
        record, length = reader.get_with_prefix_len(str(address))
        yield _name(record, "city", language), _name(record, "country", language)
        last = ip_network(f"{address}/{length}", strict=False).broadcast_address
        if last >= network.broadcast_address:  # type: ignore[operator]
            return
        address = last + 1
    yield "", ""  # more parts than are looked at: nothing is said


def _name(record: Any, part: str, language: str) -> str:
    names = ((record or {}).get(part) or {}).get("names") or {}
    return str(names.get(language, ""))


def _shared(names: list[tuple[str, str]]) -> str:
    """The city and country that all parts share, or the country alone, or nothing."""
    cities, countries = ({each[n] for each in names} for n in (0, 1))
    country = countries.pop() if len(countries) == 1 else ""
    city = cities.pop() if country and len(cities) == 1 else ""
    return ", ".join(part for part in (city, country) if part)
