"""What the pages of proposals show, and to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from accounts.four_eyes.deciding import still_asked, still_stands
from accounts.four_eyes.kinds import Kind, kind_of, kinds
from accounts.four_eyes.listing import PAGE, made_by, over, page_of, waiting, waiting_for_reader
from accounts.models import Customer, Proposal, User
from accounts.staff import role_changes
from accounts.staff.openings import opened_lately
from accounts.staff.roles import roles_with
from desk.proposals.comparing import pieces_of
from homebank.lib.errors import Refusal
from payments.desk_views import DECIDE, PROPOSE
from payments.models import Resolution

LISTS = {"for-you": waiting_for_reader, "waiting": waiting, "mine": made_by, "over": over}


@dataclass(frozen=True, slots=True)
class Line:
    """One label with what stands before and what is to stand after."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def is_text(self) -> bool:
        """Whether it has several lines: these are compared one by one."""
        return "\n" in self.before or "\n" in self.after

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The lines of both texts in their order: (del, ins or nothing, line)."""
        return pieces_of(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Listed:
    """What waits, or was decided, in a list, with whom or what it is about."""

    row: Proposal | Resolution
    about: str


def listed(asked: Mapping[str, str], by: User) -> dict[str, Any]:
    """One page of the list that the address names; the first list for any other word."""
    name = asked.get("list", "")
    name = name if name in LISTS else "for-you"
    kind = asked.get("kind", "")
    rows = page_of(LISTS[name](by), kind=kind, before=_moment(asked.get("before", "")))
    more = rows[PAGE - 1].proposed_at if len(rows) > PAGE and name in ("mine", "over") else None
    outcomes = _outcomes(name, by)
    named = _named([*rows[:PAGE], *outcomes], by)
    return {"rows": named[: len(rows[:PAGE])], "list": name, "kind": kind, "more": more,
            "kinds": list(kinds().values()), "outcomes": named[len(rows[:PAGE]) :]}  # fmt: skip


def _outcomes(name: str, by: User) -> list[Resolution]:
    """Outcomes of unknown payments wait in their own room by the same rules; they stand here."""
    may = {"for-you": by.has_perm(DECIDE), "waiting": by.has_perm(PROPOSE) or by.has_perm(DECIDE)}
    if not may.get(name):
        return []
    rows = Resolution.objects.filter(state=Resolution.State.WAITS).order_by("proposed_at")
    rows = rows.select_related("payment__customer", "proposed_by")
    return list((rows.exclude(proposed_by=by) if name == "for-you" else rows)[:PAGE])


def _named(rows: Sequence[Proposal | Resolution], by: User) -> list[Listed]:
    """The rows with whom or what they are about; one query for all."""
    owners = [row.customer if isinstance(row, Proposal) else row.payment.customer for row in rows]
    opened = opened_lately(customers={owner.pk for owner in owners if owner}, by=by)
    return [
        Listed(row, _whom(owner, opened) if owner else _what(row))
        for row, owner in zip(rows, owners, strict=True)
    ]


def _whom(owner: Customer, opened: set[UUID]) -> str:
    """A name is for who has said why the file is opened; others read a number but its middle."""
    return (owner.short_name if owner.pk in opened else "") or owner.masked_phone


def _what(row: Proposal | Resolution) -> str:
    """A kind tells first what it is about: a file, a login name, a page."""
    rows = row.shown_before if isinstance(row, Proposal) else []
    return rows[0][1] if rows else ""


def shown(found: Proposal, by: User) -> dict[str, Any]:
    """One proposal as it is compared, and what this reader may do about it."""
    kind = kind_of(found)
    is_own = found.proposed_by_id == by.pk
    decides = found.is_open and by.has_perm(kind.decides)
    barred = _barred(found, kind, by) if decides and not is_own else ""
    may_decide = decides and not is_own and not barred
    return {
        "proposal": found,
        "kind": kind,
        "lines": compared(found),
        "pages": kind.pages(found),
        "whole": kind.whole(found) if may_decide else [],
        "is_own": is_own,
        "may_decide": may_decide,
        "barred": barred,
        "deciders": role_changes.words(roles_with(kind.decides)),
        "is_overtaken": found.is_open
        and not (still_asked(found, kind) and still_stands(found, kind)),
        "address": kind.address(found),
    }


def _barred(found: Proposal, kind: Kind, by: User) -> str:
    """Why this person may not decide it, though their role could; nothing if they may."""
    try:
        kind.check_person(found, by)
    except Refusal as refusal:
        return str(refusal)
    return ""


def compared(found: Proposal) -> list[Line]:
    """Before and after side by side, by their labels, in the order in which they are told."""
    before, after = dict(found.shown_before), dict(found.shown_after)
    labels = dict.fromkeys([*before, *after])
    return [Line(label, before.get(label, ""), after.get(label, "")) for label in labels]


def _moment(text: str) -> datetime | None:
    """The moment in an address; nothing for what is none."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found and found.tzinfo else None
