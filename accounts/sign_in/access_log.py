"""The access mirror: what happened at the customer's door, and the codes that were sent for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Customer
from accounts.staff.openings import Why
from accounts.staff.roles import Role
from homebank.lib.desk_words import word
from homebank.lib.places import place_of
from notifications.models import Event, Lane, Sms

ROWS = 50
# Kinds of events that a customer is shown, in words; and those that should make them look twice.
EVENTS: Final[dict[str, StrOrPromise]] = {
    "customer-registered": _("Access was opened"),
    "signed-in": _("Signed in"),
    "sign-in-refused": _("A sign-in was refused: wrong password"),
    "certificate-refused": _("A sign-in by your certificate was refused"),
    "registration-tried": _("Somebody entered your card to register, and was refused"),
    "already-registered": _("Somebody entered your card to register again"),
    "number-tried": _("Somebody entered your number to register without a card"),
    "customer-identified": _("A branch identified you; the access of before was closed"),
    "codeword-changed": _("The codeword was changed"),
    "recovery-refused": _("A recovery of access was refused: wrong second proof"),
    "access-recovered": _("Access was recovered, the password changed"),
    "password-changed": _("The password was changed"),
    "password-change-refused": _("A change of the password was refused: wrong current password"),
    "authenticator-added": _("An authenticator app was added"),
    "authenticator-removed": _("The authenticator app was taken off"),
    "passkey-added": _("A passkey was added"),
    "passkey-removed": _("A passkey was removed"),
    "passkey-copied": _("A passkey was refused: somebody may have a copy of it"),
    "recovery-codes-made": _("A new set of recovery codes was made"),
    "recovery-codes-removed": _("The recovery codes were made void"),
    "recovery-code-used": _("A recovery code was used"),
    "not-me": _("You said that a visit was not yours"),
    "own-data-taken": _("A file of your data was taken"),
    "language-chosen": _("You chose the language of messages"),
    "file-opened": _("Your file was opened at the bank: {who}. For: {why}. “{note}”"),
    "file-looked": _("Looked at in your file: {looked}. {who}"),
    "file-found": _("Your file was looked for at the bank: {who}"),
    "card.stopped": _("The bank stopped a card of yours: {who}"),
    "call-begun": _("The bank said that it was calling you: {who}"),
    "number-change-proposed": _("A change of the trusted number was asked for: {who}"),
    "number-change-rejected": _("A change of the trusted number was rejected: {who}"),
    "number-changed": _("The trusted number was changed: {who}"),
    "sim-changed": _("Codes by SMS were stopped: the SIM card was changed"),
    "sim-cleared": _("Codes by SMS go out again: {who}"),
    "codeword-reissued": _("The codeword was set anew"),
    "codeword-reset-opened": _("You were given a new codeword to choose: {who}"),
    "codeword-reset-refused": _("A new codeword was refused: wrong second proof"),
    "codeword-matched": _("A codeword was said to the bank, and it was yours: {who}"),
    "codeword-not-matched": _("A codeword was said to the bank, and it was not yours: {who}"),
}
REFUSED: Final = {
    "passkey-copied",
    "sign-in-refused", "certificate-refused", "registration-tried", "already-registered",
    "recovery-refused", "password-change-refused", "number-tried",
    "codeword-not-matched", "codeword-reset-refused",
}  # fmt: skip
CODES: Final[dict[str, StrOrPromise]] = {
    "sign-in": _("A code was sent: sign-in"),
    "registration": _("A code was sent: registration"),
    "registration-without-card": _("A code was sent: registration"),
    "new-password": _("A code was sent: new password"),
    "new-codeword": _("A code was sent: new codeword"),
    "payment": _("A code was sent: payment"),
    "authenticator": _("A code was sent: authenticator app"),
    "no-authenticator": _("A code was sent: no authenticator app"),
    "passkey": _("A code was sent: new passkey"),
    "no-passkey": _("A code was sent: removing a passkey"),
    "recovery-codes": _("A code was sent: new recovery codes"),
    "own-data": _("A code was sent: file of your data"),
}
OTHER_CODE: Final[StrOrPromise] = _("A code was sent")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the mirror. `network` is the shortened address, where one is known."""

    at: datetime
    words: StrOrPromise
    network: str
    refused: bool

    @property
    def place(self) -> str:
        """`Almaty, Kazakhstan`, or nothing where no file of places says it."""
        return place_of(self.network, language=get_language() or "ru")


def every_line(*, customer: Customer) -> Iterator[Line]:
    """All lines that there are, the newest first, read while they are used."""
    events = Event.objects.filter(customer=customer, kind__in=EVENTS).order_by("-at")
    codes = Sms.objects.filter(customer=customer, lane=Lane.CODES).order_by("-queued_at")
    sent = codes.values_list("queued_at", "purpose")
    return merge(
        map(_of_event, events.iterator(chunk_size=ROWS)),
        map(_of_code, sent.iterator(chunk_size=ROWS)), key=lambda line: line.at, reverse=True,
    )  # fmt: skip


def access_log(*, customer: Customer, before: datetime | None = None) -> list[Line]:
    """The latest lines, or the latest before a moment; at most ROWS, the newest first."""
    events = Event.objects.filter(customer=customer, kind__in=EVENTS)
    codes = Sms.objects.filter(customer=customer, lane=Lane.CODES)
    if before is not None:
        events, codes = events.filter(at__lt=before), codes.filter(queued_at__lt=before)
    sent = codes.order_by("-queued_at").values_list("queued_at", "purpose")[:ROWS]
    lines = [*map(_of_event, events.order_by("-at")[:ROWS]), *map(_of_code, sent)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:ROWS]


def _of_event(event: Event) -> Line:
    network = event.facts.get("network", "")
    return Line(event.at, _words(event), network, event.kind in REFUSED)


def _of_code(sent: tuple[datetime, str]) -> Line:
    at, purpose = sent
    return Line(at, CODES.get(purpose, OTHER_CODE), "", False)


def _words(event: Event) -> str:
    """What happened; of a deed of staff also who did it (first name and role), and why."""
    why = dict(Why.choices).get(event.facts.get("why", ""), "")
    roles = [str(role.label) for role in Role if role in event.facts.get("roles", "").split()]
    name = event.facts.get("name", "") or event.facts.get("machine", "")
    who = ", ".join(filter(None, [name, *roles]))
    looked = word("fact looked", event.facts.get("looked", ""))
    note = event.facts.get("note", "")
    return str(EVENTS[event.kind]).format(who=who, why=why, note=note, looked=looked)
