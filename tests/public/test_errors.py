"""Pages for what went wrong: in the house's look, in three languages, with the reference."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.away import no_database
from tests.look.kazakh import assert_only_kazakh
from tests.people import new_person, signed_in


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_that_is_not_there_says_so_with_a_reference(visitor: Client, language: str) -> None:
    answer = visitor.get("/no-such-page/", {"lang": language})
    assert answer.status_code == 404
    assert answer["X-Reference"] in answer.text
    assert f'<html lang="{language}"' in answer.text
    assert 'content="noindex"' in answer.text
    if language == "kk":
        assert_only_kazakh(answer.text)


def test_a_host_that_is_not_ours_is_told_no_more_than_that(visitor: Client) -> None:
    answer = visitor.get("/tariffs/", headers={"host": "evil.example", "accept-language": "en"})
    assert answer.status_code == 400
    assert answer["X-Reference"] in answer.text
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_form_without_its_token_is_told_to_be_sent_again(language: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", headers={"accept-language": language})
    assert answer.status_code == 403
    assert answer["X-Reference"] in answer.text
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_the_bank_cannot_unseal_is_our_fault_and_has_a_reference(
    settings: Any, language: str
) -> None:
    client = signed_in(new_person())
    client.raise_request_exception = False
    settings.FIELD_KEYS = {"other": bytes(32)}
    answer = client.get("/my/", {"lang": language})
    assert answer.status_code == 500
    assert answer["X-Reference"] in answer.text
    assert f'<html lang="{language}"' in answer.text
    assert 'content="noindex"' in answer.text
    if language == "kk":
        assert_only_kazakh(answer.text)


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("path", ["/branches/", "/contacts/", "/help/", "/help/lost-card/"])
def test_a_stranger_reads_branches_and_help_even_without_a_database(
    path: str,
) -> None:
    with no_database():
        answer = Client().get(path)
    assert answer.status_code == 200
    assert "7111" in answer.text
