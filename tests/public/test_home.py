"""The front door: what can be paid by category, one price worked out now, with any catalogue."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from payments.models import Category, Service
from tests.public.pages import english

pytestmark = pytest.mark.django_db


def shown(page: str) -> list[str]:
    """Addresses of the categories on the page, in order."""
    return re.findall(r'href="/payments/categories/([a-z-]+)/"', page)


def clone(how_many: int) -> None:
    """More services of the first one's kind."""
    first = Service.objects.filter(is_open=True).order_by("position").first()
    assert first is not None
    for number in range(how_many):
        first.pk, first.key, first.position = None, f"clone-{number}", 1000 + number
        first._state.adding = True
        first.save()


def test_each_category_with_services_has_one_line_in_the_tariffs_order() -> None:
    page = Client().get("/", {"lang": "en"}).text
    wanted = Category.objects.filter(services__is_open=True).distinct().order_by("position")
    assert shown(page) == list(wanted.values_list("key", flat=True))[:9]
    assert "Beeline · Kcell · activ and 1 more" in english("/")


def test_the_price_on_the_door_is_worked_out_by_the_tariff() -> None:
    page = english("/")
    assert "The biller gets ₸18,640 .00 Fee ₸93 .20 To be debited ₸18,733 .20" in page
    assert "Line 21 of the tariff, Astana-ERC utility bills: 0.5%, at least ₸50." in page
    assert "18,640.00 × 0.5% = 93.20" in page


def test_without_the_named_service_the_first_one_is_the_example() -> None:
    Service.objects.exclude(key="beeline").update(is_open=False)
    page = english("/")
    assert "Line 3 of the tariff" in page
    assert shown(Client().get("/").text) == ["mobile"]


def test_the_door_opens_without_anything_to_pay() -> None:
    Service.objects.update(is_open=False)
    answer = Client().get("/")
    assert answer.status_code == 200
    assert 'class="roof"' not in answer.text
    assert shown(answer.text) == []


def test_a_hundred_services_cost_the_page_no_query_more(
    django_assert_max_num_queries: object,
) -> None:
    with django_assert_max_num_queries(20) as few:  # type: ignore[operator]
        Client().get("/")
    clone(100)
    with django_assert_max_num_queries(20) as many:  # type: ignore[operator]
        page = Client().get("/", {"lang": "en"}).text
    assert len(many) == len(few)
    assert "and 101 more" in page


def test_the_search_of_the_door_asks_the_catalogue() -> None:
    page = Client().get("/", {"lang": "en"}).text
    assert '<form class="seek" role="search" action="/payments/">' in page
    assert Client().get("/payments/", {"q": "beeline"}).status_code == 200
