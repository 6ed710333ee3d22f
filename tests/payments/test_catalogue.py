"""The catalogue, open to everybody."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from payments.catalogue.loading import load_services
from payments.catalogue.subjects import subject_of
from payments.catalogue.words import search_key
from payments.models import Biller, Category, Service
from tests.payments.payer import words

pytestmark = pytest.mark.django_db
MOBILE = ["beeline", "kcell", "activ", "tele2-altel"]
KAZAKHTELECOM = ["kazakhtelecom-phone", "id-tv", "id-net"]


def look(path: str = "", language: str = "en", **query: str) -> Any:
    client = Client(headers={"accept-language": language})
    return client.get(f"/payments/{path}", query)


def found(path: str = "", **query: str) -> list[str]:
    return [row.thing.key for row in look(path, **query).context["found"].services]


@pytest.mark.requirement("PAY-01", "open without signing in")
def test_it_is_open_without_signing_in() -> None:
    answer = look()
    assert answer.status_code == 200
    assert "Mobile phone" in words(answer.content.decode())


@pytest.mark.requirement("PAY-01", "categories")
def test_categories_show_their_fee_and_only_what_can_be_paid() -> None:
    answer = look()
    rows = [(row.thing.key, row.fee) for row in answer.context["categories"]]
    assert rows == [
        ("mobile", "₸35"), ("landline", "₸50"), ("cable-tv", "₸50"),
        ("utilities", "₸0 – ₸50 · 0.5%"), ("internet", "₸50 · 0.5%"),
        ("universities", "₸0 – ₸50"), ("schools", "₸50"),
        ("kindergartens", "₸100"),
    ]  # fmt: skip
    assert 'href="/payments/categories/mobile/"' in answer.content.decode()


def test_a_category_lists_its_services_with_the_fee() -> None:
    services = look("categories/mobile/").context["found"].services
    assert [row.thing.key for row in services] == ["beeline", "kcell", "activ", "tele2-altel"]
    assert {row.fee for row in services} == {"₸35"}


@pytest.mark.parametrize(
    ("language", "fee"),
    [("en", "0.5%, at least ₸50"), ("ru", "0,5\u00a0%, не меньше 50\u00a0₸")],
)
def test_a_service_has_the_fee_of_its_own_line(language: str, fee: str) -> None:
    rows = look("categories/utilities/", language).context["found"].services
    fees = {row.thing.key: row.fee for row in rows}
    assert fees["astana-erc"] == fee
    assert fees["maec"] in {"₸0", "0\u00a0₸"}


@pytest.mark.parametrize("slug", ["taxes", "no-such"])
def test_a_category_without_services_has_no_page(slug: str) -> None:
    assert look(f"categories/{slug}/").status_code == 404


@pytest.mark.requirement("PAY-01", "search and city")
@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("Tele2", ["tele2-altel"]),
        ("БИЛАЙН", ["beeline", "beeline-home"]),
        ("210140001014", ["beeline", "beeline-home"]),
        ("актив", ["activ"]),
        ("ұялы", MOBILE),
        ("уялы баиланыс", MOBILE),
        ("мобильная", MOBILE),
        ("altel tele2", ["tele2-altel"]),
        ("Казахтелеком", KAZAKHTELECOM),
        ("Қазақтелеком", KAZAKHTELECOM),
        ("qazaqtelecom", KAZAKHTELECOM),
        ("kazakhtelekom", KAZAKHTELECOM),
        ("rfpf[ntktrjv", KAZAKHTELECOM),
        ("иуудшту", ["beeline", "beeline-home"]),
        ("жарық алматы", ["almatyenergo"]),
        ("садик", ["balbobek", "aigolek"]),
        ("балабакша", ["balbobek", "aigolek"]),
    ],
)
def test_services_are_found_in_three_languages(question: str, keys: list[str]) -> None:
    assert found(q=question) == keys


def test_a_mistyped_name_is_guessed_and_said_to_be_a_guess() -> None:
    answer = look(q="билаин")
    assert [row.thing.key for row in answer.context["found"].services] == [
        "beeline",
        "beeline-home",
    ]
    answer = look(q="Beelnie")
    assert found(q="Beelnie") == ["beeline", "beeline-home"]
    assert "Nothing is called “Beelnie”. Like it:" in words(answer.content.decode())


@pytest.mark.requirement("PAY-01", "search and city")
def test_a_city_shows_its_own_services_and_those_of_everywhere() -> None:
    assert "almatyenergo" in found("categories/utilities/", city="almaty")
    assert "astana-erc" not in found("categories/utilities/", city="almaty")
    assert found("categories/utilities/", city="taraz") == ["regional-gas"]
    assert found("categories/kindergartens/", city="astana") == ["balbobek"]
    assert found(q="alma tv", city="shymkent") == ["alma-tv-shymkent"]


def test_a_city_leaves_only_its_categories_and_stays_in_the_links() -> None:
    answer = look(city="taraz")
    kept = [row.thing.key for row in answer.context["categories"]]
    assert kept == ["mobile", "landline", "cable-tv", "utilities", "internet"]
    page = answer.content.decode()
    assert 'href="/payments/categories/utilities/?city=taraz"' in page
    assert '<option value="taraz" selected>' in page


def test_a_category_without_services_in_a_city_leads_to_other_cities() -> None:
    said = words(look("categories/kindergartens/", city="taraz").content.decode())
    assert "Nobody takes payments there yet" in said
    assert "City: Taraz." in said


def test_a_search_in_a_city_offers_all_cities() -> None:
    page = look(q="Astana-ERC", city="taraz").content.decode()
    assert 'href="/payments/?q=Astana-ERC"' in page


HOSTILE = ["\x00", "%", "_", "'", "\\", "<script>alert(1)</script>", "٣", "я" * 5000, "a " * 500]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_questions_find_nothing_or_something_and_never_fail(typed: str) -> None:
    answer = look(q=typed, city=typed)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_an_empty_search_says_what_to_do() -> None:
    said = words(look(q="abracadabra").content.decode())
    assert "Nothing found for “abracadabra”" in said
    assert "Show everything" in said


@pytest.mark.parametrize(
    ("language", "name"), [("kk", "Ұялы байланыс"), ("ru", "Мобильная связь"), ("en", "Mobile")]
)
def test_it_speaks_three_languages(language: str, name: str) -> None:
    assert name in words(look(language=language).content.decode())


def test_the_address_of_a_service_asks_to_sign_in_and_comes_back() -> None:
    answer = look("services/beeline/pay/")
    assert answer.headers["Location"] == "/sign-in/?next=/payments/services/beeline/pay/"


def test_loading_again_changes_nothing() -> None:
    before = list(Service.objects.values()), list(Biller.objects.values())
    call_command("load_services", verbosity=0)
    assert (list(Service.objects.values()), list(Biller.objects.values())) == before
    assert Category.objects.count() == 22


def test_a_service_that_the_file_no_longer_names_is_closed() -> None:
    Service.objects.filter(key="kcell").update(key="kcell-of-old")
    load_services()
    assert not Service.objects.get(key="kcell-of-old").is_open
    assert Service.objects.get(key="kcell").is_open


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(CommandError, match="no-such"):
        call_command("load_services", file="no-such.yaml")


def test_the_tariff_learns_what_a_service_is() -> None:
    assert subject_of("beeline").category == "mobile"
    with pytest.raises(LookupError, match="no-such"):
        subject_of("no-such")


@pytest.mark.parametrize(
    ("typed", "key"),
    [("Қазақтелеком", "kazaktelekom"), ("Счёт №5", "schet 5"), ("Beeline-KZ", "beline kz"),
     ("Юлия юла", "iulia iula"), ("ъ ь №", "")],
)  # fmt: skip
def test_words_are_compared_in_one_alphabet(typed: str, key: str) -> None:
    assert search_key(typed) == key
