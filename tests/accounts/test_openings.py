"""A customer's file opens with a stated reason only, and its owner reads it (ACC-15)."""

import re
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from homebank.lib import clock
from homebank.lib.money import Money
from ledger.models import Entry
from notifications.models import Event
from tests.accounts.pages import Browser, sign_in, user_of, words
from tests.accounts.staff import DESK, WHY, at_the_desk, enter, opened, page
from tests.people import Person, give, new_person, signed_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат")


def of_ben(ben: Person) -> list[str]:
    """Pages of the desk that tell about Ben."""
    card, event = ben.card, Event.objects.filter(customer=ben.customer).first()
    assert event is not None
    rows = {"accounts/customer": ben.customer.pk, "accounts/user": user_of(ben).pk,
            "cards/card": card.pk, "ledger/account": card.account_id,
            "notifications/event": event.pk}  # fmt: skip
    return [f"{DESK}{model}/{key}/{name}/" for model, key in rows.items()
            for name in ("change", "history")]  # fmt: skip


@pytest.mark.requirement("ACC-15", "which operator and why")
def test_the_customer_reads_who_opened_the_file_when_and_why(ben: Person) -> None:
    opened(at_the_desk("contact-centre")[0], ben)
    shown = words(signed_in(ben).get("/my/security/log/", headers=EN))
    assert "Your file was opened at the bank: Olga, contact centre." in shown
    assert "For: the customer asks: a call, a visit, a letter. “request 48213”" in shown


@pytest.mark.requirement("ACC-15", "each sign-in")
@pytest.mark.requirement("ACC-15", "each refused try")
def test_beside_it_stand_sign_ins_and_refused_tries(ben: Person) -> None:
    client = Browser(headers=EN)
    client.post("/sign-in/?by=phone", {"typed": ben.phone, "password": "not this one"})
    sign_in(client, ben)
    shown = words(client.get("/my/security/log/"))
    assert "Signed in" in shown
    assert "A sign-in was refused: wrong password" in shown


def test_without_a_reason_no_page_about_the_customer_opens(ben: Person) -> None:
    auditor, _user = at_the_desk("auditor")
    for address in of_ben(ben):
        answer = auditor.get(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith(page(ben, "reason")), address
    opened(auditor, ben)
    assert [auditor.get(address).status_code for address in of_ben(ben)] == [200] * 10


def of_the_book(ben: Person) -> list[str]:
    """What the book, which knows customers by their ids alone, tells about Ben."""
    entry = Entry.objects.filter(account=ben.card.account_id).latest("at")
    transfer, entries = f"{DESK}ledger/transfer/{entry.transfer_id}", f"{DESK}ledger/entry/"
    by_account = f"account__id__exact={ben.card.account_id}"
    return [f"{transfer}/change/", f"{transfer}/history/", f"{entries}?{by_account}",
            f"{entries}?{by_account}&account__id__exact=x"]  # fmt: skip


def test_without_a_reason_the_book_tells_nothing_about_the_customer(ben: Person) -> None:
    give(ben.card, Money(1_000_00))
    auditor, _user = at_the_desk("auditor")
    for address in of_the_book(ben):
        answer = auditor.get(address)
        assert answer.url.startswith(page(ben, "reason")), address
    opened(auditor, ben)
    assert [auditor.get(address).status_code for address in of_the_book(ben)[:3]] == [200] * 3


def test_the_page_of_the_reason_shows_no_more_than_the_list(ben: Person) -> None:
    auditor, _user = at_the_desk("auditor")
    for address in (auditor.get(page(ben)).url, f"{DESK}accounts/customer/"):
        answer = auditor.get(address)
        for secret in (ben.customer.full_name, ben.phone[2:], ben.customer.iin):
            assert secret not in answer.content.decode()
        # Four digits stand in any id of an address: they are looked for by themselves.
        ending = rf"(?<![0-9A-Za-z]){ben.customer.iin[-4:]}(?![0-9A-Za-z])"
        assert not re.search(ending, answer.content.decode())


def test_the_reason_leads_to_the_page_that_was_asked_for(ben: Person) -> None:
    auditor, _user = at_the_desk("auditor")
    card = f"{DESK}cards/card/{ben.card.pk}/change/"
    assert auditor.post(auditor.get(card).url, WHY).url == card
    for elsewhere in ("https://evil.example/", "//evil.example", "/my/", "/desk\\evil", "x"):
        answer = auditor.post(f"{page(ben, 'reason')}?next={elsewhere}", WHY)
        assert answer.url == page(ben), elsewhere


@pytest.mark.parametrize(("other", "said"), [
    ({"why": ""}, "Choose what the file is opened for"), ({"why": "x"}, "Choose what the file"),
    ({"note": ""}, "Say why"), ({"note": " \u200b"}, "Say why"), ({"note": "x\x00"}, "Null char"),
    ({"note": "4000 0000 0000 0002"}, "holds a card number"), ({"note": "x" * 201}, "at most 200"),
])  # fmt: skip
def test_a_reason_that_says_nothing_opens_nothing(
    ben: Person, other: dict[str, str], said: str
) -> None:
    auditor, _user = at_the_desk("auditor")
    assert said in words(auditor.post(page(ben, "reason"), {**WHY, **other}))
    assert auditor.get(page(ben)).status_code == 302
    assert not Event.objects.filter(customer=ben.customer, kind="file-opened").exists()


def test_a_reason_is_good_for_a_quarter_of_an_hour_for_one_operator_and_one_file(
    ben: Person,
) -> None:
    anna, (olga, user), (petr, _other) = new_person(), at_the_desk("branch"), at_the_desk("branch")
    opened(olga, ben)
    assert olga.get(page(ben)).status_code == 200
    assert olga.get(page(anna)).status_code == 302
    assert petr.get(page(ben)).status_code == 302
    with clock.moved(timedelta(minutes=14, seconds=30)):
        assert enter(user).get(page(ben)).status_code == 200
    with clock.moved(timedelta(minutes=15, seconds=1)):
        assert enter(user).get(page(ben)).url.startswith(page(ben, "reason"))


def test_whoever_sees_no_customers_states_no_reason(ben: Person) -> None:
    for role in ("tariff-editor", "administrator"):
        client, _user = at_the_desk(role)
        assert client.post(page(ben, "reason"), WHY).status_code == 403
        assert client.get(page(ben)).status_code == 403
    assert "/login/" in Browser().post(page(ben, "reason"), WHY).url
    assert not Event.objects.filter(kind="file-opened").exists()


def test_an_operator_opens_sixty_files_an_hour(ben: Person) -> None:
    centre, _user = at_the_desk("contact-centre")
    for _ in range(60):
        centre.post(page(ben, "reason"), WHY)
    assert "Too many tries" in words(centre.post(page(ben, "reason"), WHY))
    with clock.moved(timedelta(hours=1, seconds=1)):
        again, _user = at_the_desk("contact-centre")
        opened(again, ben)


def test_an_opening_is_never_changed_or_deleted(ben: Person) -> None:
    opened(at_the_desk("contact-centre")[0], ben)
    row = Event.objects.get(customer=ben.customer, kind="file-opened")
    for deed in ("UPDATE notifications_event SET facts = '{}'", "DELETE FROM notifications_event"):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            connection.cursor().execute(f"{deed} WHERE id = %s", [row.pk])
    assert Event.objects.filter(pk=row.pk).exists()


def test_rows_of_the_bank_itself_ask_for_no_reason() -> None:
    new_person()
    auditor, user = at_the_desk("auditor")
    assert auditor.get(f"{DESK}accounts/user/{user.pk}/change/").status_code == 200
