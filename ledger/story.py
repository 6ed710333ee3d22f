"""What the book knows of a deed: holds, how they ended, transfers with their legs."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homebank.lib import desk_words
from homebank.lib.amounts import show
from homebank.lib.stories import Moment, Teller, id_in
from ledger.models import Account, Entry, Hold, HoldResolution, Transfer


def find(typed: str) -> set[UUID]:
    """A transfer or a hold by its id, and what it was made for."""
    return related(ids) | ids if (ids := id_in(typed)) else set()


def related(ids: set[UUID]) -> set[UUID]:
    """Holds and transfers for these deeds, what they were made for, and reversals of them."""
    holds = Hold.objects.filter(Q(pk__in=ids) | Q(subject__in=ids)).values_list("pk", "subject")
    moved = Transfer.objects.filter(
        Q(pk__in=ids) | Q(subject__in=ids) | Q(reverses__in=ids) | Q(settles__hold__in=ids)
    ).values_list("pk", "subject", "reverses")
    return {each for row in [*holds, *moved] for each in row if each}


def owners(ids: set[UUID]) -> set[UUID]:
    """Customers whose accounts were touched."""
    touched = Account.objects.filter(
        Q(entries__transfer__in=ids) | Q(holds__in=ids), owner__isnull=False
    )
    return set(touched.values_list("owner", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """Holds and transfers, each at its moment."""
    for hold in Hold.objects.filter(pk__in=ids).select_related("account"):
        yield Moment(hold.placed_at, "ledger", _("Money blocked"),
                     {"account": str(hold.account), "amount_minor": hold.amount_minor,
                      "currency": hold.currency})  # fmt: skip
    for ended in HoldResolution.objects.filter(hold__in=ids).select_related("hold"):
        what = _("The block was settled") if ended.transfer_id else _("The block was released")
        yield Moment(ended.at, "ledger", what, {"amount_minor": ended.hold.amount_minor,
                                                "currency": ended.hold.currency})  # fmt: skip
    moved = Transfer.objects.filter(pk__in=ids).prefetch_related("entries__account")
    for transfer in moved:
        facts = {"kind": desk_words.word("book", transfer.kind), "id": transfer.pk,
                 "entries": list(_legs(transfer.entries.all())), "memo": transfer.memo}  # fmt: skip
        yield Moment(transfer.at, "ledger", _("Posted"), facts)


def _legs(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        account = entry.account
        name = str(account) if account.iban else desk_words.own_account(account.name)
        yield f"{name} {show(entry.amount)}"


TELLER = Teller(tell=tell, find=find, related=related, owners=owners)
