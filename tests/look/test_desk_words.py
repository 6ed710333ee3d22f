"""What the desk says of stored codes: a word for each that the code writes, facts as rows."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from homebank.lib import desk_values, desk_words
from homebank.lib.desk_values import facts_rows, time_text
from tests.look.kazakh import assert_only_kazakh

ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "cards", "channel", "desk", "documents", "ledger", "notifications", "payments")
RECORDED = re.compile(
    r"""(?:record\(\s*kind=|events\.record\(\s*kind=|_tell\(payment, )"([a-z.-]+)"""
)
BOOKED = re.compile(r"""(?:kind=|TRANSFER_KIND = )"(bill-payment|opening|reversal|top-up)\"""")


def code_says(pattern: re.Pattern[str]) -> set[str]:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    return {found for file in files for found in pattern.findall(file.read_text())}


def test_every_event_that_the_code_records_has_its_word() -> None:
    assert code_says(RECORDED) >= {"payment.done", "card.issued", "signed-in"}
    assert not code_says(RECORDED) - set(desk_words.EVENTS)


@pytest.mark.parametrize("page", ["new-proposal", "account-card", "account-file"])
def test_a_page_of_the_desk_that_was_looked_at_has_its_word(page: str) -> None:
    assert desk_words.FAMILIES["fact looked"][page] != page


def test_every_movement_in_the_book_has_its_word() -> None:
    assert not code_says(BOOKED) - set(desk_words.BOOK)


@pytest.mark.parametrize("family", desk_words.FAMILIES)
def test_the_words_are_kazakh_in_kazakh(family: str) -> None:
    with translation.override("kk"):
        said = " ".join(f"<p>{word}</p>" for word in desk_words.FAMILIES[family].values())
        names = ["Homebank ID", "Русский", "English"]
        assert_only_kazakh(f'<html lang="kk"><body><main>{said}</main></body>', allow=names)


def test_facts_are_rows_with_sums_moments_and_words() -> None:
    facts = {"total_minor": "1250050", "way": "phone", "at": "2026-11-22T02:48:47+00:00",
             "roles": "branch auditor", "rule": {"fixed_minor": 3500}}  # fmt: skip
    with translation.override("en"):
        said = facts_rows(facts)
    assert '<dt>total</dt><dd><span class="sum">₸12,500.50</span></dd>' in said
    assert ">22.11.2026 07:48:47</time>" in said
    assert "<dd>by phone</dd>" in said
    assert "<dd>branch, auditor</dd>" in said
    assert '<dt>fixed fee</dt><dd><span class="sum">₸35.00</span></dd>' in said


def test_hostile_facts_stay_text() -> None:
    said = facts_rows({"<b>": "<script>alert(1)</script>"})
    assert "<b>" not in said
    assert "<script>" not in said
    assert facts_rows({}) == desk_values.NOTHING


def test_a_moment_is_told_in_almaty() -> None:
    assert ">22.11.2026 00:30:00<" in time_text(datetime(2026, 11, 21, 19, 30, tzinfo=UTC))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Сұрау түсініксіз"), ("en", "not understood")]
)
def test_a_query_with_too_many_fields_is_refused_in_the_readers_language(
    language: str, words: str
) -> None:
    query = "&".join(f"a{number}=1" for number in range(300))
    response = Client(raise_request_exception=False).get(
        f"/help/?{query}", headers={"accept-language": language}
    )
    assert response.status_code == 400
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text
