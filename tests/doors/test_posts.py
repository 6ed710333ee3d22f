"""What a POST may do: nothing without its token, nothing beyond its form, nothing at the desk."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from cards.three_ds.urls import OPEN
from channel.urls import OPEN as SIGNED
from homebank.lib.money import Money
from tests.accounts.pages import Browser, facts, newest_code
from tests.accounts.test_registration import NEW_PASSWORD
from tests.doors.addresses import all_doors
from tests.doors.cast import OWNER, ROLES, World
from tests.doors.knocks import faults_of, fingerprint
from tests.doors.rules import AUDITOR, SEEN_BY
from tests.look.kazakh import assert_only_kazakh
from tests.payments.payer import new_payer, payment_of
from tests.people import new_person

LANGUAGES = ("kk", "ru", "en")
# Whatever an attacker would like to set, in one form.
WISHES = {
    "is_staff": "on", "is_superuser": "1", "is_active": "", "owner": "1", "customer": str(uuid4()),
    "customer_id": str(uuid4()), "user": "1", "fee": "0", "fee_minor": "0", "total_minor": "1",
    "amount_minor": "1", "state": "done", "number": "1", "id": str(uuid4()), "pk": "1",
    "quote": "1", "homebank_id": "11111111", "groups": "1", "registered_at": "2000-01-01",
    "kind": "cash", "balance": "999999", "blocked_at": "", "proven_at": "2026-01-01",
}  # fmt: skip


def out_of_date(language: str) -> str:
    """The heading of the page that refuses a form without its token."""
    with translation.override(language):
        return gettext("This form is out of date")


def strict(client: Client) -> Client:
    """The same visit in a browser whose tokens are checked, as they are in life."""
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = client.cookies
    return checked


# Where shops' servers and browsers in their frames come without a token of ours, and terminals
# whose signature stands in its place.
FREE = {f"three_ds:{view.__name__}" for view in OPEN.values()}
FREE |= {f"channel:{address}" for address in SIGNED}


def test_no_address_but_those_of_3_d_secure_and_the_channel_is_free_of_the_token() -> None:
    free = {door.name for door in all_doors() if getattr(door.view, "csrf_exempt", False)}
    assert free == FREE


@pytest.mark.parametrize("who", [OWNER, AUDITOR])
def test_no_address_takes_a_post_without_its_token(world: World, who: str) -> None:
    client, before, taken = strict(world.visitor(who)), fingerprint(), []
    for number, door in enumerate(door for door in all_doors() if door.name not in FREE):
        language, address = LANGUAGES[number % 3], world.address(door)
        answer = client.post(address, WISHES, headers={"accept-language": language})
        if answer.status_code != 403 or out_of_date(language) not in answer.content.decode():
            taken.append(f"{address}: {answer.status_code}")
        assert faults_of(answer, is_private=True) == []
    assert taken == []
    assert fingerprint() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_token_is_told_in_the_readers_language(language: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/sign-in/", {}, headers={"accept-language": language}
    )
    assert answer.status_code == 403
    assert f'<html lang="{language}"' in answer.text
    assert out_of_date(language) in answer.text
    if language == "kk":
        assert_only_kazakh(answer.text)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "x" * 500}]
)
def test_a_right_token_from_another_site_is_refused(db: None, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    token = _token(client.get("/sign-in/"))
    typed = {"csrfmiddlewaretoken": token, "typed": "+7 700 000 00 12", "password": "not this"}
    assert client.post("/sign-in/", typed).status_code == 200
    assert client.post("/sign-in/", typed, headers=headers).status_code == 403


def test_a_wrong_token_is_no_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    for token in ("", "x", "A" * 64, "\x00" * 64, "я" * 64, "A" * 10_000):
        answer = client.post("/sign-in/", {"csrfmiddlewaretoken": token})
        assert answer.status_code == 403, token


def test_the_token_of_another_visit_is_refused(world: World) -> None:
    address = f"/payments/{world.draft.pk}/refusal/"
    token = _token(strict(world.mallory.client).get("/payments/services/beeline/pay/"))
    answer = strict(world.anna.client).post(address, {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    assert world.anna.page(world.draft).context["payment"].state == "draft"


def test_no_role_adds_changes_or_deletes_a_row_by_a_form(world: World) -> None:
    clients = {who: world.visitor(who) for who in ROLES}
    before, taken = fingerprint(), []
    doors = [door for door in all_doors() if re.search("_(add|change|delete)$", door.name)]
    assert len(doors) == 3 * len(SEEN_BY) + 1  # and the password, which is one's own
    for who, client in clients.items():
        asked = doors if who == AUDITOR else [d for d in doors if d.name.endswith("_change")]
        for door in asked:
            answer = client.post(world.address(door), {**WISHES, "post": "yes", "_save": "1"})
            if answer.status_code != 403 and door.name != "admin:password_change":
                taken.append(f"{who} at {world.address(door)}: {answer.status_code}")
    assert taken == []
    assert fingerprint() == before


def test_no_action_of_a_list_deletes_rows(world: World) -> None:
    auditor, desk = world.visitor(AUDITOR), f"/{settings.ADMIN_PATH}/"
    before = fingerprint()
    for table in SEEN_BY:
        action = {"action": "delete_selected", "_selected_action": ["1"], "post": "yes",
                  "select_across": "1", "index": "0"}  # fmt: skip
        assert auditor.post(f"{desk}{table}/", action).status_code < 500
    assert fingerprint() == before


def test_wishes_beside_the_payments_form_change_nothing(world: World) -> None:
    anna, mallory = world.anna, world.mallory
    had = mallory.balance.amount
    made = anna.drafted(**{**WISHES, "customer": str(mallory.person.customer.pk)})
    assert made.customer_id == anna.person.customer.pk
    assert (made.state, made.fee, made.amount) == ("draft", Money(3_500), Money(150_000))
    anna.client.post(f"/payments/{made.pk}/confirmation/", {**WISHES, "code": "000000"})
    assert mallory.balance.amount == had


def test_wishes_beside_the_code_do_not_change_what_is_paid(world: World) -> None:
    anna, draft = world.anna, world.draft
    assert draft.quote is not None
    before = anna.balance.held
    anna.client.post(f"/payments/{draft.pk}/confirmation/", {**WISHES, "code": anna.code()})
    assert anna.balance.held - before == Money(draft.quote.total_minor)
    sent = anna.page(draft).context["payment"]
    assert (sent.state, sent.fee, sent.customer_id) == ("sent", draft.fee, draft.customer_id)


def test_wishes_beside_registration_change_nothing(db: None) -> None:
    anna, mallory, visitor = new_person(registered=False), new_person(), Browser()
    wishes = {**WISHES, "customer": str(mallory.customer.pk), "attempt": "1"}
    visitor.post("/register/", {**facts(anna), **wishes, "number": anna.number})
    visitor.post("/register/code/", {**wishes, "code": newest_code(anna.phone)})
    visitor.post("/register/password/",
                 {**wishes, "password": NEW_PASSWORD, "again": NEW_PASSWORD})  # fmt: skip
    made = User.objects.get(customer=anna.customer)
    assert (made.is_staff, made.is_superuser, made.is_active) == (False, False, True)
    assert not made.groups.exists()
    assert made.homebank_id != WISHES["homebank_id"]
    assert made.registered_at.year > 2000


def test_the_same_field_twice_is_one_value(world: World) -> None:
    anna = world.anna
    twice: dict[str, Any] = {**anna.form(), "amount": ["1500", "100"]}
    answer = anna.client.post("/payments/services/beeline/pay/", twice)
    assert payment_of(answer).amount == Money(10_000)


def test_another_customer_starts_with_a_card_of_her_own_only(world: World) -> None:
    mallory = new_payer()
    answer = mallory.send(card=str(world.anna.person.card.pk))
    assert answer.status_code == 200
    assert not mallory.person.customer.payments.exists()


def _token(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]
