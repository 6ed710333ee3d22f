"""A register compared with what the bank has: copied in, met by one query, differences kept.

Everything happens in one transaction, in constant memory of ours: a register that is wrong
anywhere leaves nothing. The same register again finds what is so still, and adds nothing.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from django.db import connection, transaction

from desk.imports.reading import MARK, file_digest
from desk.models import Register
from desk.registers.errors import DayNotOver, LineCount, NotARegister, RegisterCut, WrongLine
from desk.registers.sources import Source, Told, Wrong
from homebank.lib import clock
from notifications.events import record

LONGEST_LINE = 1024
END = "end"
STAGING = """
DROP TABLE IF EXISTS pg_temp.told, pg_temp.met;
CREATE TEMP TABLE told (line bigint, key text, minor bigint, currency text, state text, shown text)
    ON COMMIT DROP
"""
# Rows that share a key are met in the order of their amounts.
MEET = """
CREATE TEMP TABLE met ON COMMIT DROP AS
WITH theirs AS (
    SELECT *, row_number() OVER (PARTITION BY key ORDER BY minor, state, line) AS nth FROM told
), ours AS (
    SELECT *, row_number() OVER (PARTITION BY key ORDER BY minor, state, subject) AS nth
    FROM ({ours}) AS o
)
SELECT key, nth, coalesce(theirs.shown, ours.shown) AS shown, ours.subject,
       coalesce(theirs.currency, '') AS their_currency,
       coalesce(ours.currency, '') AS our_currency,
       theirs.minor AS their_minor, ours.minor AS our_minor,
       coalesce(theirs.state, '') AS their_state, coalesce(ours.state, '') AS our_state,
       CASE WHEN ours.minor IS NULL THEN 'missing-here'
            WHEN theirs.minor IS NULL
            THEN CASE WHEN ours.state = ANY(%(unlisted)s) THEN '' ELSE 'missing-there' END
            WHEN (theirs.minor, theirs.currency) <> (ours.minor, ours.currency) THEN 'amount'
            WHEN theirs.state <> ours.state THEN 'state' ELSE '' END AS kind
FROM theirs FULL JOIN ours USING (key, nth)
"""
# What is as it was stays as it is, with its story; what was posted to suspense is worked there.
KEEP = """
INSERT INTO desk_difference AS d (id, source, day, key, nth, kind, shown, subject,
    their_currency, their_minor, their_state, our_currency, our_minor, our_state, state, taken_by,
    found_at)
SELECT gen_random_uuid(), %(source)s, %(day)s, key, nth, kind, shown, subject,
       their_currency, their_minor, their_state, our_currency, our_minor, our_state, 'open', '',
       %(at)s
FROM met WHERE kind <> ''
ON CONFLICT (source, day, key, nth) DO UPDATE
SET (kind, shown, subject, their_currency, their_minor, their_state, our_currency, our_minor,
     our_state, state, taken_by) = (excluded.kind, excluded.shown, excluded.subject,
     excluded.their_currency, excluded.their_minor, excluded.their_state, excluded.our_currency,
     excluded.our_minor, excluded.our_state, 'open', '')
WHERE d.state <> 'posted' AND (d.state = 'gone'
    OR (d.kind, d.subject, d.their_currency, d.their_minor, d.their_state, d.our_currency,
        d.our_minor, d.our_state)
    IS DISTINCT FROM (excluded.kind, excluded.subject, excluded.their_currency,
        excluded.their_minor, excluded.their_state, excluded.our_currency, excluded.our_minor,
        excluded.our_state))
"""
# What a sender has claimed is not gone because its next register is silent about it: only a line
# of it that agrees ends that, or somebody's explanation.
AGREES = """
WITH gone AS (
    UPDATE desk_difference AS d SET state = 'gone'
    WHERE d.source = %(source)s AND d.day = %(day)s AND d.state IN ('open', 'taken')
          AND NOT EXISTS (SELECT FROM met WHERE met.key = d.key AND met.nth = d.nth
                          AND met.kind <> '')
          AND (d.their_minor IS NULL
               OR EXISTS (SELECT FROM met WHERE met.key = d.key AND met.nth = d.nth
                          AND met.their_minor IS NOT NULL))
    RETURNING d.id
)
INSERT INTO desk_differencestep (difference_id, state, note, by, at)
SELECT id, 'gone', '', %(by)s, %(at)s FROM gone
"""
MATCHED = """
SELECT count(*) FILTER (WHERE kind = '' AND their_minor IS NOT NULL),
       count(*) FILTER (WHERE kind <> '') FROM met
"""


def compare(*, file: BinaryIO, source: Source, day: date, by: str) -> Register:
    """Meet the register of this day with the bank; `by` is the login name of who asked.

    DayNotOver, and for a register that is not whole or not right: NotARegister, RegisterCut,
    LineCount, WrongLine. Every comparison is an event.
    """
    if day >= clock.today():
        raise DayNotOver(day)
    digest, _size = file_digest(file)
    asked: dict[str, Any] = {"source": source.slug, "day": day, "by": by, "at": clock.now()}
    with transaction.atomic(), connection.cursor() as cursor:
        # Two registers of one day are compared one after the other.
        lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
        cursor.execute(lock, [f"register {source.slug} {day}"])
        cursor.execute(STAGING)
        lines = _copy(file, source)
        cursor.execute(MEET.format(ours=source.ours),
                       {**source.values(day), "unlisted": list(source.unlisted)})  # fmt: skip
        cursor.execute(KEEP, asked)
        cursor.execute(AGREES, asked)
        agree_now = cursor.rowcount
        cursor.execute(MATCHED)
        matched, differ = cursor.fetchone()
        register, _made = Register.objects.update_or_create(
            source=source.slug, day=day, digest=digest, defaults={"matched": matched},
            create_defaults={"lines": lines, "matched": matched, "by": by, "at": clock.now()},
        )  # fmt: skip
        record(kind="register.compared", customer_id=None, subject=register.pk,
               facts={**({"operator": by} if by else {}), "register": str(register),
                      "lines": str(lines), "matched": str(matched), "differences": str(differ),
                      "agrees": str(agree_now)})  # fmt: skip
    return register


def _copy(file: BinaryIO, source: Source) -> int:
    """Every line into the staging table, one at a time; how many."""
    names = "told (line, key, minor, currency, state, shown)"
    lines = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {names} FROM STDIN") as copy:
        for number, told in _told(file, source):
            copy.write_row((number, told.key, told.minor, told.currency, told.state, told.shown))
            lines += 1
    return lines


def _told(file: BinaryIO, source: Source) -> Iterator[tuple[int, Told]]:
    """Each line by its number, up to the line that says how many there were."""
    separator = _heading(file, source)
    for number, values in _values(file, separator):
        if values[0] == END:
            _check_end(file, values, number - 2)
            return
        yield number, _read(source, values, number)
    raise RegisterCut


def _heading(file: BinaryIO, source: Source) -> str:
    file.seek(0)
    raw = file.readline(LONGEST_LINE).removeprefix(MARK)
    for separator in ";,":
        if raw.decode("ascii", "replace").strip().split(separator) == list(source.heading):
            return separator
    raise NotARegister(heading=";".join(source.heading))


def _values(file: BinaryIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while raw := file.readline(LONGEST_LINE):
        number += 1
        try:
            text = raw.decode().rstrip("\r\n")
            [values] = csv.reader([text], delimiter=separator, strict=True)
        except (ValueError, csv.Error):
            raise WrongLine(line=number, column="—") from None
        yield number, [value.strip() for value in values]


def _read(source: Source, values: list[str], number: int) -> Told:
    if len(values) != len(source.heading) or not all(value.isprintable() for value in values):
        raise WrongLine(line=number, column="—")
    said: Mapping[str, str] = dict(zip(source.heading, values, strict=True))
    try:
        return source.read(said)
    except Wrong as wrong:
        raise WrongLine(line=number, column=str(wrong)) from None


def _check_end(file: BinaryIO, values: list[str], found: int) -> None:
    said = values[1] if len(values) > 1 else ""
    if not (said.isascii() and said.isdigit()) or file.read(LONGEST_LINE).strip():
        raise RegisterCut
    if int(said) != found:
        raise LineCount(said=said[:12], found=found)
