"""What at the desk's own pages needs two: an import of cards, a difference put to suspense."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.four_eyes import Overtaken
from accounts.four_eyes.deciding import still_stands
from accounts.four_eyes.kinds import Kind, Rows
from accounts.models import Proposal, User
from desk.imports.errors import FileChanged, NotChecked, NothingToImport, NotWaiting, OwnFile
from desk.imports.rows import is_as_checked, shown_digest
from desk.imports.tasks import work_on
from desk.imports.working import begin_importing, right_lines
from desk.models import CardImport, Difference, ImportState
from desk.registers import working
from desk.registers.forms import titled
from desk.registers.showing import facts_of
from homebank.lib.amounts import show
from homebank.lib.desk_values import NOTHING
from homebank.lib.desk_words import own_account
from homebank.lib.money import Money
from homebank.lib.tasks import after_commit


class ImportCards(Kind):
    """Customers and cards are opened from a checked file: lines with faults are left out."""

    slug = "import-cards"
    label = _("Import of customers and cards")
    proposes = "desk.propose_import"
    decides = "desk.decide_import"
    life = timedelta(days=2)
    model = "desk.CardImport"
    follows = _("A worker then imports the file; its page shows how far it is.")

    def before(self, proposal: Proposal) -> Rows:
        of = self._of(proposal)
        return [
            (pgettext_lazy("import", "file"), of.name),
            (_("Digest of the file"), shown_digest(of)),
            (pgettext_lazy("import", "uploaded by"), str(of.made_by or NOTHING)),
            (_("state"), ImportState(of.state).label),
            (pgettext_lazy("import", "lines"), str(of.lines)),
        ]

    def after(self, proposal: Proposal) -> Rows:
        of = self._of(proposal)
        right = right_lines(of)
        return [
            (pgettext_lazy("import", "file"), of.name),
            (_("Digest of the file"), shown_digest(of)),
            (pgettext_lazy("import", "uploaded by"), str(of.made_by or NOTHING)),
            (_("state"), ImportState.DONE.label),
            (pgettext_lazy("import", "lines"), str(right)),
            (_("new customers"), str(right - of.on_file)),
            (_("cards for customers on file"), str(of.on_file)),
            (_("lines left out for their faults"), str(of.lines - right)),
        ]

    def check(self, proposal: Proposal) -> None:
        of = self._of(proposal)
        if of.state == ImportState.CHECKING:
            raise NotChecked
        if of.state != ImportState.CHECKED:
            raise NotWaiting
        if not right_lines(of):
            raise NothingToImport
        if not is_as_checked(of):
            raise FileChanged

    def check_person(self, proposal: Proposal, by: User) -> None:
        """Who wrote the file may propose it, and does not decide it if somebody else did."""
        is_proposer = by.pk == proposal.proposed_by_id
        if not is_proposer and by.pk == self._of(proposal).made_by_id:
            raise OwnFile

    def apply(self, proposal: Proposal, by: User) -> None:
        of = CardImport.objects.select_for_update().get(pk=proposal.subject)
        if of.state != ImportState.CHECKED:
            raise NotWaiting
        begin_importing(of=of)
        after_commit(work_on, queue="work", import_id=str(of.pk))

    def address(self, proposal: Proposal) -> str:
        return reverse("desk:import", args=[proposal.subject])

    def told(self, proposal: Proposal) -> dict[str, str]:
        return {"file": self._of(proposal).name}

    def _of(self, proposal: Proposal) -> CardImport:
        return CardImport.objects.get(pk=proposal.subject)


class DifferenceToSuspense(Kind):
    """What a register claims more, or less, than the bank has is posted against suspense."""

    slug = working.TO_SUSPENSE
    label = _("Difference from a register to suspense")
    proposes, decides = "desk.work_difference", "desk.decide_suspense"
    life = timedelta(days=2)
    model = "desk.Difference"
    has_own_page = True
    follows = _("The money is posted once; there the item has an owner and an age until cleared.")

    def offers(self, row: Difference) -> bool:
        """The difference has a page of its own for it."""
        return False

    def before(self, proposal: Proposal) -> Rows:
        found = self._difference(proposal)
        legs: Rows = [(own_account(name), NOTHING) for name, _amount in working.legs_of(found)]
        return [*_both_sides(found), (_("Unexplained"), show(working.legs_of(found)[-1][1])), *legs]

    def after(self, proposal: Proposal) -> Rows:
        found = self._difference(proposal)
        legs: Rows = [(own_account(name), show(amount)) for name, amount in working.legs_of(found)]
        return [*_both_sides(found), (_("Unexplained"), show(Money(0))), *legs,
                (_("What was found out"), proposal.given["note"])]  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        working.check_posting(self._difference(proposal), proposal.proposed_by)

    def apply(self, proposal: Proposal, by: User) -> None:
        # A register may change the row until it is locked: what was approved is posted, or nothing.
        Difference.objects.select_for_update().get(pk=proposal.subject)
        if not still_stands(proposal, self):
            raise Overtaken
        working.post_to_suspense(difference_id=proposal.subject, proposer=proposal.proposed_by,
                                 by=by, note=proposal.given["note"])  # fmt: skip

    def address(self, proposal: Proposal) -> str:
        return reverse("desk:difference", args=[proposal.subject])

    def told(self, proposal: Proposal) -> dict[str, str]:
        found = self._difference(proposal)
        return {"register": f"{found.source} {found.day:%d.%m.%Y}"}

    def _difference(self, proposal: Proposal) -> Difference:
        return Difference.objects.get(pk=proposal.subject)


def _both_sides(found: Difference) -> Rows:
    """Which deed of which register, and each fact as both have it."""
    theirs, ours = _("In the register"), _("In the bank")
    facts: Rows = []
    for fact in facts_of(found):
        facts += [(f"{theirs}: {fact.name}", fact.theirs), (f"{ours}: {fact.name}", fact.ours)]
    register = f"{titled(found.source)}, {found.day:%d.%m.%Y}"
    return [(pgettext_lazy("register", "deed"), found.shown), (_("Register"), register), *facts]
