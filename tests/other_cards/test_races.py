"""Many at once: a card is attached once, debited once, given back once, detached once."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from cards.models import OtherCard
from cards.other.errors import NotAttached
from cards.other.keeping import detach_card
from cards.other.working import work_on
from ledger.models import Transfer
from payments import charging, work
from payments.models import Charge
from tests.other_cards.attaching import attached, begun, confirmed, other_number, turn
from tests.other_cards.conftest import Bank
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer, now
from tests.payments.test_races import at_once

pytestmark = pytest.mark.usefixtures("committed")
WORKERS = 6


@pytest.fixture
def payer(committed: None, billers: Billers, bank: Bank) -> Payer:
    return new_payer()


def test_workers_and_windows_attach_one_card(payer: Payer, bank: Bank) -> None:
    number = other_number()
    tries = [begun(payer.client, number) for _time in range(3)]
    for made in tries:
        bank.say(made.page)
        payer.client.get(f"/my/other-cards/attachments/{made.pk}/return/")
    at_once([partial(work_on, attachment_id=made.pk) for made in tries for _twice in range(2)])
    assert OtherCard.objects.of(payer.person.customer).count() == 1


def test_workers_debit_and_give_back_once(payer: Payer, bank: Bank) -> None:
    sent = confirmed(payer, attached(payer.client, bank), account=ending("0005"))
    at_once([partial(work.work_on_payment, payment_id=sent.pk) for _worker in range(WORKERS)])
    if now(sent).state == "sent":
        turn(sent)
    assert now(sent).state == "returned"
    at_once([partial(charging.undo_charge, payment_id=sent.pk) for _worker in range(WORKERS)])
    kinds = Counter(Transfer.objects.filter(subject=sent.pk).values_list("kind", flat=True))
    assert kinds["other-card-charge"] == 1
    assert Charge.objects.get(pk=sent.pk).state == "undone"


def test_a_card_is_detached_once(payer: Payer, bank: Bank) -> None:
    card = attached(payer.client, bank)

    def detach() -> bool:
        try:
            detach_card(card=OtherCard.objects.get(pk=card.pk))
        except NotAttached:
            return False
        return True

    assert Counter(at_once([detach] * WORKERS)) == {True: 1, False: WORKERS - 1}
