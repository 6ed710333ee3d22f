"""The document names the limits in force; old traces go, and the owner is told what is kept."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import translation

from cards.own_data import tell
from cards.three_ds import limits
from cards.three_ds.purging import purge_three_ds
from cards.three_ds.schemes import keep_password
from homebank.lib import clock
from homebank.lib.throttle import Limit
from tests.environment import checkout
from tests.people import Person
from tests.three_ds.shops import Shop, row_of


def test_the_document_names_each_limit_as_it_is() -> None:
    text = (checkout() / "docs/3-d-secure.md").read_text()
    rows = re.findall(r"^\| `(three-ds-[a-z-]+)` \| (\d+) [^|]+ \| 1 ([hd]) \|", text, re.M)
    per = {"h": limits.HOUR, "d": limits.DAY}
    named = [each for each in vars(limits).values() if isinstance(each, Limit)]
    assert {(name, int(count), per[unit]) for name, count, unit in rows} == {
        (each.name, each.count, each.per) for each in named
    }
    assert f"Tries of one purchase: {limits.TRIES}" in text
    assert f"Codes of one purchase: {limits.SENDS}" in text


def test_the_owner_is_told_what_is_kept_but_the_password(shop: Shop, anna: Person) -> None:
    keep_password(card=anna.card, hashed=make_password("saxaul at dawn 7"), greeting="Көктем",
                  email="a@example.kz", phone=anna.phone)  # fmt: skip
    shop.ask(anna)
    with translation.override("en"):
        told = {part.key: list(part.records) for part in tell(anna.customer)}
    said = str([[fact.value for fact in row] for row in told["three_ds"]])
    assert "Көктем" in said
    assert "md5$" not in said
    [asked] = told["three_ds_requests"]
    assert {fact.key: fact.value for fact in asked}["outcome"] == "C"


def test_old_traces_go_and_what_was_asked_stays(shop: Shop, anna: Person) -> None:
    keep_password(card=anna.card, hashed=make_password("saxaul at dawn 7"), greeting="Көктем",
                  email="a@example.kz", phone=anna.phone)  # fmt: skip
    ares = shop.ask(anna)
    shop.open(ares)
    assert purge_three_ds() == 0
    with clock.moved(timedelta(days=31)):
        assert purge_three_ds() == 1
    assert (row_of(ares).session_data, row_of(ares).merchant) == ("", "KAZSHOP.KZ")
