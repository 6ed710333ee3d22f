"""The six roles of staff (OPS-01), made and kept at each migration."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The value is the name of the group."""

    CONTACT_CENTRE = "contact-centre", _("contact centre")
    BRANCH = "branch", _("branch")
    TARIFF_EDITOR = "tariff-editor", _("tariff editor")
    APPROVER = "approver", _("approver")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


CUSTOMERS = (
    "accounts.customer", "accounts.identitydocument", "cards.authorization", "cards.card",
    "cards.cardlimit", "cards.cardorder", "cards.orderstep", "cards.dispute", "cards.disputestep",
    "cards.othercard", "cards.attachment", "payments.charge",
    "cards.overdraft", "cards.presentment", "cards.threedstransaction", "documents.document",
    "payments.payment", "payments.paymentstep",
)  # fmt: skip
MESSAGES = ("notifications.event", "notifications.gatewaystate", "notifications.sms")
TARIFFS = ("tariffs.*",)
BOOK = ("ledger.*",)
STAFF = ("accounts.user", "auth.group")
EYES = ("accounts.proposal",)
TERMINALS = ("channel.terminal",)
WORDS = ("desk.publication",)
# What auditors see besides all that.
AUDIT = ("notifications.auditseal", *TERMINALS, *EYES, *WORDS)
IMPORTS = ("desk.cardimport", "desk.difference", "desk.register")
# What each role may look at. What it may do comes with the deeds, each with its own permission.
SEES: dict[str, tuple[str, ...]] = {
    Role.CONTACT_CENTRE: (*CUSTOMERS, *MESSAGES),
    Role.BRANCH: (*CUSTOMERS, *MESSAGES, *BOOK, *IMPORTS),
    Role.TARIFF_EDITOR: TARIFFS,
    Role.APPROVER: (*CUSTOMERS, *TARIFFS, *BOOK, *IMPORTS),
    Role.AUDITOR: (*AUDIT, *CUSTOMERS, *MESSAGES, *TARIFFS, *BOOK, *IMPORTS, *STAFF, "payments.*"),
    Role.ADMINISTRATOR: (*MESSAGES, *STAFF, *TERMINALS, *WORDS, "payments.*"),
}
# What each role may do, each deed by a permission of its own.
DOES: dict[str, tuple[str, ...]] = {
    Role.CONTACT_CENTRE: (
        "cards.see_photo",
        "accounts.call_customer", "accounts.check_codeword", "accounts.mark_sim",
        "accounts.propose_number", "cards.stop_card", "cards.work_dispute",
        "cards.work_order", "cards.issue_order", "cards.propose_link",
    ),
    Role.BRANCH: (
        "payments.propose_resolution", "accounts.call_customer", "accounts.mark_sim",
        "accounts.check_codeword", "accounts.clear_sim", "accounts.propose_number",
        "accounts.reissue_codeword", "cards.propose_unblocking",
        "cards.release_hold", "cards.stop_card", "cards.work_dispute", "cards.hand_over_card",
        "cards.see_photo", "cards.work_order", "cards.issue_order", "cards.make_batch",
        "cards.propose_link",
        "documents.withdraw_document", "ledger.explain_suspense",
        "payments.propose_reversal", "desk.propose_import",
        "desk.work_difference",
    ),
    Role.APPROVER: ("payments.decide_resolution", "accounts.decide_number", "ledger.close_day",
                    "cards.see_photo", "cards.decide_link",
                    "accounts.decide_codeword", "cards.decide_unblocking", "cards.decide_release",
                    "payments.decide_reversal",
                    "desk.decide_import", "desk.decide_suspense"),
    Role.AUDITOR: ("cards.see_photo",),
    Role.ADMINISTRATOR: ("accounts.propose_roles", "accounts.decide_roles",
                         "accounts.deactivate_staff", "channel.revoke_terminal",
                         "channel.lift_terminal",
                         "desk.publish_words", "desk.decide_words"),
}  # fmt: skip
# Tables that no page of the desk shows to anybody.
HIDDEN = {"confirmation", "onetimecode", "registrationattempt", "smsdevice", "wait"}


def keep_roles(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Give each role its permissions in the app that was just migrated. Idempotent."""
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    known = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    permissions = list(known.select_related("content_type"))
    for role in Role:
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.add(*(p for p in permissions if _sees(role, p) or _does(role, p)))


def roles_with(deed: str) -> list[str]:
    """The roles that may do it, by its permission: "cards.decide_link"."""
    return [role.value for role in Role if deed in DOES.get(role, ())]


def _sees(role: Role, permission: Permission) -> bool:
    label, model = permission.content_type.app_label, permission.content_type.model
    patterns = SEES[role]
    if not permission.codename.startswith("view_"):
        return False
    return model not in HIDDEN and (f"{label}.*" in patterns or f"{label}.{model}" in patterns)


def _does(role: Role, permission: Permission) -> bool:
    return f"{permission.content_type.app_label}.{permission.codename}" in DOES.get(role, ())
