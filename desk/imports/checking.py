"""The dry run: a batch of lines against themselves, the file, and what the bank has. Writes only
faults, and the keyed hashes by which a file's doubles are found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Customer, User, iin_fingerprint, phone_fingerprint
from cards.models import Card
from desk.imports.columns import Row, read_row
from desk.imports.faults import Fault
from desk.imports.reading import Line
from desk.models import CardImport, ImportedCard
from homebank.lib import crypto
from homebank.lib.card_numbers import number_fingerprint

Faults = list[tuple[int, Fault]]
# One statement a batch. What stands already, of this line or of an earlier one, stays.
KEEP = """
INSERT INTO desk_importkey (of_id, fingerprint, line)
SELECT %s, * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT DO NOTHING
"""
EARLIER = """
SELECT fingerprint, line FROM desk_importkey WHERE of_id = %s AND fingerprint = ANY(%s)
"""


@dataclass(slots=True)
class Known:
    """What the bank has of the values that a batch of lines names, by their keyed hashes."""

    iins: Mapping[str, Customer] = field(default_factory=dict)
    phones: Mapping[str, Customer] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)


def check_lines(of: CardImport, lines: Sequence[Line]) -> Faults:
    """What is wrong with these lines, by their numbers; nothing is opened or issued."""
    rows, found = read_lines(lines)
    known = _known([row for _line, row in rows])
    earlier = _earlier(of, rows)
    for line, row in rows:
        found += [(line.number, fault) for fault in _doubles(line, row, earlier)]
        if known.references.get(row.reference) == line.digest:
            continue  # this very line came before: it will be passed over
        found += [(line.number, fault) for fault in _against(row, line, known)]
    return found


def read_lines(lines: Iterable[Line]) -> tuple[list[tuple[Line, Row]], Faults]:
    """The rows of lines whose values are right by themselves, and what is wrong with the others."""
    rows: list[tuple[Line, Row]] = []
    found: Faults = []
    for line in lines:
        read = [line.fault] if line.fault else read_row(line.values)
        if isinstance(read, Row):
            rows.append((line, read))
        else:
            found += [(line.number, fault) for fault in read]
    return rows, found


def own_customer(row: Row, customer: Customer | None) -> Iterator[Fault]:
    """Whether the customer whose number the row gives is the person whom it describes."""
    if customer is None or not customer.is_identified:
        yield Fault("customer_number", "unknown-customer")
        return
    if customer.iin_fingerprint != iin_fingerprint(row.iin):
        yield Fault("iin", "other-customer")
        return
    if customer.full_name.casefold() != row.full_name.casefold():
        yield Fault("full_name", "name-differs")
    if customer.born_on != row.born:
        yield Fault("birth_date", "birth-differs")
    if row.phone and customer.phone_fingerprint != phone_fingerprint(row.phone):
        yield Fault("phone", "phone-differs")
    if customer.is_blocked:
        yield Fault("customer_number", "blocked")


def customers_by_number(numbers: Iterable[str]) -> dict[str, Customer]:
    """Customers by what staff call them: the Homebank ID, or the id of the file."""
    wanted = set(numbers)
    ids = {number: UUID(number) for number in wanted if len(number) == 36}
    files = Customer.objects.in_bulk(list(ids.values()))
    found = {number: files[key] for number, key in ids.items() if key in files}
    users = User.objects.customers().filter(homebank_id__in=wanted - set(ids))
    owners = ((user.homebank_id, user.customer) for user in users)
    return {**found, **{number: owner for number, owner in owners if number and owner}}


def _known(rows: Sequence[Row]) -> Known:
    iins = [iin_fingerprint(row.iin) for row in rows]
    phones = [phone_fingerprint(row.phone) for row in rows if row.phone]
    numbers = [number_fingerprint(row.card_number) for row in rows if row.card_number]
    on_file: Any = Customer.objects
    cards = Card.objects.filter(number_fingerprint__in=numbers)
    came = ImportedCard.objects.filter(reference__in=[row.reference for row in rows])
    return Known(
        iins={each.iin_fingerprint: each for each in on_file.filter(iin_fingerprint__in=iins)},
        phones={
            each.phone_fingerprint: each for each in on_file.filter(phone_fingerprint__in=phones)
        },
        numbers=frozenset(cards.values_list("number_fingerprint", flat=True)),
        references=dict(came.values_list("reference", "digest")),
        customers=customers_by_number(row.customer_number for row in rows if row.customer_number),
    )


def _against(row: Row, line: Line, known: Known) -> Iterator[Fault]:
    """The row against what the bank has."""
    if row.reference in known.references:
        yield Fault("reference", "reference-taken")
    if row.card_number and number_fingerprint(row.card_number) in known.numbers:
        yield Fault("card_number", "number-taken")
    if row.customer_number:
        yield from own_customer(row, known.customers.get(row.customer_number))
        return
    if iin_fingerprint(row.iin) in known.iins:
        yield Fault("iin", "on-file")
    holder = known.phones.get(phone_fingerprint(row.phone)) if row.phone else None
    if holder is not None and holder.is_identified:
        yield Fault("phone", "phone-taken")


def _keys(row: Row) -> Iterator[tuple[str, str]]:
    """Column and keyed hash of what no other line of the file may say."""
    yield "reference", crypto.fingerprint(row.reference, column="desk_importkey.reference")
    yield "iin", iin_fingerprint(row.iin)
    if row.phone:
        yield "phone", phone_fingerprint(row.phone)
    if row.card_number:
        yield "card_number", number_fingerprint(row.card_number)


def _earlier(of: CardImport, rows: Sequence[tuple[Line, Row]]) -> dict[str, int]:
    """For each keyed hash the first line of the file that has it."""
    keys = [(key, line.number) for line, row in rows for _column, key in _keys(row)]
    if not keys:
        return {}
    hashes, numbers = (list(each) for each in zip(*keys, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [of.pk, hashes, numbers])
        cursor.execute(EARLIER, [of.pk, hashes])
        return dict(cursor.fetchall())


def _doubles(line: Line, row: Row, earlier: Mapping[str, int]) -> Iterator[Fault]:
    for column, key in _keys(row):
        if earlier[key] < line.number:
            yield Fault(column, "twice", other=earlier[key])
