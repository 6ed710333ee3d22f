"""Pages for what went wrong: in the house's look, in three languages, with the reference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from homebank.lib.ports import free_port
from tests.look.kazakh import assert_only_kazakh
from tests.people import new_person, signed_in


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def down() -> Iterator[None]:
    """No database answers on this connection, as when the server is gone."""
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = str(free_port())
    yield
    connection.close()
    connection.settings_dict["PORT"] = port


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


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_without_a_database_the_fault_is_ours_and_has_a_reference(
    request: pytest.FixtureRequest, language: str
) -> None:
    client = signed_in(new_person())
    client.raise_request_exception = False
    request.getfixturevalue("down")
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
    request: pytest.FixtureRequest, path: str
) -> None:
    request.getfixturevalue("down")
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "7111" in answer.text
