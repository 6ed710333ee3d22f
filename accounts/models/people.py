"""The bank's file on a person (Customer) and a way to sign in (User, staff too)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock, crypto, phone
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7

MaybeText = models.TextField[str | None, str | None]


def phone_fingerprint(e164: str) -> str:
    """By which the owner of an E.164 number is found."""
    return crypto.fingerprint(e164, column="accounts_customer.phone")


def iin_fingerprint(iin: str) -> str:
    """By which the file with an IIN is found."""
    return crypto.fingerprint(iin, column="accounts_customer.iin")


class Customer(models.Model):
    """The bank's file on a person. Personal facts are sealed; look-ups go by fingerprint.

    `phone` is the trusted number, or None; `birth_date` is an ISO date; `codeword_hash` is a
    password hash of the normalised codeword. `accounts.customers` opens files. Who registered
    without a card is not identified: name, IIN, birth date and codeword are empty until then.
    """

    class Codeword(models.TextChoices):
        """Where the codeword stands. One kept from before works once and must be changed then."""

        OWN = "own", pgettext_lazy("codeword", "in force")
        LEGACY = "legacy", pgettext_lazy("codeword", "kept from before, to be changed at first use")
        SPENT = "spent", pgettext_lazy("codeword", "used once, a new one is asked for")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = SealedTextField(_("surname, name, patronymic"), blank=True)
    latin_name = SealedTextField(_("Latin name"), blank=True)
    iin = SealedTextField(_("IIN"), blank=True)
    iin_fingerprint = models.CharField(max_length=64, null=True, unique=True)
    birth_date = SealedTextField(_("birth date"), blank=True)
    identified_at = models.DateTimeField(_("identified"), null=True, blank=True)
    phone: MaybeText = SealedTextField(  # type: ignore[assignment,misc]
        _("trusted number"), null=True
    )
    phone_fingerprint = models.CharField(max_length=64, null=True)
    # Since when somebody else may hold the SIM: no code goes there (accounts/recovery/sim.py).
    sim_changed_at = models.DateTimeField(_("SIM changed"), null=True, blank=True)
    codeword_hash = models.CharField(max_length=200, blank=True)
    codeword_state = models.CharField(
        _("codeword"), max_length=10, choices=Codeword.choices, default=Codeword.OWN
    )
    # A branch lets the owner choose another on the portal, once (accounts/codewords/reissuing.py).
    codeword_reset_until = models.DateTimeField(_("new codeword until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    blocked_at = models.DateTimeField(_("time of blocking"), null=True, blank=True)
    # After access was recovered: new payees wait (accounts/recovery/cooling.py).
    cools_until = models.DateTimeField(_("new payees wait until"), null=True, blank=True)
    opened_at = models.DateTimeField(_("on file since"))

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone__isnull=True, phone_fingerprint__isnull=True)
                | models.Q(phone__isnull=False, phone_fingerprint__isnull=False),
                name="customer_phone_is_found",
            ),
            models.CheckConstraint(
                condition=models.Q(identified_at__isnull=True, iin_fingerprint__isnull=True,
                                   codeword_hash="")
                | models.Q(identified_at__isnull=False, iin_fingerprint__isnull=False),
                name="identified_customer_has_an_iin",
            ),
            # Partial, so that changing a number locks the file no more than any other change:
            # rows that only point at it (a message, an event) never wait for it.
            models.UniqueConstraint(
                fields=["phone_fingerprint"], condition=models.Q(phone_fingerprint__isnull=False),
                name="one_customer_of_a_phone",
            ),
        ]  # fmt: skip
        permissions = [
            ("propose_number", "Can propose another trusted number"),
            ("decide_number", "Can approve or reject another trusted number"),
            ("mark_sim", "Can say that the SIM changed"),
            ("clear_sim", "Can let codes go out by SMS again"),
            ("reissue_codeword", "Can propose that the customer chooses another codeword"),
            ("decide_codeword", "Can approve that the customer chooses another codeword"),
            ("check_codeword", "Can compare what a caller says with the codeword"),
            ("call_customer", "Can say that the bank is calling"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def short_name(self) -> str:
        """`Айгуль С.`: the name and the surname's first letter; nothing if not identified."""
        surname, *given = self.full_name.split() or [""]
        return f"{given[0]} {surname[0]}." if given else surname

    @property
    def initials(self) -> str:
        """`А. С.`: the name as a list at the desk shows it, before a reason is said."""
        surname, *given = self.full_name.split() or [""]
        return " ".join(f"{word[0]}." for word in (*given[:1], surname) if word)

    @property
    def given_name(self) -> str:
        """`Айгуль`: how a page greets."""
        return [*self.full_name.split(), "", ""][1] or self.full_name

    @property
    def masked_iin(self) -> str:
        """`•••• •••• 0010`, or nothing for who was not identified."""
        return f"•••• •••• {self.iin[-4:]}" if self.iin else ""

    @property
    def masked_phone(self) -> str:
        """`+7 700 ••• •• 12`, or nothing when no number is on file."""
        return phone.masked(self.phone) if self.phone else ""

    @property
    def sms_number(self) -> str | None:
        """Where codes may go now: the trusted number, unless its SIM changed."""
        return None if self.sim_changed_at else self.phone

    @property
    def born_on(self) -> date | None:
        """The birth date; None while the person is not identified."""
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    @property
    def is_identified(self) -> bool:
        """Whether the bank has seen the person's document: without it no account is opened."""
        return self.identified_at is not None

    @property
    def must_change_codeword(self) -> bool:
        return self.codeword_state == self.Codeword.SPENT

    @property
    def may_reset_codeword(self) -> bool:
        """Whether a branch has opened a reset that was not used, and is not over."""
        return self.codeword_reset_until is not None and clock.now() < self.codeword_reset_until

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None


class UserManager(BaseUserManager["User"]):
    """Users are made by `accounts.registration.by_card` and `accounts.staff.accounts` only."""

    def customers(self) -> models.QuerySet[User]:
        """Those who may knock at the portal, with their files."""
        return self.filter(is_staff=False, is_active=True).select_related("customer")

    def staff(self) -> models.QuerySet[User]:
        """Those who may knock at the desk."""
        return self.filter(is_staff=True, is_active=True, customer=None)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A way to sign in: a customer's access to the portal, or a member of staff; never both."""

    # Events tell who signed in and when, by the bank's clock; Django's column by the machine's.
    last_login = None

    customer = models.OneToOneField(
        Customer, models.PROTECT, null=True, related_name="user", verbose_name=_("customer")
    )
    homebank_id = models.CharField("Homebank ID", max_length=8, null=True, unique=True)
    login_name = models.CharField(_("login name"), max_length=30, null=True, unique=True)
    first_name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    # Visits begun before end: other roles, or none (accounts/staff/role_changes.py).
    rights_changed_at = models.DateTimeField(_("rights changed"), null=True)
    registered_at = models.DateTimeField(_("time of registration"))

    # What verified this visit, set before `login()`; django-otp keeps it in the session.
    otp_device: Any

    USERNAME_FIELD = "login_name"
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(fields=["-id"], condition=models.Q(is_staff=True), name="staff"),
            models.Index(fields=["-id"], condition=models.Q(is_active=False), name="shut_out"),
        ]
        permissions = [
            ("propose_roles", "Can propose other roles of a member of staff"),
            ("decide_roles", "Can approve other roles of a member of staff"),
            ("deactivate_staff", "Can put a member of staff out at once"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_staff=True, customer__isnull=True, login_name__isnull=False)
                | models.Q(is_staff=False, customer__isnull=False, homebank_id__isnull=False),
                name="user_is_customer_or_staff",
            ),
            # With a letter, so that digits always mean a phone or a Homebank ID.
            models.CheckConstraint(
                condition=models.Q(login_name__isnull=True)
                | models.Q(login_name__regex=r"^(?=.*[a-z])[a-z0-9._-]{3,30}$"),
                name="login_name_has_a_letter",
            ),
            models.CheckConstraint(
                condition=models.Q(homebank_id__isnull=True)
                | models.Q(homebank_id__regex=r"^[1-9][0-9]{7}$"),
                name="homebank_id_has_eight_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.login_name or self.homebank_id or str(self.pk)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A visit is bound to the password and to the trusted number, of staff to their rights:
        each ends it by changing. Django's own hash knows the password alone.
        """
        rights = self.rights_changed_at.isoformat() if self.rights_changed_at else ""
        number = self.customer.phone_fingerprint if self.customer else rights
        return salted_hmac(
            "accounts.models.User", f"{self.password} {number}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_short_name(self) -> str:
        return self.first_name or str(self)

    @property
    def spaced_id(self) -> str:
        """`4051 8827`: the Homebank ID for reading."""
        whole = self.homebank_id or ""
        return f"{whole[:4]}\u00a0{whole[4:]}".strip()
