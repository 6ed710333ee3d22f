"""What at the desk's own pages needs two: a file of cards is imported once another has approved."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.four_eyes.kinds import Kind, Rows
from accounts.models import Proposal, User
from desk.imports.errors import NotChecked, NothingToImport, NotWaiting
from desk.imports.tasks import work_on
from desk.imports.working import begin_importing, right_lines
from desk.models import CardImport, ImportState
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
            (_("state"), ImportState(of.state).label),
            (pgettext_lazy("import", "lines"), str(of.lines)),
        ]

    def after(self, proposal: Proposal) -> Rows:
        of = self._of(proposal)
        right = right_lines(of)
        return [
            (pgettext_lazy("import", "file"), of.name),
            (_("state"), ImportState.DONE.label),
            (pgettext_lazy("import", "lines"), str(right)),
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
