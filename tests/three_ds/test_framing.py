"""Which pages stand in a frame, whose frame, and where their forms lead: these and no others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cards.three_ds.schemes import turn_on_codes
from cards.three_ds.urls import OPEN
from tests.accounts.pages import newest_code
from tests.doors.addresses import all_doors
from tests.doors.knocks import faults_of, policy_of
from tests.people import Person, signed_in
from tests.three_ds.shops import ANSWER, CHALLENGE, NOTIFICATION, SITE, Shop, new_shop

HEADS = ("X-Frame-Options", "Set-Cookie")


def challenged(shop: Shop, person: Person, **other: Any) -> Any:
    turn_on_codes(card=person.card)
    return shop.open(shop.ask(person, **other))


@pytest.mark.requirement("TDS-04", "frameable by merchants only here")
def test_the_list_is_what_the_resolver_knows() -> None:
    # Of this room; tests/doors/test_posts.py holds the list of the whole bank.
    here = [door for door in all_doors() if door.name.startswith("three_ds:")]
    free = {door.name for door in here if getattr(door.view, "csrf_exempt", False)}
    assert free == {f"three_ds:{view.__name__}" for view in OPEN.values()}
    assert {f"/3ds/{address}" for address in OPEN} == {
        door.template for door in all_doors() if door.name in free
    }


@pytest.mark.requirement("TDS-04", "frameable by merchants only here")
def test_a_challenge_is_framed_by_the_peers_sites_alone(shop: Shop, anna: Person) -> None:
    page = challenged(shop, anna)
    policy = policy_of(page)
    assert policy["frame-ancestors"] == SITE
    assert policy["form-action"] == f"'self' {NOTIFICATION}"
    assert [page.get(name) for name in HEADS] == [None, None]
    for name, said in {
        "default-src": "'none'",
        "script-src": "'self'",
        "base-uri": "'none'",
    }.items():
        assert policy[name] == said
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies


def test_the_query_of_an_address_is_no_part_of_the_policy(shop: Shop, anna: Person) -> None:
    page = challenged(shop, anna, notificationURL=f"{NOTIFICATION}?order=1&a=b")
    assert policy_of(page)["form-action"] == f"'self' {NOTIFICATION}"


def test_a_peer_without_sites_frames_nothing(db: None, anna: Person) -> None:
    page = challenged(new_shop(frame_origins=[]), anna)
    assert page["X-Frame-Options"] == "DENY"
    assert policy_of(page)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("address", [CHALLENGE, ANSWER])
def test_what_belongs_to_no_purchase_is_framed_by_nobody(db: None, address: str) -> None:
    refused = Client().post(address, {"creq": "AA", "token": "x.1.y"})
    assert refused.status_code == 400
    assert faults_of(refused, is_private=True) == []


def test_a_visit_to_the_bank_is_no_help_in_a_frame(shop: Shop, anna: Person) -> None:
    """The pages know nobody by cookie: with one and without they are the same."""
    page = challenged(shop, anna)
    shop.browser = signed_in(anna)
    done = shop.do(page, "code", code=newest_code(anna.phone))
    assert "Выйти" not in done.content.decode()
    assert policy_of(done)["frame-ancestors"] == SITE


def test_a_hostile_name_of_a_shop_is_text(shop: Shop, anna: Person) -> None:
    page = challenged(shop, anna, merchantName="<script>alert(1)</script>\"'")
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
