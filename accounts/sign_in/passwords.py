"""What a password may be (ACC-06), by settings.PASSWORD_POLICY: `modern` or `homebank`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.rules import normalised
from accounts.hashes import nobodys_hash
from accounts.models import Customer, User
from accounts.sign_in.errors import PasswordRefused
from homebank.identity import BANK

BANK_WORDS = frozenset({"homebank", "хоумбанк", BANK["name"].casefold()})
# What is typed in another layout or with the usual substitutes is the same word to a guesser.
SUBSTITUTES = str.maketrans("@4301$5!7", "aaeoissit")


@dataclass(frozen=True, slots=True)
class Policy:
    """Lengths, and whether the seed's composition (a capital, a digit, no word) is asked."""

    shortest: int
    longest: int
    composed: bool = False


POLICIES = {"modern": Policy(10, 128), "homebank": Policy(8, 15, composed=True)}
STAFF_SHORTEST = 12


def policy(*, staff: bool = False) -> Policy:
    """The policy in force, read anew at each call."""
    chosen = POLICIES[settings.PASSWORD_POLICY]
    return Policy(STAFF_SHORTEST, POLICIES["modern"].longest) if staff else chosen


@sensitive_variables("password")
def check_new_password(*, password: str, own: Iterable[str] = (), staff: bool = False) -> None:
    """PasswordRefused with a sentence for each rule that the password breaks.

    `own` are the owner's names, numbers and dates: none of them may stand in it. Nothing is cut,
    trimmed or changed in case.
    """
    rules = policy(staff=staff)
    reasons = _wrong_length(password, rules)
    if rules.composed:
        reasons += _wrong_composition(password)
    if is_common(password):
        reasons.append(_("This password is on the lists that thieves try first."))
    if _holds(password, own):
        owned = _("Leave out your name, login name, birth date, phone, IIN and Homebank ID.")
        reasons.append(owned)
    if any(word in password.casefold() for word in BANK_WORDS):
        reasons.append(_("Leave the bank’s name out of the password."))
    if reasons:
        raise PasswordRefused(reasons)


@sensitive_variables("password", "word", "bare", "variants")
def is_common(password: str) -> bool:
    """Whether thieves try it first: a leaked password, however dressed, or few letters repeated."""
    word = password.casefold()
    bare = word.strip("0123456789!?.,_-@#$%&* ")
    variants = {word, word.translate(SUBSTITUTES), bare, bare.translate(SUBSTITUTES)}
    repeats = len(set(word)) < 4
    return repeats or any(variant in _common() for variant in variants if len(variant) > 3)


def rules_in_words() -> list[str]:
    """The customers' rules for the page, before anything is typed."""
    rules = policy()
    said = [_("From {shortest} to {longest} characters.").format(
        shortest=rules.shortest, longest=rules.longest)]  # fmt: skip
    if rules.composed:
        said.append(_("At least one capital letter and one digit, and no dictionary word."))
    else:
        said.append(_("Any characters, blanks too. Several words are easy to keep in mind."))
    own = _("Not your name, login name, birth date, phone, IIN, Homebank ID or the bank’s name.")
    return [*said, own]


@sensitive_variables("password")
def password_matches(user: User | None, password: str) -> bool:
    """Whether it is the user's password. Nobody's costs the same: one hash either way."""
    encoded = user.password if user else nobodys_hash()
    return check_password(password, encoded) and user is not None


def own_data(customer: Customer, homebank_id: str = "") -> list[str]:
    """What of a customer may not stand in their password."""
    day, forms = customer.born_on, ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d")
    dates = [day.strftime(form) for form in forms] if day else []
    names = [*customer.full_name.split(), *customer.latin_name.split()]
    return [*names, customer.iin, (customer.phone or "")[2:], homebank_id, *dates]


class PolicyValidator:
    """The same rules for Django's own password forms at the desk."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """ValidationError with the policy's sentences."""
        own = [str(getattr(user, name, "") or "") for name in ("login_name", "first_name")]
        try:
            check_new_password(password=password, own=own, staff=True)
        except PasswordRefused as refusal:
            raise ValidationError(refusal.reasons) from None

    def get_help_text(self) -> str:
        return _("From {shortest} to {longest} characters.").format(
            shortest=STAFF_SHORTEST, longest=POLICIES["modern"].longest
        )


def _wrong_length(password: str, rules: Policy) -> list[str]:
    if len(password) < rules.shortest:
        return [_("The password has at least {shortest} characters, this one has {length}.").format(
            shortest=rules.shortest, length=len(password))]  # fmt: skip
    if len(password) > rules.longest:
        return [_("The password has at most {longest} characters, this one has {length}. "
                  "It was not shortened: choose another one.").format(
            longest=rules.longest, length=len(password))]  # fmt: skip
    return []


def _wrong_composition(password: str) -> list[str]:
    reasons = []
    if not any(letter.isupper() for letter in password):
        reasons.append(_("Add a capital letter."))
    if not any(letter.isdigit() for letter in password):
        reasons.append(_("Add a digit."))
    words = re.findall(r"[^\W\d_]{4,}", password.casefold())
    if any(word in _common() for word in words):
        reasons.append(_("Leave out words that stand in a dictionary."))
    return reasons


def _holds(password: str, own: Iterable[str]) -> bool:
    word = normalised(password)
    packed = re.sub(r"[\W_]", "", word)
    return any(len(fact) > 2 and normalised(fact) in (word + " " + packed) for fact in own)


@cache
def _common() -> frozenset[str]:
    """Django's list of the 20,000 passwords that leaked most."""
    return frozenset(CommonPasswordValidator().passwords)
