"""Pages for anyone: the front door, help, errors, robots; three languages, settings of the view."""

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from homebank.views import server_error
from payments.models import Service
from tests.look.kazakh import assert_only_kazakh

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/help/"]


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize(("language", "word"), [("kk", "Көмек"), ("ru", "Помощь"), ("en", "Help")])
def test_each_public_page_speaks_each_language(address: str, language: str, word: str) -> None:
    response = Client().get(address, {"lang": language})
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text
    assert word in response.text


@pytest.mark.parametrize("address", [*PUBLIC, "/no-such-page/"])
def test_kazakh_pages_are_kazakh_only(address: str) -> None:
    names = Service.objects.values_list("name_kk", flat=True)
    assert_only_kazakh(Client().get(address, {"lang": "kk"}).text, allow=["Skype", *names])


@pytest.mark.parametrize("address", [*PUBLIC, "/robots.txt"])
def test_public_pages_are_only_read(address: str) -> None:
    assert Client().post(address).status_code == 405


def test_without_a_choice_the_browser_decides_and_then_russian() -> None:
    assert Client().get("/", headers={"accept-language": "kk"})["Content-Language"] == "kk"
    assert Client().get("/", headers={"accept-language": "de"})["Content-Language"] == "ru"
    assert {"Accept-Language", "Cookie"} <= set(Client().get("/")["Vary"].split(", "))


def test_a_chosen_language_stays() -> None:
    client = Client()
    client.get("/", {"lang": "en"})
    assert client.get("/help/")["Content-Language"] == "en"
    assert client.cookies["homebank-language"]["httponly"]


@pytest.mark.parametrize("language", ["de", "", "kk'><script>", "к" * 5000])
def test_an_unknown_language_changes_nothing(language: str) -> None:
    response = Client().get("/help/", {"lang": language})
    assert response.status_code == 200
    assert response["Content-Language"] == "ru"
    assert "<script>" not in response.text


def test_language_links_keep_the_page_and_its_questions() -> None:
    page = Client().get("/help/", {"from": "a b", "lang": "ru"}).text
    assert 'href="?from=a+b&amp;lang=kk"' in page


@pytest.mark.parametrize(
    ("word", "mark"),
    [("large", 'data-size="large"'), ("contrast", 'data-contrast="more"'),
     ("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')],
)  # fmt: skip
def test_the_view_is_chosen_by_a_link_and_stays(word: str, mark: str) -> None:
    client = Client()
    assert mark in client.get("/help/", {"view": word}).text
    assert mark in client.get("/help/").text


def test_settings_of_the_view_add_up_and_are_undone() -> None:
    client = Client()
    for word in ("large", "dark", "system"):
        client.get("/help/", {"view": word})
    page = client.get("/help/").text
    assert 'data-size="large"' in page
    assert "data-theme" not in page


@pytest.mark.parametrize("cookie", ["x" * 4000, "....", '"><script>', "large.more.dark.more"])
def test_a_spoilt_cookie_of_the_view_is_harmless(cookie: str) -> None:
    client = Client()
    client.cookies["homebank-view"] = cookie
    response = client.get("/help/", {"view": "nonsense"})
    assert response.status_code == 200
    assert "<script>" not in response.text


def test_robots_stay_out_of_what_needs_a_sign_in() -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /my/" in response.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_our_own_fault_needs_no_database(
    language: str, django_assert_num_queries: object
) -> None:
    request = RequestFactory().get("/")
    with translation.override(language), django_assert_num_queries(0):  # type: ignore[operator]
        response = server_error(request)
    assert response.status_code == 500
    assert f'<html lang="{language}">' in response.text
    if language == "kk":
        assert_only_kazakh(response.text)


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", headers={"accept-language": "kk"})
    assert response.status_code == 403
    assert_only_kazakh(response.text)


def test_a_broken_request_is_answered_in_words() -> None:
    response = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Запрос не понят" in response.text
