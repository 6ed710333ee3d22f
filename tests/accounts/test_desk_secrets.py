"""The desk shows what it offers to show: no second factor, and no hash by way of an address."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import DateField, Field, Model, UUIDField
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from homebank.lib.desk import LookOnly
from homebank.lib.fields import SealedField
from homebank.lib.ids import uuid7
from tests.accounts.pages import Browser, user_of
from tests.people import new_person

pytestmark = pytest.mark.django_db
EVERY = [pytest.param(a, id=m._meta.label_lower) for m, a in admin.site._registry.items()]
Desk = ModelAdmin[Any]


@pytest.fixture
def olga() -> Browser:
    """A member of staff with all six roles and look-only rights, at the desk."""
    user = open_staff(login_name="olga.op", password="saxaul and a samovar", roles=Role.values)
    visitor = Browser()
    visitor.force_login(user)
    session = visitor.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return visitor


def list_of(desk: Desk) -> str:
    return f"/{settings.ADMIN_PATH}/{desk.opts.app_label}/{desk.opts.model_name}/"


def offered(desk: Desk) -> set[str]:
    names = (each[0] if isinstance(each, tuple) else each for each in desk.list_filter)
    return {str(getattr(name, "parameter_name", name)) for name in names}


def hidden(desk: Desk) -> Iterator[str]:
    """Every column outside the filters, and every column of the rows that it points at."""
    for field in desk.opts.concrete_fields:
        if field.name in offered(desk) or field.primary_key:
            continue
        yield field.name
        if field.related_model:
            yield from (f"{field.name}__{far.name}" for far in columns(field.related_model))


def columns(model: Any) -> list[Field[Any, Any]]:
    assert issubclass(model, Model)
    return list(model._meta.concrete_fields)


def is_secret(field: Any) -> bool:
    words = ("hash", "fingerprint", "password", "digest")
    return isinstance(field, SealedField) or any(w in field.name for w in words)


def test_no_second_factor_is_registered_at_the_desk() -> None:
    assert not [model for model in admin.site._registry if issubclass(model, Device)]
    assert len(admin.site._registry) > 10


@pytest.mark.parametrize("desk", EVERY)
def test_every_desk_is_look_only(desk: Desk) -> None:
    assert isinstance(desk, LookOnly)
    assert not desk.date_hierarchy


def test_a_hash_is_not_read_bit_by_bit(olga: Browser) -> None:
    ben = new_person()
    start = user_of(ben).password[:6]
    for address in ("user/?password__startswith=" + start, "customer/?codeword_hash__regex=^a"):
        answer = olga.get(f"/{settings.ADMIN_PATH}/accounts/{address}")
        assert answer.status_code == 400


@pytest.mark.requirement("OPS-01", "six roles")
@pytest.mark.parametrize("desk", EVERY)
def test_an_address_filters_by_nothing_that_is_not_offered(olga: Browser, desk: Desk) -> None:
    shown = olga.get(list_of(desk))
    assert shown.status_code == 200
    for name in hidden(desk):
        assert olga.get(list_of(desk), {f"{name}__regex": "1"}).status_code == 400, name
        for lookup in (name, f"{name}__startswith"):  # what the page asks before it answers 400
            assert not desk.lookup_allowed(lookup, "1", shown.wsgi_request), lookup


@pytest.mark.parametrize("desk", EVERY)
def test_every_filter_beside_a_list_still_works(olga: Browser, desk: Desk) -> None:
    shown = olga.get(list_of(desk)).context["cl"]
    for spec in shown.filter_specs:
        for choice in spec.choices(shown):
            assert olga.get(list_of(desk) + choice["query_string"]).status_code == 200
    for name in offered(desk):
        assert olga.get(list_of(desk), {f"{name}__regex": "1"}).status_code == 400


@pytest.mark.parametrize("desk", EVERY)
def test_a_row_is_still_found_by_its_key(olga: Browser, desk: Desk) -> None:
    key = desk.opts.pk
    value = {UUIDField: str(uuid7()), DateField: "2026-11-22"}.get(type(key), "1")
    for name in ("pk", key.name, f"{key.name}__exact"):
        assert olga.get(list_of(desk), {name: value}).status_code == 200


@pytest.mark.parametrize("desk", EVERY)
def test_no_order_and_no_search_goes_by_a_secret(olga: Browser, desk: Desk) -> None:
    shown = olga.get(list_of(desk), {"o": "password"}).context["cl"]
    by = [shown.get_ordering_field(name) for name in shown.list_display]
    searched = [name.lstrip("^=@") for name in desk.search_fields if name not in ("pk", "=pk")]
    for name in filter(None, [*by, *searched]):
        path = get_fields_from_path(desk.model, str(name).lstrip("-"))
        assert not any(map(is_secret, path)), name


@pytest.mark.parametrize("desk", EVERY)
def test_no_page_shows_a_hash_or_a_fingerprint(olga: Browser, desk: Desk) -> None:
    request = olga.get(list_of(desk)).wsgi_request
    pages = [desk, *desk.get_inline_instances(request)]
    names = [n for page in pages for n in page.get_fields(request)]
    assert not {"password", "codeword_hash", "number_fingerprint", "phone_fingerprint"} & set(names)
    assert not [name for name in names if "fingerprint" in str(name) or "hash" in str(name)]
