"""A catalogue of over 1,000 services: loaded at once, found, narrowed and paged, at flat cost."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payments.catalogue import listing
from payments.catalogue.loading import FILE, load_services
from payments.models import Service

pytestmark = pytest.mark.django_db
CITIES = ["astana", "almaty", "shymkent", "aktau"]


@pytest.fixture
def thousand(tmp_path: Path) -> Path:
    """Our file with 1,000 kindergartens, schools and utilities more."""
    data = yaml.safe_load(FILE.read_text())
    categories = ["utilities"] * 400 + ["schools"] * 350 + ["kindergartens"] * 250
    for number, category in enumerate(categories):
        data["services"].append({
            "key": f"more-{number}", "category": category, "biller": "balbobek",
            "account": "account-8", "amount": [100, 1000], "city": CITIES[number % 4],
            "name": [f"Қызмет {number}", f"Услуга {number}", f"Service {number}"],
        })  # fmt: skip
    file = tmp_path / "services.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    return file


def look(path: str = "", **query: str) -> Any:
    return Client(headers={"accept-language": "en"}).get(f"/payments/{path}", query)


def found(path: str = "", **query: str) -> listing.Found:
    shown: listing.Found = look(path, **query).context["found"]
    return shown


def test_a_thousand_rows_are_loaded_in_a_few_queries(
    thousand: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60):
        load_services(file=thousand)
    assert Service.objects.filter(is_open=True).count() > 1000


@pytest.mark.requirement("PAY-01", "over 1,000 services")
def test_everyone_of_them_can_be_reached_page_by_page(thousand: Path) -> None:
    call_command("load_services", file=thousand, verbosity=0)
    first = found("categories/utilities/")
    assert (first.total, first.pages, len(first.services)) == (406, 9, listing.PAGE)
    pages = [found("categories/utilities/", page=str(n)) for n in range(1, first.pages + 1)]
    keys = [row.thing.key for page in pages for row in page.services]
    assert len(keys) == len(set(keys)) == 406


@pytest.mark.requirement("PAY-01", "over 1,000 services")
def test_city_and_words_narrow_them(thousand: Path) -> None:
    load_services(file=thousand)
    assert found("categories/utilities/", city="aktau").total == 102
    assert [row.thing.key for row in found(q="услуга 777").services] == ["more-777"]
    assert found(q="балбобек", city="aktau", page="2").page == 2


@pytest.mark.parametrize(("path", "query", "queries"), [
    ("", {}, 3), ("", {"q": "услуга"}, 4), ("", {"q": "sevrice 77"}, 5),
    ("categories/schools/", {"city": "almaty", "page": "2"}, 6),
])  # fmt: skip
def test_each_page_costs_the_same_however_many_there_are(
    thousand: Path, django_assert_num_queries: DjangoAssertNumQueries, path: str,
    query: dict[str, str], queries: int,
) -> None:  # fmt: skip
    load_services(file=thousand)
    look()  # the tariff's lines are read once a process
    with django_assert_num_queries(queries):
        look(path, **query)


@pytest.mark.parametrize("page", ["0", "-1", "999999", "9999999999", "x", "٢", "\x00", ""])
def test_a_strange_page_is_the_first_or_the_last(thousand: Path, page: str) -> None:
    load_services(file=thousand)
    shown = found("categories/utilities/", page=page)
    assert shown.page == (shown.pages if page == "999999" else 1)


def test_the_links_to_other_pages_keep_question_and_city(thousand: Path) -> None:
    load_services(file=thousand)
    page = look(q="услуга", city="astana", page="2").content.decode()
    for number in ("1", "3"):
        query = f"q=%D1%83%D1%81%D0%BB%D1%83%D0%B3%D0%B0&amp;city=astana&amp;page={number}"
        assert f'href="?{query}"' in page
