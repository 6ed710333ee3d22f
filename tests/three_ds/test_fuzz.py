"""Whatever is sent to the three doors, the answer is one of theirs and never a fault of ours."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.models import ThreeDsTransaction
from cards.three_ds.areq import RULES
from cards.three_ds.schemes import turn_on_codes
from tests.people import Person
from tests.three_ds.shops import ANSWER, CHALLENGE, Shop, hidden

FUZZ = settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
FEW = settings(FUZZ, max_examples=15)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [*RULES, "messageType", "messageVersion", "messageExtension", "foreign"]
IN_FORM = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(changed=st.dictionaries(st.sampled_from(NAMES), anything, max_size=4))
@FUZZ
def test_any_value_in_any_field_is_answered(
    shop: Shop, anna: Person, changed: dict[str, Any]
) -> None:
    told = shop.send(json.dumps({**shop.message(anna), **changed}))
    assert told["messageType"] in ("ARes", "Erro")
    assert anna.number not in json.dumps(told)


@given(
    body=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@FUZZ
def test_any_bytes_are_answered(shop: Shop, body: bytes) -> None:
    assert shop.send(body)["errorCode"] in ("101", "102", "201", "203", "204")


@given(kind=st.text(max_size=30), key=st.text(max_size=60))
@FEW
def test_no_key_that_is_guessed_opens_the_door(shop: Shop, kind: str, key: str) -> None:
    bearer = f"{kind} {key}".encode("utf-8", "ignore").decode("latin-1")
    answered = Client().post("/3ds/areq", b"{}", content_type="application/json",
                             HTTP_AUTHORIZATION=bearer)  # fmt: skip
    assert answered.status_code == 403


@given(changed=st.dictionaries(st.sampled_from(["acsTransID", "messageType", "messageVersion",
                                                "threeDSServerTransID", "challengeWindowSize"]),
                               anything, min_size=1), session=IN_FORM)  # fmt: skip
@FEW
def test_any_creq_is_answered_by_a_page(
    shop: Shop, anna: Person, changed: dict[str, Any], session: str
) -> None:
    told = {"acsTransID": "0" * 8, "messageType": "CReq", "messageVersion": "2.2.0", **changed}
    creq = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    posted = {"creq": creq, "threeDSSessionData": session}
    assert shop.browser.post(CHALLENGE, posted).status_code == 400


@given(
    posted=st.dictionaries(st.sampled_from(["creq", "threeDSSessionData", "token", "do"]), IN_FORM)
)
@FEW
def test_any_form_without_a_page_is_refused(db: None, posted: dict[str, str]) -> None:
    for address in (CHALLENGE, ANSWER):
        assert Client().post(address, posted).status_code == 400


@given(
    do=st.sampled_from(["code", "password", "resend", "by-sms", "by-password", "x"]), typed=IN_FORM
)
@FEW
@pytest.mark.filterwarnings("ignore")
def test_anything_typed_at_the_page_is_answered_by_it(
    shop: Shop, anna: Person, do: str, typed: str
) -> None:
    turn_on_codes(card=anna.card)
    ThreeDsTransaction.objects.all().delete()
    page = shop.open(shop.ask(anna))
    if page.status_code != 200:  # the card's hour is used up: the next example says the same
        return
    page = shop.do(page, do, code=typed, password=typed)
    assert page.status_code == 200
    assert hidden(page, "token")
