"""The RReq: where it goes, what it says, and what becomes of it when nobody takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from cards.three_ds import results
from cards.three_ds.results import due_results, tell_result
from cards.three_ds.schemes import turn_on_codes
from homebank.lib import clock
from tests.accounts.pages import newest_code
from tests.people import Person
from tests.three_ds.peers import PeerServer
from tests.three_ds.shops import Shop, new_shop, row_of


def confirmed(shop: Shop, person: Person) -> tuple[dict[str, Any], Any]:
    """A purchase that its owner has just confirmed by a code, and the page that says so."""
    turn_on_codes(card=person.card)
    ares = shop.ask(person, threeDSServerURL="http://127.0.0.1:1/elsewhere")
    page = shop.do(shop.open(ares), "code", code=newest_code(person.phone))
    assert row_of(ares).status == "Y"
    return ares, page


@pytest.mark.requirement("TDS-03", "RReq and final CRes")
def test_the_result_goes_to_the_address_in_the_record(
    heard_shop: Shop, server: PeerServer, anna: Person
) -> None:
    ares, page = confirmed(heard_shop, anna)
    proof = row_of(ares).proof
    tell_result(transaction_id=row_of(ares).pk)
    [told] = server.heard.results
    expected = {
        "messageType": "RReq", "messageVersion": "2.2.0", "messageCategory": "01",
        "threeDSServerTransID": ares["threeDSServerTransID"], "acsTransID": ares["acsTransID"],
        "dsTransID": ares["dsTransID"], "transStatus": "Y", "eci": "05",
        "authenticationType": "02", "authenticationMethod": "02", "authenticationValue": proof,
        "interactionCounter": "01",
    }  # fmt: skip
    assert told == expected
    assert server.heard.bearers == [f"Bearer {heard_shop.key}"]
    assert 'name="cres"' in heard_shop.do(page, "go").content.decode()


def test_a_result_is_told_once_and_forgotten(
    heard_shop: Shop, server: PeerServer, anna: Person
) -> None:
    ares, _page = confirmed(heard_shop, anna)
    row = row_of(ares)
    assert due_results() == [row.pk]
    for _ in range(3):
        tell_result(transaction_id=row.pk)
    assert len(server.heard.results) == 1
    assert (due_results(), row_of(ares).proof) == ([], "")
    assert row_of(ares).result_taken_at is not None


@pytest.mark.parametrize("mood", ["refuse", "garble", "other", "hang"])
def test_what_is_not_taken_is_told_again(
    heard_shop: Shop, server: PeerServer, anna: Person, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "ANSWER_SECONDS", 1)
    server.heard.mood = mood
    ares, page = confirmed(heard_shop, anna)
    tell_result(transaction_id=row_of(ares).pk)
    assert row_of(ares).result_taken_at is None
    assert 'name="cres"' not in heard_shop.do(page, "go").content.decode()
    server.heard.mood = "take"
    with clock.moved(timedelta(minutes=2)):
        tell_result(transaction_id=row_of(ares).pk)
    assert row_of(ares).result_taken_at is not None


def test_nobody_waits_for_a_dead_server_for_ever(anna: Person) -> None:
    shop = new_shop(results_url="http://127.0.0.1:1/results")
    ares, page = confirmed(shop, anna)
    with clock.moved(timedelta(seconds=11)):
        assert 'name="cres"' in shop.do(page, "go").content.decode()
    with clock.moved(timedelta(minutes=15, seconds=1)):
        tell_result(transaction_id=row_of(ares).pk)
    assert (due_results(), row_of(ares).proof) == ([], "")


def test_a_worker_that_died_leaves_a_lease_and_another_goes_on(
    heard_shop: Shop, server: PeerServer, anna: Person
) -> None:
    ares, _page = confirmed(heard_shop, anna)
    key = row_of(ares).pk
    assert results._claim(key) is not None
    tell_result(transaction_id=key)
    assert server.heard.results == []
    with clock.moved(timedelta(seconds=30)):
        tell_result(transaction_id=key)
    assert len(server.heard.results) == 1


def test_outside_a_demo_no_result_leaves_in_clear(server: PeerServer, anna: Person) -> None:
    shop = new_shop(results_url=server.address)
    ares, _page = confirmed(shop, anna)
    with override_settings(DEMO=False):
        tell_result(transaction_id=row_of(ares).pk)
    assert server.heard.results == []
