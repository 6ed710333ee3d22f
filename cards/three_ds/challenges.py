"""The challenge: opened by a CReq, answered by a code or the own password, within three tries.

Each deed at the page takes its step first (`take_step`), so two of one page are one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from accounts.errors import AccountsRefused, TooManyTries
from accounts.factors import codes
from accounts.factors.errors import (
    AlreadyConfirmed,
    NothingToConfirm,
    NoTriesLeft,
    SmsStopped,
    WrongCode,
)
from accounts.factors.proofs import read_code
from cards.models import Card, ThreeDsTransaction
from cards.three_ds import limits, outcomes
from cards.three_ds.creq import Asking
from cards.three_ds.deciding import FAILED, NO, TOO_MANY_TRIES, TOO_OFTEN, YES, unable
from cards.three_ds.erro import FORMAT, TIMED_OUT, TRANSACTION, UNKNOWN_TRANSACTION, Faulty
from cards.three_ds.errors import NoPassword, PasswordLocked, WrongOwnPassword
from cards.three_ds.outcomes import BY_CARDHOLDER, Method, State, digest_of, finish
from cards.three_ds.schemes import is_password, scheme_of
from cards.three_ds.tokens import read_token
from homebank.lib import clock
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.money import EXPONENTS, Money

LONGEST_PASSWORD = 200
ROWS = ThreeDsTransaction.objects.select_related("card__customer", "peer", "confirmation")


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction, and whether its page was sent for the first time."""

    row: ThreeDsTransaction
    is_first: bool


def find_transaction(asking: Asking) -> ThreeDsTransaction | None:
    """The transaction that both ids of a CReq belong to."""
    ids = {"pk": asking.transaction_id, "server_trans_id": asking.server_trans_id}
    return ROWS.filter(**ids).first()


def open_challenge(asking: Asking) -> ThreeDsTransaction:
    """Begin to ask the cardholder. Faulty where there is nothing to ask, or not any more."""
    row = find_transaction(asking)
    if row is None:
        raise Faulty(UNKNOWN_TRANSACTION, "acsTransID")
    if asking.version != row.version:
        raise Faulty(FORMAT, "messageVersion is not that of the AReq")
    if outcomes.end_if_overdue(row):
        raise Faulty(TIMED_OUT, "the first CReq came too late")
    now = clock.now()
    waiting = ThreeDsTransaction.objects.filter(pk=row.pk, state=State.WAITING)
    if not waiting.update(
        state=State.ASKED, asked_at=now, seen_at=now, step=1, window=asking.window,
        session_data=asking.session,
    ):  # fmt: skip
        raise Faulty(TRANSACTION, "this challenge was opened before")
    return see_again(row)


def take_step(token: str) -> Step | None:
    """The transaction of a page, moved one step on if nobody did so yet. None: no page of ours.

    Where its time is over, or it is over in any way, nothing is to be done: the page shows it.
    """
    known = read_token(token)
    row = ROWS.filter(pk=known[0]).first() if known else None
    if known is None or row is None:
        return None
    if outcomes.end_if_overdue(row):
        return Step(see_again(row), is_first=False)
    here = ThreeDsTransaction.objects.filter(pk=row.pk, step=known[1], state=State.ASKED)
    is_first = here.update(step=F("step") + 1, seen_at=clock.now()) == 1
    return Step(see_again(row), is_first)


def see_again(row: ThreeDsTransaction) -> ThreeDsTransaction:
    """The transaction as it is now, with all that its page shows."""
    return ROWS.get(pk=row.pk)


def ask(row: ThreeDsTransaction, *, method: str) -> None:
    """Ask the cardholder in this way from now on; a code is sent when it is the first by SMS.

    Raises what `codes.send_code` does; where no code can go out at all, the challenge is over.
    """
    if method not in scheme_of(_card(row)).methods:
        finish(row, *_unable(row))
        return
    if row.method != method:
        ThreeDsTransaction.objects.filter(pk=row.pk).update(method=method)
        row.method = method
    if method == Method.SMS and row.confirmation is None:
        _open_confirmation(row)
        send_code(row)


def send_code(row: ThreeDsTransaction) -> None:
    """Send a code, or one more. Raises SendTooSoon and TooManySends."""
    if row.confirmation is None:
        return
    customer, card = _card(row).customer, _card(row)
    try:
        codes.send_code(
            confirmation=row.confirmation, language=customer.language, payee=row.merchant,
            amount=_amount(row), card_last4=card.last4,
        )  # fmt: skip
    except (SmsStopped, NothingToConfirm):
        finish(row, *_unable(row))


@sensitive_variables("code")
def enter_code(row: ThreeDsTransaction, code: str) -> None:
    """A code was typed. Refusals of its shape cost nothing; a wrong one costs a try."""
    read_code(code)
    if row.confirmation is None or not _take_try(row):
        return
    try:
        codes.count_guess(confirmation_id=row.confirmation.pk, code=code)
        finish(row, YES, by=str(Method.SMS))
    except NoTriesLeft:
        finish(row, NO, TOO_MANY_TRIES)
    except TooManyTries:
        finish(row, NO, TOO_OFTEN)
    except (NothingToConfirm, AlreadyConfirmed):
        finish(row, *_unable(row))
    except WrongCode:
        _end_if_no_try_is_left(row)
        raise WrongCode(left=limits.TRIES - row.tries) from None
    except AccountsRefused:
        _end_if_no_try_is_left(row)
        raise


@sensitive_variables("password")
def enter_password(row: ThreeDsTransaction, password: str) -> None:
    """The own password was typed. WrongOwnPassword(left), PasswordLocked, NoPassword."""
    if not password:
        raise NoPassword
    if Method.PASSWORD not in scheme_of(_card(row)).methods:
        _go_on_by_sms(row)
        raise PasswordLocked
    if not _take_try(row):
        return
    # Cut, not refused: a longer one is wrong in any case and costs a try as well.
    is_right = is_password(_card(row), password[:LONGEST_PASSWORD])
    if is_right:
        finish(row, YES, by=str(Method.PASSWORD))
        return
    if _end_if_no_try_is_left(row):
        return
    if is_right is None:
        _go_on_by_sms(row)
        raise PasswordLocked
    raise WrongOwnPassword(left=limits.TRIES - row.tries)


def give_up(row: ThreeDsTransaction) -> None:
    """The cardholder does not want to."""
    finish(row, NO, FAILED, cancel=BY_CARDHOLDER)


def _go_on_by_sms(row: ThreeDsTransaction) -> None:
    """The password is locked: a code instead, where one can be sent, or the end."""
    ask(row, method=str(Method.SMS))


def _open_confirmation(row: ThreeDsTransaction) -> None:
    customer = _card(row).customer
    assert customer.phone is not None
    with transaction.atomic():
        row.confirmation = codes.open_confirmation(
            purpose="purchase", digest=digest_of(row), customer_id=customer.pk,
            phone=customer.phone, subject=row.pk, guesses=limits.TRIES, sends=limits.SENDS,
        )  # fmt: skip
        ThreeDsTransaction.objects.filter(pk=row.pk).update(confirmation=row.confirmation)


def _take_try(row: ThreeDsTransaction) -> bool:
    """Count a try before it is looked at; whether there was one left."""
    open_ones = ThreeDsTransaction.objects.filter(
        pk=row.pk, state=State.ASKED, tries__lt=limits.TRIES
    )
    is_counted = open_ones.update(tries=F("tries") + 1) == 1
    row.tries += is_counted
    return is_counted


def _end_if_no_try_is_left(row: ThreeDsTransaction) -> bool:
    if row.tries < limits.TRIES:
        return False
    finish(row, NO, TOO_MANY_TRIES)
    return True


def _unable(row: ThreeDsTransaction) -> tuple[str, str]:
    verdict = unable(row.version)
    return verdict.status, verdict.reason


def _card(row: ThreeDsTransaction) -> Card:
    assert row.card is not None  # without a card there is no challenge
    return row.card


def _amount(row: ThreeDsTransaction) -> Money | str:
    """As an SMS writes it; currencies that the book does not hold stand with their code."""
    code = BY_NUMBER[row.currency_number].code
    return Money(row.amount_minor, code) if code in EXPONENTS else row.amount_text
