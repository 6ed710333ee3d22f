"""Refusals of the four eyes: what was not done, and what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.staff.errors import StaffRefused


class AlreadyWaits(StaffRefused):
    message = _("A proposal of this kind waits already. It has to be decided first.")


class AlreadyDecided(StaffRefused):
    message = _("This was decided already.")


class OwnProposal(StaffRefused):
    message = _("You proposed this: somebody else has to approve or reject it.")


class NotYoursToDecide(StaffRefused):
    message = _("This is about yourself: two others have to propose and approve it.")


class ProposalExpired(StaffRefused):
    message = _("This waited too long and has expired. Nothing was done: propose it anew.")


class Overtaken(StaffRefused):
    message = _(
        "Things have changed since this was proposed, so nothing was done. Look at the record, "
        "and propose it anew."
    )
