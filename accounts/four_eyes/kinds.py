"""A kind of deed that needs four eyes: one class says all there is to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django_stubs_ext import StrOrPromise

from accounts import limits
from accounts.models import Proposal, User
from accounts.staff.desk_forms import ReasonForm
from homebank.forms import Form
from homebank.lib.throttle import Limit

Rows = list[tuple[StrOrPromise, StrOrPromise]]


@dataclass(frozen=True, slots=True)
class PageSides:
    """A page of the site before and after, as HTML, in the language of that code and name."""

    language: str
    name: str
    before: SafeString
    after: SafeString

    @property
    def differs(self) -> bool:
        return self.before != self.after


Pages = list[PageSides]


class Kind:
    """What is proposed, by whom, for whose decision, and what an approval does.

    `before` and `after` are read again at the approval, under the lock of the customer: where
    `before` differs from what the proposer saw, nothing is done. They hold whatever the approver
    has to compare, and nothing that changes by itself.
    """

    slug: ClassVar[str]
    label: ClassVar[StrOrPromise]
    proposes: ClassVar[str]  # a permission: "cards.propose_unblocking"
    decides: ClassVar[str]
    life: ClassVar[timedelta] = timedelta(days=1)
    # How often it may be asked for about one row.
    limit: ClassVar[Limit] = limits.PROPOSALS_SUBJECT
    # What follows an approval, in a sentence, for both to read.
    follows: ClassVar[StrOrPromise] = ""
    # Kinds of its events, where the customer's log has words of its own: {"made": "number-…"}.
    events: ClassVar[Mapping[str, str]] = {}
    # "cards.Card": the desk's page of such a row offers the proposal; "" where another page does.
    model: ClassVar[str] = ""
    # Boxes beside the reason are facts of the proposal.
    form: ClassVar[type[Form]] = ReasonForm
    # Its room proposes it on a page of its own, with facts that the common page does not know.
    has_own_page: ClassVar[bool] = False

    def offers(self, row: Any) -> bool:
        """Whether the deed makes sense for the row, as it stands."""
        return True

    def initial(self, row: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def before(self, proposal: Proposal) -> Rows:
        """What stands now, in words."""
        raise NotImplementedError

    def after(self, proposal: Proposal) -> Rows:
        """What is to stand, in words, under the same labels."""
        raise NotImplementedError

    def check(self, proposal: Proposal) -> None:
        """Raise a Refusal if the present state does not allow it. Asked when it is proposed, and
        again, before `apply`, when it is approved."""

    def check_person(self, proposal: Proposal, by: User) -> None:
        """Raise a Refusal if this person may neither propose nor decide this one."""

    def apply(self, proposal: Proposal, by: User) -> None:
        """Do it, within the approval's transaction; `by` is who approved."""
        raise NotImplementedError

    def whole(self, proposal: Proposal) -> Rows:
        """What only whoever decides is shown, and only while it waits, as a whole number."""
        return []

    def pages(self, proposal: Proposal) -> Pages:
        """What it changes of the site, to be compared as its readers see it."""
        return []

    def beside(self, proposal: Proposal) -> list[UUID]:
        """Customers of whom its page shows something beside the one whose it is."""
        return []

    def told(self, proposal: Proposal) -> dict[str, str]:
        """Facts that its events tell beside who, what and why."""
        return {}

    def address(self, proposal: Proposal) -> str:
        """The desk's page of what it is about."""
        if not self.model:
            return ""
        opts = apps.get_model(self.model)._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[proposal.subject])

    def row(self, subject: UUID) -> Model:
        """The row that it is about. ObjectDoesNotExist."""
        found: Model = apps.get_model(self.model)._base_manager.get(pk=subject)
        return found


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its slug, in the order of settings.FOUR_EYES."""
    made = [import_string(path)() for path in settings.FOUR_EYES]
    return {kind.slug: kind for kind in made}


def kind_of(proposal: Proposal) -> Kind:
    """The class of a proposal's kind. KeyError where its class is gone."""
    return kinds()[proposal.kind]


def label_of(proposal: Proposal) -> str:
    """What it is a proposal of, in words; its slug where its class is gone."""
    kind = kinds().get(proposal.kind)
    return str(kind.label) if kind else proposal.kind


def subject_of(row: Model) -> UUID | None:
    """The row's id as a proposal names it; a number, as staff have, fits into one too."""
    key = row.pk
    if isinstance(key, int):
        return UUID(int=key)
    return key if isinstance(key, UUID) else None


def kinds_for(row: Model, user: User) -> list[Kind]:
    """What this member of staff may propose about the row."""
    mine = [kind for kind in kinds().values() if kind.model == row._meta.label]
    return [kind for kind in mine if user.has_perm(kind.proposes) and kind.offers(row)]
