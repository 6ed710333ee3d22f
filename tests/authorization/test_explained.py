"""One timeline of a card operation: gates, hold, messages, what was presented and posted."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from tests.people import new_person

pytestmark = pytest.mark.django_db
RRN = "632517000777"


@pytest.mark.requirement("OPS-11", "command")
def test_a_card_operation_is_told_from_its_gates_to_its_entries() -> None:
    anna, at = new_person(), clock.now()
    place = Place(key=uuid7().hex, merchant="KAZSHOP.KZ", rrn=RRN)
    asked = Asked(operation="purchase", amount_minor=100_00, number=anna.number)
    row = take_operation(card=anna.card, asked=asked, place=place, at=at)
    claim = Presented(reference="r1", operation="purchase", amount_minor=90_00,
                      currency=TENGE, rrn=RRN)  # fmt: skip
    post_presentment(card=anna.card, presented=claim, at=at)
    stories = []
    for typed in (RRN, str(row.pk)):
        out = io.StringIO()
        call_command("explain", typed, stdout=out)
        stories.append(out.getvalue())
    assert stories[0] == stories[1]
    told = ("Card operation decided", "KAZSHOP.KZ", "The card may work today: passed",
            "Money blocked", "Presented for payment", "The block was settled",
            "Posted")  # fmt: skip
    assert [fact for fact in told if fact not in stories[0]] == []
    assert anna.number not in stories[0]
