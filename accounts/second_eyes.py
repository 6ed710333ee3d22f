"""What of identity and access needs four eyes: the trusted number, the codeword, roles of staff."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.codewords import reissuing
from accounts.codewords.errors import CannotResetCodeword
from accounts.codewords.reissuing import Way
from accounts.four_eyes.errors import NotYoursToDecide
from accounts.four_eyes.kinds import Kind, Rows
from accounts.models import Customer, HowKnown, Proposal, User
from accounts.recovery import trusted_number
from accounts.staff import role_changes
from accounts.staff.desk_forms import CodewordResetForm, NumberForm, RolesForm
from homebank.forms import Form
from homebank.lib.desk_values import NOTHING
from homebank.lib.phone import masked, spaced

# No key of a table is larger.
MOST_ID = 2**63 - 1


class ChangeNumber(Kind):
    """Another trusted number (ACC-08): whoever holds it confirms everything."""

    slug = trusted_number.KIND
    label = _("Another trusted number")
    proposes, decides = "accounts.propose_number", "accounts.decide_number"
    life = timedelta(days=3)
    limit = limits.NUMBER_PROPOSALS
    model = "accounts.Customer"
    form: ClassVar[type[Form]] = NumberForm
    follows = _(
        "Both numbers are told by SMS, all visits end, codes on their way are void, and new "
        "payees wait for 24 hours."
    )
    events: ClassVar[Mapping[str, str]] = {
        "made": "number-change-proposed", "rejected": "number-change-rejected",
    }  # fmt: skip

    def offers(self, row: Customer) -> bool:
        """The file has a page of its own for it."""
        return False

    def before(self, proposal: Proposal) -> Rows:
        customer = _customer(proposal)
        return [(_("Trusted number"), masked(customer.phone) if customer.phone else NOTHING)]

    def after(self, proposal: Proposal) -> Rows:
        given = proposal.given
        known = HowKnown(given["document"]).label
        return [(_("Trusted number"), masked(given["phone"])),
                (_("How the customer was known"), known)]  # fmt: skip

    def whole(self, proposal: Proposal) -> Rows:
        return [(_("Proposed number"), spaced(proposal.given["phone"]))]

    def check(self, proposal: Proposal) -> None:
        trusted_number.read_number(_customer(proposal), proposal.given["phone"])

    def apply(self, proposal: Proposal, by: User) -> None:
        given = proposal.given
        trusted_number.change_trusted_number(
            customer=_customer(proposal), phone=given["phone"], by=by, subject=proposal.pk,
            reason=proposal.reason, proof=given["document"],
        )  # fmt: skip

    def told(self, proposal: Proposal) -> dict[str, str]:
        given = proposal.given
        return {"proof": given["document"], "to": masked(given["phone"])}


class ResetCodeword(Kind):
    """The customer may choose another codeword on the portal, once (ACC-10)."""

    slug = reissuing.RESET
    label = _("The customer chooses a new codeword")
    proposes, decides = "accounts.reissue_codeword", "accounts.decide_codeword"
    model = "accounts.Customer"
    form: ClassVar[type[Form]] = CodewordResetForm
    follows = _(
        "An SMS says that the new codeword can be chosen in Homebank, for 7 days and behind a "
        "code. Nobody at the bank sees it."
    )

    def offers(self, row: Customer) -> bool:
        return reissuing.may_open_reset(row)

    def before(self, proposal: Proposal) -> Rows:
        customer = _customer(proposal)
        state = customer.get_codeword_state_display()
        return [(_("Codeword"), state), (_("New codeword may be chosen"), _open_word(customer))]

    def after(self, proposal: Proposal) -> Rows:
        state = _customer(proposal).get_codeword_state_display()
        asked = Way(proposal.given["way"]).label
        return [(_("Codeword"), state), (_("New codeword may be chosen"), _("for 7 days, once")),
                (_("How it was asked for"), asked)]  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        if not reissuing.may_open_reset(_customer(proposal)):
            raise CannotResetCodeword

    def apply(self, proposal: Proposal, by: User) -> None:
        reissuing.open_reset(customer=_customer(proposal), by=by, reason=proposal.reason,
                                    way=proposal.given["way"])  # fmt: skip


class ChangeRoles(Kind):
    """Roles of a member of staff: what somebody may do at the desk."""

    slug = "role-grants"
    label = _("Roles of a member of staff")
    proposes, decides = "accounts.propose_roles", "accounts.decide_roles"
    model = "accounts.User"
    form: ClassVar[type[Form]] = RolesForm
    follows = _("Visits of this member of staff end, and the roles hold from the next sign-in.")

    def offers(self, row: User) -> bool:
        return bool(row.is_staff)

    def initial(self, row: User) -> dict[str, Any]:
        return {"roles": role_changes.of(row)}

    def row(self, subject: UUID) -> User:
        if subject.int > MOST_ID:
            raise User.DoesNotExist
        return User.objects.get(pk=subject.int, is_staff=True)

    def address(self, proposal: Proposal) -> str:
        return reverse("admin:accounts_user_change", args=[proposal.subject.int])

    def before(self, proposal: Proposal) -> Rows:
        user = self.row(proposal.subject)
        held = _roles(role_changes.of(user))
        return [(_("Login name"), user.login_name or ""), (_("Roles"), held),
                (_("May sign in"), _("yes") if user.is_active else _("no"))]  # fmt: skip

    def after(self, proposal: Proposal) -> Rows:
        user = self.row(proposal.subject)
        wanted = proposal.given["roles"].split()
        return [(_("Login name"), user.login_name or ""), (_("Roles"), _roles(wanted)),
                (_("May sign in"), _("yes"))]  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        user = self.row(proposal.subject)
        role_changes.check_roles(user=user, roles=proposal.given["roles"].split(),
                                proposer=proposal.proposed_by)  # fmt: skip

    def check_person(self, proposal: Proposal, by: User) -> None:
        if proposal.subject.int == by.pk:
            raise NotYoursToDecide

    def apply(self, proposal: Proposal, by: User) -> None:
        user = self.row(proposal.subject)
        role_changes.set_roles(user=user, roles=proposal.given["roles"].split(), by=by,
                              reason=proposal.reason)  # fmt: skip

    def told(self, proposal: Proposal) -> dict[str, str]:
        return {"login": str(self.row(proposal.subject)), "roles": proposal.given["roles"]}


def _customer(proposal: Proposal) -> Customer:
    """The file as it stands now: the proposal's own copy may be older."""
    assert proposal.customer_id is not None  # its kinds are about customers
    return Customer.objects.get(pk=proposal.customer_id)


def _open_word(customer: Customer) -> str:
    return str(_("yes") if customer.may_reset_codeword else _("no"))


def _roles(names: list[str]) -> str:
    return role_changes.words(names) or NOTHING
