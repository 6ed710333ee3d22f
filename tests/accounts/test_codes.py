"""One-time codes: counted first, bound to what they confirm, spent once; through races too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import TooManyTries
from accounts.factors import codes
from accounts.factors.errors import (
    AlreadyConfirmed,
    CodeExpired,
    CodeNotDigits,
    CodeRefused,
    CodeTooLong,
    CodeTooShort,
    NoCode,
    NothingToConfirm,
    NoTriesLeft,
    SendTooSoon,
    TooManySends,
    WrongCode,
)
from accounts.factors.proofs import read_code
from accounts.models import Confirmation, OneTimeCode
from homebank.lib import clock, crypto
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from notifications.models import Sms
from tests.accounts.pages import newest_code
from tests.people import Person, new_person

DIGEST = crypto.digest("a deed", 1)


@pytest.fixture
def ben(request: pytest.FixtureRequest) -> Person:
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")
    return new_person(balance=Money(0))


def waiting(person: Person, **other: Any) -> Confirmation:
    """A deed of the person that waits for a code which was sent."""
    deed = {"purpose": "sign-in", "digest": DIGEST, "phone": person.phone}
    values: dict[str, Any] = {**deed, "customer_id": person.customer.pk, **other}
    confirmation = codes.open_confirmation(**values)
    codes.send_code(confirmation=confirmation, language="en")
    return confirmation


def guess(confirmation: Confirmation, code: str) -> None:
    codes.count_guess(confirmation_id=confirmation.pk, code=code)


def wrong(person: Person) -> str:
    return f"{(int(newest_code(person.phone)) + 1) % 10**6:06d}"


def at_once(times: int, deed: Callable[[], object]) -> list[object]:
    """What each of so many threads got: the deed's result or its refusal."""
    barrier = Barrier(times)

    def one(_: int) -> object:
        try:
            barrier.wait()
            return deed()
        except CodeRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_the_right_code_is_spent_with_the_deed(ben: Person) -> None:
    deed, right = waiting(ben), newest_code(ben.phone)
    guess(deed, right)
    codes.consume(confirmation_id=deed.pk, digest=DIGEST)
    with pytest.raises(AlreadyConfirmed):
        guess(deed, right)
    with pytest.raises(AlreadyConfirmed):
        codes.consume(confirmation_id=deed.pk, digest=DIGEST)


def test_a_deed_that_fails_leaves_its_code_unspent(ben: Person) -> None:
    deed = waiting(ben)
    guess(deed, newest_code(ben.phone))
    with transaction.atomic():
        codes.consume(confirmation_id=deed.pk, digest=DIGEST)
        transaction.set_rollback(True)
    guess(deed, newest_code(ben.phone))
    codes.consume(confirmation_id=deed.pk, digest=DIGEST)


def test_five_wrong_guesses_are_all(ben: Person) -> None:
    deed = waiting(ben)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refusal:
            guess(deed, wrong(ben))
        assert refusal.value.left == left
    for code in (wrong(ben), newest_code(ben.phone)):
        with pytest.raises(NoTriesLeft):
            guess(deed, code)


def test_a_deed_may_allow_three_guesses(ben: Person) -> None:
    deed = waiting(ben, guesses=3)
    for _ in range(2):
        with pytest.raises(WrongCode):
            guess(deed, wrong(ben))
    with pytest.raises(NoTriesLeft):
        guess(deed, wrong(ben))


def test_a_code_lives_five_minutes(ben: Person) -> None:
    deed = waiting(ben)
    with clock.moved(timedelta(minutes=5)), pytest.raises(CodeExpired):
        guess(deed, newest_code(ben.phone))
    with clock.moved(timedelta(minutes=4, seconds=59)):
        guess(deed, newest_code(ben.phone))


def test_an_earlier_code_stays_good_and_shares_the_count(ben: Person) -> None:
    deed = waiting(ben)
    first = newest_code(ben.phone)
    with pytest.raises(WrongCode):
        guess(deed, wrong(ben))
    with clock.moved(timedelta(seconds=31)):
        codes.send_code(confirmation=deed, language="en")
        with pytest.raises(WrongCode) as refusal:
            guess(deed, wrong(ben) if wrong(ben) != first else "000001")
        assert refusal.value.left == 3
        guess(deed, first)


def test_a_code_confirms_nothing_else(ben: Person) -> None:
    deed, other = waiting(ben), waiting(ben)
    with pytest.raises(WrongCode):
        guess(deed, newest_code(ben.phone))
    guess(other, newest_code(ben.phone))
    with pytest.raises(NothingToConfirm):
        codes.consume(confirmation_id=other.pk, digest=crypto.digest("a deed", 2))
    with pytest.raises(NothingToConfirm):
        codes.consume(confirmation_id=deed.pk, digest=DIGEST)


def test_a_changed_draft_kills_its_codes(ben: Person) -> None:
    subject = uuid7()
    deed, right = waiting(ben, subject=subject), newest_code(ben.phone)
    guess(deed, right)
    codes.void(subject=subject)
    with pytest.raises(NothingToConfirm):
        codes.consume(confirmation_id=deed.pk, digest=DIGEST)
    with pytest.raises(NothingToConfirm):
        guess(deed, right)
    with clock.moved(timedelta(seconds=31)), pytest.raises(NothingToConfirm):
        codes.send_code(confirmation=deed, language="en")


def test_an_unknown_confirmation_is_a_refusal(ben: Person) -> None:
    with pytest.raises(NothingToConfirm):
        codes.count_guess(confirmation_id=UUID(int=0), code="123456")
    with pytest.raises(NothingToConfirm):
        codes.consume(confirmation_id=UUID(int=0), digest=DIGEST)


def test_three_sends_with_thirty_seconds_between(ben: Person) -> None:
    deed = waiting(ben)
    with pytest.raises(SendTooSoon):
        codes.send_code(confirmation=deed, language="en")
    for number in (1, 2):
        with clock.moved(timedelta(seconds=30 * number + 1)):
            codes.send_code(confirmation=deed, language="en")
    with clock.moved(timedelta(minutes=3)), pytest.raises(TooManySends):
        codes.send_code(confirmation=deed, language="en")
    assert codes.next_send_at(confirmation=deed) is None


def test_after_sign_in_a_customer_has_thirty_codes_an_hour(ben: Person) -> None:
    for _ in range(30):
        waiting(ben)
    with pytest.raises(SendTooSoon) as refusal:
        waiting(ben)
    assert timedelta(minutes=59) < refusal.value.at - clock.now() <= timedelta(hours=1)
    with clock.moved(timedelta(hours=1, seconds=1)):
        waiting(ben)


def test_wrong_codes_of_one_purpose_do_not_stop_another(ben: Person) -> None:
    for _ in range(2):
        deed = waiting(ben)
        for _ in range(5):
            with pytest.raises(CodeRefused):
                guess(deed, wrong(ben))
    deed = waiting(ben)
    with pytest.raises(TooManyTries):
        guess(deed, newest_code(ben.phone))
    other = waiting(ben, purpose="registration")
    guess(other, newest_code(ben.phone))


@pytest.mark.parametrize(("typed", "refusal"), [
    ("", NoCode), ("  - ", NoCode), ("12345", CodeTooShort), ("1234567", CodeTooLong),
    ("12a456", CodeNotDigits), ("١٢٣٤٥٦", CodeNotDigits), ("１２３４５６", CodeNotDigits),
    ("\x00", CodeNotDigits),
])  # fmt: skip
def test_a_shape_is_told_and_not_counted(
    ben: Person, typed: str, refusal: type[CodeRefused]
) -> None:
    deed = waiting(ben)
    with pytest.raises(refusal):
        guess(deed, typed)
    assert Confirmation.objects.get(pk=deed.pk).guesses == 0


@pytest.mark.parametrize("form", ["{0} {1}", "{0}-{1}", " {0}{1}\n", "{0}\u00a0{1}", "{0}–{1}"])
def test_blanks_and_dashes_do_not_matter(ben: Person, form: str) -> None:
    deed, code = waiting(ben), newest_code(ben.phone)
    guess(deed, form.format(code[:3], code[3:]))


@given(st.text(max_size=30))
def test_any_text_is_six_digits_or_a_refusal(text: str) -> None:
    try:
        digits = read_code(text)
    except CodeRefused:
        return
    assert len(digits) == 6
    assert digits.isascii()


def test_only_a_keyed_hash_is_kept(ben: Person) -> None:
    deed, other = waiting(ben), waiting(ben)
    code = newest_code(ben.phone)
    kept = OneTimeCode.objects.get(confirmation=other)
    assert code not in kept.code_hash
    assert kept.code_hash == crypto.code_hash(code, context=str(other.pk))
    assert kept.code_hash != crypto.code_hash(code, context=str(deed.pk))


def test_a_rolled_back_deed_sends_no_code(ben: Person) -> None:
    before = Sms.objects.count()
    with transaction.atomic():
        waiting(ben)
        transaction.set_rollback(True)
    assert Sms.objects.count() == before


def test_thirty_guesses_at_once_count_as_thirty(committed: None, ben: Person) -> None:
    deed = waiting(ben)
    bad = wrong(ben)
    answers = at_once(30, lambda: guess(deed, bad))
    assert sum(isinstance(answer, WrongCode) for answer in answers) == 4
    assert sum(isinstance(answer, NoTriesLeft) for answer in answers) == 26
    assert Confirmation.objects.get(pk=deed.pk).guesses == 30
    with pytest.raises(NoTriesLeft):
        guess(deed, newest_code(ben.phone))


def test_twenty_right_posts_at_once_do_the_deed_once(committed: None, ben: Person) -> None:
    deed, code = waiting(ben), newest_code(ben.phone)

    def confirm() -> str:
        guess(deed, code)
        with transaction.atomic():
            codes.consume(confirmation_id=deed.pk, digest=DIGEST)
        return "done"

    answers = at_once(20, confirm)
    assert answers.count("done") == 1
    assert sum(isinstance(answer, AlreadyConfirmed) for answer in answers) == 19


def test_ten_sends_at_once_send_one(committed: None, ben: Person) -> None:
    deed = codes.open_confirmation(purpose="sign-in", digest=DIGEST, phone=ben.phone,
                                   customer_id=ben.customer.pk)  # fmt: skip

    def send() -> str:
        try:
            codes.send_code(confirmation=Confirmation.objects.get(pk=deed.pk), language="en")
        except SendTooSoon:
            return "too soon"
        return "sent"

    assert at_once(10, send).count("sent") == 1
