"""The frame of a customer's pages and of the desk, and that both speak Kazakh only."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY, devices_for_user

from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from tests.look.kazakh import assert_only_kazakh
from tests.people import new_person, signed_in

pytestmark = pytest.mark.django_db
OUTSIDE_PACKAGES = ("otp_static", "otp_totp")


@pytest.fixture
def anna() -> Client:
    """A customer at her portal, in Kazakh."""
    client = signed_in(new_person(name="Ахметова Анна"))
    client.get("/help/", {"lang": "kk"})
    return client


@pytest.fixture
def auditor() -> Client:
    """A member of staff who may see every list, in Kazakh."""
    user = open_staff(
        login_name="olga", roles=[Role.AUDITOR, Role.ADMINISTRATOR], first_name="Ольга",
        password="saxaul desk, second drawer",
    )  # fmt: skip
    client = Client()
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = next(iter(devices_for_user(user))).persistent_id
    session.save()
    client.get("/help/", {"lang": "kk"})
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/my/",
        "/my/security/",
        "/my/data/",
        "/my/data/file/",
        "/payments/",
        "/payments/history/",
        "/payments/services/beeline/pay/",
    ],
)
def test_a_customers_pages_are_kazakh_only(anna: Client, address: str) -> None:
    response = anna.get(address)
    assert response.status_code == 200
    assert_only_kazakh(response.text)


def test_the_current_section_is_marked_above_and_in_the_dock(anna: Client) -> None:
    marked = re.findall(r'<a href="([^"]+)" aria-current="page">', anna.get("/my/").text)
    assert marked == ["/my/", "/my/"]


def test_one_signs_out_by_a_form_and_not_by_a_link(anna: Client) -> None:
    page = anna.get("/my/").text
    assert re.search(r'<form method="post" action="/sign-out/">', page)
    assert "Кіру</a>" not in page


def test_a_strangers_dock_has_the_way_in_and_no_page_of_a_customer() -> None:
    page = Client().get("/", {"lang": "kk"}).text
    dock = re.search(r'<nav class="dock".*?</nav>', page, re.S)
    assert dock
    assert re.findall(r'<a href="([^"]+)"', dock[0]) == ["/", "/payments/", "/help/", "/sign-in/"]


def test_pages_of_somebody_signed_in_are_kept_by_no_cache(anna: Client) -> None:
    assert anna.get("/help/")["Cache-Control"] == "no-store"


LISTS = [
    model._meta for model in admin.site._registry if model._meta.app_label not in OUTSIDE_PACKAGES
]


@pytest.mark.parametrize("opts", LISTS, ids=str)
def test_the_lists_of_the_desk_are_kazakh_only(auditor: Client, opts: object) -> None:
    label, name = opts.app_label, opts.model_name  # type: ignore[attr-defined]
    response = auditor.get(reverse(f"admin:{label}_{name}_changelist"))
    if response.status_code == 403:
        pytest.skip("neither an auditor nor an administrator sees it")
    page = response.text.split('<main id="content"')[1].split("</main>")[0]
    frame = re.sub(r"<tbody>.*?</tbody>|<ul class=.choices.>.*?</ul>", "", page, flags=re.S)
    assert_only_kazakh(f'<html lang="kk"><body><main {frame}</main>')


def test_the_desk_has_no_sheet_that_is_not_in_a_layer(auditor: Client) -> None:
    page = auditor.get(reverse("admin:accounts_customer_changelist")).text
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([a-z]+)/', page)
    assert set(sheets) == {"css"}
    assert "<style" not in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_door_of_the_desk_speaks_each_language(language: str) -> None:
    page = Client().get("/desk/login/", {"lang": language}).text
    assert f'<html lang="{language}"' in page
    if language == "kk":
        assert_only_kazakh(page)
