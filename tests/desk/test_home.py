"""The first page of the desk: queues with bounded counts and their oldest, by permission; keys."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.ordering.hitches import KEPT_AT_BANK
from desk import queues
from desk.queues import MOST, Queue
from homebank.lib import clock
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, at_the_desk, opened, propose
from tests.ordering.sent import sent_order
from tests.people import new_person, signed_in

pytestmark = pytest.mark.django_db


def shown(role: str) -> str:
    return words(at_the_desk(role)[0].get(DESK))


def test_each_role_sees_its_own_queues() -> None:
    assert "Disputes" in shown("contact-centre")
    assert "Suspense accounts" not in shown("contact-centre")
    for name in ("Disputes", "Suspense accounts", "Payments of unknown outcome"):
        assert name in shown("auditor")
    assert "Waits for your eyes" in shown("approver")
    assert 'id="queues"' not in at_the_desk("tariff-editor")[0].get(DESK).content.decode()


def test_a_queue_counts_what_waits_and_tells_the_oldest() -> None:
    ben = new_person()
    with clock.moved(-timedelta(days=2)):
        proposed = clock.now()
        propose(opened(at_the_desk("branch")[0], ben), ben, "+7 701 222 33 44")
    _client, maria = at_the_desk("approver")
    waits = next(queue for queue in queues.queues_of(maria) if queue.slug == "proposals")
    assert waits.count == 1
    assert waits.oldest is not None
    assert abs(waits.oldest - proposed) < timedelta(minutes=5)


def test_plastic_that_came_back_or_is_to_be_made_waits_on_the_first_page() -> None:
    came_back = clock.now() - timedelta(days=3)
    sent_order(new_person().customer, kind="plastic", state="undelivered",
               kept_until=came_back + KEPT_AT_BANK)  # fmt: skip
    sent_order(new_person().customer, kind="plastic", state="approved")
    client, olga = at_the_desk("branch")
    waits = {queue.slug: queue for queue in queues.queues_of(olga)}
    assert waits["undelivered"].oldest == came_back
    assert (waits["undelivered"].count, waits["to-make"].count) == (1, 1)
    assert client.get(waits["undelivered"].address).status_code == 200
    assert "Cards that were not delivered" in shown("contact-centre")
    assert "Cards to be made" not in shown("contact-centre")


def test_no_count_goes_beyond_its_bound() -> None:
    now = clock.now()
    assert Queue("x", "x", "/", MOST + 1, now).shown_count == f"{MOST}+"
    assert Queue("x", "x", "/", MOST, now).shown_count == str(MOST)
    _client, olga = at_the_desk("auditor")
    with CaptureQueriesContext(connection) as asked:
        queues.queues_of(olga)
    lists = [str(query["sql"]) for query in asked if "ORDER BY" in str(query["sql"])]
    bounded = [sql for sql in lists if f"LIMIT {MOST + 1}" in sql]
    assert len(bounded) >= 4
    assert not any("COUNT(" in str(query["sql"]) for query in asked)


def test_the_keys_are_told_on_a_page_of_their_own_and_on_every_page() -> None:
    centre = at_the_desk("contact-centre")[0]
    for address in (DESK, f"{DESK}shortcuts/"):
        html = centre.get(address).content.decode()
        assert "<kbd>/</kbd>" in html
        assert "js/desk" in html
    assert "Every page works without them" in words(centre.get(f"{DESK}shortcuts/"))


def test_strangers_and_customers_have_no_desk() -> None:
    ben = new_person()
    for address in (DESK, f"{DESK}shortcuts/", f"{DESK}find/"):
        assert "/login/" in Browser().get(address).url
        assert "/login/" in signed_in(ben).get(address)["Location"]
