"""The static set-up in its ten steps: a code, a master key, the card, and at the end a password.

Steps 1 to 3 are pages; 4 is the code that begins a set-up; 5 shows the master key; 7, 9 and 10
are the functions below. Three wrong entries, or a quarter of an hour, end it without a password.
"""

import secrets
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from accounts.sign_in.passwords import check_new_password, own_data, password_matches
from cards.cvv import cvv2
from cards.models import Card, ThreeDsSetup
from cards.standing import check_working
from cards.three_ds import limits
from cards.three_ds.errors import (
    NameNotOnCard,
    SetupOver,
    SignInPassword,
    TooManySetups,
    WrongNumber,
    WrongProof,
)
from cards.three_ds.schemes import check_not_cooling, keep_password, last4_of
from homebank.lib import clock, crypto, throttle
from notifications.events import record

KEY_DIGITS = 8


def ask_to_begin(*, card: Card, language: str) -> Deed:
    """Step 3: send the code that begins a set-up. Raises the refusals of cards/standing.py,
    CoolingPeriod, TooManySetups, NoTrustedNumber."""
    check_working(card)
    check_not_cooling(card.customer)
    tries = throttle.look(limits.WRONG_SETUPS, str(card.pk))
    if not tries.allowed:
        raise TooManySetups(at=tries.until)
    return begin_setup.ask(customer=card.customer, language=language, card=str(card.pk))


@confirmed(
    "three-ds-password", title=_("Set a 3-D Secure password"), after="cards:three-ds-setup",
    at=("card",), says=last4_of,
    done=_("The code is right. Write the master key down: it is asked for in a minute."),
)  # fmt: skip
def begin_setup(*, customer: Customer, card: str) -> None:
    """Step 5: a set-up with its master key; an earlier one is over. Refusals as above."""
    own, now = Card.objects.of(customer).get(pk=UUID(card)), clock.now()
    check_working(own)
    check_not_cooling(customer)
    _end(ThreeDsSetup(card=own))
    ThreeDsSetup.objects.create(
        card=own, master_key=f"{secrets.randbelow(10**KEY_DIGITS):0{KEY_DIGITS}d}",
        began_at=now, expires_at=now + limits.SETUP_LIFE,
    )  # fmt: skip
    record(kind="card.three-ds-setup", customer_id=customer.pk, subject=own.pk)


def setup_of(card: Card) -> ThreeDsSetup | None:
    """The card's set-up that may be gone on with."""
    newest = ThreeDsSetup.objects.filter(card=card, over_at=None).order_by("-began_at").first()
    return newest if newest and newest.is_live else None


@sensitive_variables("number")
def match_number(setup: ThreeDsSetup, *, number: str) -> None:
    """Step 7: the number is that of the card that was chosen. WrongNumber(left), SetupOver."""
    _take_try(setup)
    if not crypto.same(number, setup.card.number):
        raise WrongNumber(left=_left(setup))
    _give_back(setup)
    ThreeDsSetup.objects.filter(pk=setup.pk).update(matched_at=clock.now())


def choose_method(setup: ThreeDsSetup) -> None:
    """Step 8: the method is 3-D Secure; the seed knows no other."""
    ThreeDsSetup.objects.filter(pk=setup.pk).update(chosen_at=clock.now())


@sensitive_variables("cvv", "master_key", "right")
def prove_card(setup: ThreeDsSetup, *, expiry: str, cvv: str, master_key: str) -> None:
    """Step 9: all three are right, or nothing says which is not. WrongProof(left), SetupOver."""
    _take_try(setup)
    card = setup.card
    right = (card.expiry_text, cvv2(card.number, card.expiry), setup.master_key)
    if not crypto.same("|".join((expiry, cvv, master_key)), "|".join(right)):
        raise WrongProof(left=_left(setup))
    _give_back(setup)
    ThreeDsSetup.objects.filter(pk=setup.pk).update(proven_at=clock.now())


@sensitive_variables("password")
def finish_setup(
    setup: ThreeDsSetup, *, name: str, password: str, greeting: str, email: str, phone: str
) -> None:
    """Step 10: the password is set. NameNotOnCard, SignInPassword, SetupOver, PasswordRefused,
    CoolingPeriod."""
    card, customer = setup.card, setup.card.customer
    check_not_cooling(customer)
    if card.name and _plain(name) != _plain(card.name):
        raise NameNotOnCard
    check_new_password(password=password, own=[*own_data(customer), card.number, card.last4])
    if password_matches(getattr(customer, "user", None), password):
        raise SignInPassword
    if not _end(setup):
        raise SetupOver
    keep_password(card=card, hashed=make_password(password), greeting=greeting, email=email,
                  phone=phone)  # fmt: skip


def _take_try(setup: ThreeDsSetup) -> None:
    """Count a try before it is looked at: of this set-up, and of all of the card's in a day."""
    open_ones = ThreeDsSetup.objects.filter(
        pk=setup.pk, over_at=None, expires_at__gt=clock.now(), wrong__lt=limits.SETUP_TRIES
    )
    of_day = throttle.take(limits.WRONG_SETUPS, str(setup.card_id))
    if not of_day.allowed or not open_ones.update(wrong=F("wrong") + 1):
        _end(setup)
        raise SetupOver
    setup.wrong += 1


def _left(setup: ThreeDsSetup) -> int:
    left = limits.SETUP_TRIES - setup.wrong
    if not left:
        _end(setup)
        raise SetupOver
    return left


def _give_back(setup: ThreeDsSetup) -> None:
    throttle.give_back(limits.WRONG_SETUPS, str(setup.card_id))
    ThreeDsSetup.objects.filter(pk=setup.pk).update(wrong=F("wrong") - 1)


def _end(setup: ThreeDsSetup) -> int:
    """Whatever of the card's is open is over, and its master key gone; how many were."""
    open_ones = ThreeDsSetup.objects.filter(card=setup.card, over_at=None)
    return open_ones.update(over_at=clock.now(), master_key="")


def _plain(name: str) -> str:
    return " ".join(name.upper().split())
