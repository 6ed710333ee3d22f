"""The catalogue, open to everybody."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payments.catalogue.loading import load_services
from payments.catalogue.subjects import subject_of
from payments.catalogue.words import search_key
from payments.models import Biller, Category, Service
from tests.payments.payer import words

pytestmark = pytest.mark.django_db


def look(path: str = "", language: str = "en", **query: str) -> Any:
    client = Client(headers={"accept-language": language})
    return client.get(f"/payments/{path}", query)


def found(**query: str) -> list[str]:
    return [row.thing.key for row in look(**query).context["services"]]


@pytest.mark.requirement("PAY-01", "open without signing in")
def test_it_is_open_without_signing_in() -> None:
    answer = look()
    assert answer.status_code == 200
    assert "Beeline" in words(answer.content.decode())


@pytest.mark.requirement("PAY-01", "categories")
def test_categories_show_their_fee_and_only_what_can_be_paid() -> None:
    answer = look()
    rows = [(row.thing.key, row.fee) for row in answer.context["categories"]]
    assert rows == [("mobile", "₸35")]
    assert 'href="/payments/categories/mobile/"' in answer.content.decode()


def test_a_category_lists_its_services_with_the_fee() -> None:
    services = look("categories/mobile/").context["services"]
    assert [row.thing.key for row in services] == ["beeline", "kcell", "activ", "tele2-altel"]
    assert {row.fee for row in services} == {"₸35"}


@pytest.mark.parametrize("slug", ["taxes", "no-such"])
def test_a_category_without_services_has_no_page(slug: str) -> None:
    assert look(f"categories/{slug}/").status_code == 404


@pytest.mark.requirement("PAY-01", "search and city")
@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("beeline", ["beeline"]),
        ("БИЛАЙН", ["beeline"]),
        ("210140001014", ["beeline"]),
        ("актив", ["activ"]),
        ("ұялы", ["beeline", "kcell", "activ", "tele2-altel"]),
        ("уялы баиланыс", []),
        ("уялы байланыс", ["beeline", "kcell", "activ", "tele2-altel"]),
        ("мобильная", ["beeline", "kcell", "activ", "tele2-altel"]),
        ("altel tele2", ["tele2-altel"]),
        ("nothing of the kind", []),
    ],
)
def test_services_are_found_in_three_languages(question: str, keys: list[str]) -> None:
    assert found(q=question) == keys


@pytest.mark.requirement("PAY-01", "search and city")
def test_a_city_shows_its_own_services_and_those_of_everywhere() -> None:
    almaty = Service.objects.get(key="kcell")
    almaty.city_id = load_city("almaty")
    almaty.save()
    assert "kcell" in found(city="almaty")
    assert "kcell" not in found(city="astana")
    assert "beeline" in found(city="astana")


def load_city(key: str) -> int:
    from payments.models import City

    return City.objects.get(key=key).pk


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


def test_the_queries_do_not_grow_with_the_services(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    look()
    first = Service.objects.get(key="beeline")
    for number in range(40):
        first.pk, first.key, first.position = None, f"beeline-{number}", 100 + number
        first.save()
    with django_assert_num_queries(5):
        assert len(look().context["services"]) == 44


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
    [("Қазақтелеком", "казактелеком"), ("Счёт №5", "счет 5"), ("Beeline-KZ", "beeline kz")],
)
def test_words_are_compared_in_one_alphabet(typed: str, key: str) -> None:
    assert search_key(typed) == key
