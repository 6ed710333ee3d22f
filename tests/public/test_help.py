"""Help and contacts: every article at its address, every number, every warning (OPS-08)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from homebank.identity import BANK
from homebank.lib import clock, phone
from homebank.public.articles import ARTICLES, GROUPS
from tests.look.kazakh import assert_only_kazakh
from tests.public.pages import english

pytestmark = pytest.mark.django_db
OWN = [slug for slug, article in ARTICLES.items() if not article.page]


@pytest.mark.parametrize("slug", OWN)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_article_has_an_address_a_heading_and_a_date(slug: str, language: str) -> None:
    page = Client().get(f"/help/{slug}/", {"lang": language}).text
    assert page.count("<h1") == 1
    assert re.search(r'<section id="[a-z]+"><h2>', page)
    assert "2026" in page
    if language == "kk":
        assert_only_kazakh(page, allow=("SMS", "PIN", "Skype"))


def test_help_lists_every_article_by_its_heading() -> None:
    page = Client().get("/help/", {"lang": "en"}).text
    for group in GROUPS:
        assert f'id="{group.key}"' in page
        assert all(f'href="{article.address}"' in page for article in group.articles)


def test_no_article_is_of_tomorrow() -> None:
    assert all(article.updated <= clock.today() for article in ARTICLES.values())


@pytest.mark.parametrize("slug", ["nothing", "fee", "fees2", "..", "%00", "CODE"])
def test_an_article_that_is_not_there_is_not_found(slug: str) -> None:
    assert Client().get(f"/help/{slug}/").status_code == 404


def test_the_three_ways_to_a_new_codeword_stand_in_one_place() -> None:
    assert 'href="/help/codeword/"' in Client().get("/help/").text
    page = english("/help/codeword/")
    assert "it costs 30 tenge" in page
    assert "By letter to the bank" in page
    assert "At a branch, with your identity document" in page
    assert "nobody can tell it to you" in page


@pytest.mark.requirement("OPS-08", "contacts")
def test_every_way_to_reach_the_bank_is_told_with_its_price() -> None:
    page = Client().get("/contacts/", {"lang": "en"}).text
    for number in ("7111", "1499", "+77020081499", "+77072551499", "+77059311499"):
        assert f'href="tel:{number}"' in page, number
    assert 'href="skype:homebank_kkb?call"' in page
    assert 'href="mailto:help@homebank.example"' in page
    told = english("/contacts/")
    assert "around the clock" in told
    assert "7111 Free from a mobile in Kazakhstan 1499 Charged by your own plan" in told


@pytest.mark.requirement("OPS-08", "contacts")
def test_numbers_that_were_printed_wrong_are_shown_right_and_marked() -> None:
    page = english("/contacts/")
    assert "+7 700 353 14 99" in page
    assert "one digit short: +7003531499" in page
    assert "+7 727 258 53 34" in page
    assert "without the area code: 2585-334" in page


def test_every_whole_number_is_a_number_of_kazakhstan() -> None:
    numbers = [way["number"] for way in BANK["contacts"]["ways"] if "number" in way]
    whole = [number for number in numbers if number.startswith("+")]
    assert len(whole) == 5
    assert [n for n in whole if not (phone.parse_mobile(n) or phone.parse_landline(n))] == []


@pytest.mark.requirement("OPS-08", "fraud warnings")
@pytest.mark.parametrize("path", ["/", "/help/", "/contacts/"])
def test_fraud_is_warned_of_where_people_look(path: str) -> None:
    page = english(path)
    assert "A fraudster hurries you. The bank does not." in page
    assert "We have no apps in the stores" in page
    assert "The bank never asks for it, by phone or in a letter." in page


@pytest.mark.requirement("OPS-08", "fraud warnings")
def test_look_alikes_calls_and_codes_have_articles_of_their_own() -> None:
    assert "do not confuse it with the bank" in english("/help/look-alikes/")
    assert "There is no safe account." in english("/help/calls/")
    assert "Read before you type" in english("/help/codes/")
    assert "a code from an SMS, for any reason;" in english("/help/never-asks/")
