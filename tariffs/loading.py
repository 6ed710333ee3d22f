"""Published tariffs from their files into the tables: each version once, and never changed."""

from datetime import date
from pathlib import Path

from django.db import transaction

from tariffs.errors import TariffFileRefused
from tariffs.files import TariffFile, read_tariff
from tariffs.models import TariffLine, TariffTier, TariffVersion
from tariffs.tables import table_of

PUBLISHED = Path(__file__).parent / "data"


def load_all() -> list[tuple[TariffVersion, bool]]:
    """Load every published file; each version, and whether it was new. See `load_tariff`."""
    return [load_tariff(path=path) for path in sorted(PUBLISHED.glob("*.yaml"))]


def load_tariff(*, path: Path) -> tuple[TariffVersion, bool]:
    """Load one file unless its version is loaded already: the version, and whether it was new.

    TariffFileRefused: the file is wrong, or it says something else than the version of the same
    number that is loaded.
    """
    said = read_tariff(path)
    with transaction.atomic():
        version, is_new = TariffVersion.objects.get_or_create(
            number=said.number,
            defaults={
                "in_force_from": _free_day(said),
                "currency": said.currency,
                "titles": dict(said.titles),
            },
        )
        if is_new:
            _write(said, version)
        else:
            _compare(said, version, path)
    return version, is_new


def _free_day(said: TariffFile) -> date:
    other = TariffVersion.objects.filter(in_force_from=said.in_force_from)
    if clash := other.exclude(number=said.number).first():
        raise TariffFileRefused(
            f"Version {clash.number} comes into force on {said.in_force_from} already."
        )
    return said.in_force_from


def _write(said: TariffFile, version: TariffVersion) -> None:
    lines, printed = (*said.lines, *said.outside), len(said.lines)
    rows = [
        TariffLine.of(line, version=version, position=position, is_printed=position <= printed)
        for position, line in enumerate(lines, start=1)
    ]
    TariffLine.objects.bulk_create(rows)
    TariffTier.objects.bulk_create(
        TariffTier(line=row, number=tier.number, from_minor=tier.from_minor,
                   to_minor=tier.to_minor, fee_minor=tier.fee_minor)
        for row, line in zip(rows, lines, strict=True)
        for tier in line.rule.tiers
    )  # fmt: skip


def _compare(said: TariffFile, version: TariffVersion, path: Path) -> None:
    """What is loaded and what the file says must be the same, line by line."""
    stored = table_of(version.pk)
    pairs = ((said.lines, stored.lines), (said.outside, stored.outside))
    changed = [line.number for ours, theirs in pairs for line in ours if line not in theirs]
    changed += [line.number for line in stored.priced if line.number not in _numbers(said)]
    head = (version.in_force_from, version.currency, version.titles)
    if changed or head != (said.in_force_from, said.currency, dict(said.titles)):
        what = f"line {changed[0]}" if changed else "its date, currency or title"
        raise TariffFileRefused(
            f"{path.name} changes {what} of version {version.number}, which is loaded already. "
            f"A version is never changed: give the new tariff a new number and a later date."
        )


def _numbers(said: TariffFile) -> set[str]:
    return {line.number for line in (*said.lines, *said.outside)}
