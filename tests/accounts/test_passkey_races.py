"""Many at once with one answer of a passkey, or one recovery code: it is good once."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from webauthn.helpers import bytes_to_base64url

from accounts.factors import codes
from accounts.factors.errors import AlreadyConfirmed, PasskeyExpired, WrongRecoveryCode
from accounts.factors.passkey_answers import challenge_of
from accounts.factors.recovery_letters import draw_codes, kept
from accounts.models import Confirmation, Passkey, RecoveryCode
from homebank.lib import clock, crypto
from notifications.models import Sms
from tests.accounts.key import SoftKey
from tests.accounts.test_codes import at_once
from tests.people import Person, new_person


@pytest.fixture
def ben(committed: None) -> Person:
    return new_person()


def waiting(person: Person, *, network: str = "", purpose: str = "payment") -> Confirmation:
    return codes.open_confirmation(
        purpose=purpose, digest=crypto.digest(uuid4()), phone=person.phone, network=network,
        customer_id=person.customer.pk,
    )  # fmt: skip


def confirming(deed: Confirmation, **shown: str) -> Any:
    def confirm() -> object:
        try:
            codes.count_guess(confirmation_id=deed.pk, **shown)
        except PasskeyExpired as refusal:
            return refusal
        with transaction.atomic():
            codes.consume(confirmation_id=deed.pk, digest=deed.digest)
        return "done"

    return confirm


def test_one_answer_sent_twenty_times_at_once_does_the_deed_once(ben: Person) -> None:
    key, deed = SoftKey(), waiting(ben)
    passkey = key.in_force(ben.customer)
    answer = key.answer({"challenge": bytes_to_base64url(challenge_of(deed))})
    answers = at_once(20, confirming(deed, passkey=answer))
    assert answers.count("done") == 1
    late = [a for a in answers if isinstance(a, PasskeyExpired | AlreadyConfirmed)]
    assert len(late) == 19
    assert Passkey.objects.get(pk=passkey.pk).sign_count == 1


def test_one_recovery_code_at_ten_doors_at_once_opens_one(ben: Person) -> None:
    letters = draw_codes()[0]
    held = kept(letters, customer=ben.customer)
    RecoveryCode.objects.create(customer=ben.customer, lookup=held.lookup, made_at=clock.now(),
                                code_hash=held.code_hash)  # fmt: skip
    doors = iter([waiting(ben, network="198.51.100.0/24", purpose="sign-in") for _ in range(10)])

    def enter() -> object:
        return confirming(next(doors), recovery_code=letters)()

    answers = at_once(10, enter)
    assert answers.count("done") == 1
    assert sum(isinstance(answer, WrongRecoveryCode) for answer in answers) == 9
    told = Sms.objects.filter(customer=ben.customer, purpose="recovery-code-used")
    assert told.count() == 1
