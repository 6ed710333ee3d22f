"""The books at the desk and from the command line (OPS-07)."""

import io
import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse as url
from django.utils.html import strip_tags
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Customer
from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from homebank.lib.iban import spaced
from homebank.lib.ids import uuid7
from ledger.accounts import bank_account
from ledger.models import Account, Entry, Hold, Transfer
from tests.accounts.staff import opened
from tests.ledger.book import account_with, cash, keep, left, move, tenge

TRIAL_BALANCE = "admin:ledger_trial_balance"


def staff(role: Role) -> Client:
    """Staff in the role who have passed password and authenticator, reading English."""
    name = f"olga.{role.value[:8]}.book"
    user = open_staff(login_name=name, password="saxaul, steppe, seven", roles=[role])
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


@pytest.fixture
def anna(db: None) -> Account:
    return account_with(tenge(1250))


@pytest.fixture
def auditor(anna: Account) -> Client:
    """An auditor who has said why the file of the account's owner is opened."""
    return opened(staff(Role.AUDITOR), owner_of(anna))


def owner_of(account: Account) -> Customer:
    assert account.owner_id is not None
    return Customer.objects.get(pk=account.owner_id)


def words(page: object) -> str:
    html: str = page.content.decode()  # type: ignore[attr-defined]
    return " ".join(strip_tags(html).replace("\xa0", " ").split())


@pytest.mark.requirement("OPS-07", "trial balance")
@pytest.mark.requirement("OPS-07", "all sums to zero")
def test_the_trial_balance_lists_all_accounts_and_sums_to_zero(
    auditor: Client, anna: Account
) -> None:
    seen = words(auditor.get(url(TRIAL_BALANCE)))
    assert "Cash of the bank ₸1,250.00 ₸0.00" in seen
    assert "Customers’ accounts (current): 1 ₸0.00 ₸1,250.00" in seen
    assert "Total ₸1,250.00 ₸1,250.00" in seen
    assert "All accounts sum to ₸0.00: the book is balanced." in seen


def test_the_list_of_accounts_leads_to_the_trial_balance(auditor: Client, anna: Account) -> None:
    page = auditor.get(url("admin:ledger_account_changelist"))
    assert url(TRIAL_BALANCE) in page.content.decode()
    assert spaced(anna.iban or "") in words(page).replace(" ", "\xa0")


@pytest.mark.requirement("OPS-07", "account card")
def test_the_card_of_an_account_says_what_it_has(auditor: Client, anna: Account) -> None:
    keep(anna, tenge(50))
    page = auditor.get(url("admin:ledger_account_change", args=[anna.pk]))
    seen = words(page)
    assert "Balance ₸1,250.00" in seen
    assert "Blocked amount ₸50.00" in seen
    assert "Available balance ₸1,200.00" in seen
    lines = f"{url('admin:ledger_entry_changelist')}?account__id__exact={anna.pk}"
    assert lines in page.content.decode()
    assert "₸1,250.00" in words(auditor.get(lines))


@pytest.mark.parametrize("role", [Role.CONTACT_CENTRE, Role.TARIFF_EDITOR])
def test_roles_without_the_book_do_not_see_it(db: None, role: Role) -> None:
    client = staff(role)
    for name in ("ledger_trial_balance", "ledger_account_changelist", "ledger_entry_changelist"):
        assert client.get(url(f"admin:{name}")).status_code == 403


def test_a_stranger_is_sent_to_the_door(client: Client, db: None) -> None:
    assert "login" in client.get(url(TRIAL_BALANCE)).headers["Location"]


@pytest.fixture
def rows(anna: Account) -> dict[str, Any]:
    """One row of each table of the book."""
    posted, held = move(anna, cash(), tenge(1)), keep(anna, tenge(1))
    entry = Entry.objects.get(account=anna, sequence=1)
    return {"account": anna.pk, "transfer": posted.transfer_id, "entry": entry.pk,
            "hold": held.hold_id}  # fmt: skip


def test_every_row_can_be_looked_at_and_none_changed(auditor: Client, rows: dict[str, Any]) -> None:
    for name, key in rows.items():
        page = url(f"admin:ledger_{name}_change", args=[key])
        assert auditor.get(page).status_code == 200
        assert auditor.get(url(f"admin:ledger_{name}_changelist")).status_code == 200
        for path in (page, url(f"admin:ledger_{name}_delete", args=[key])):
            assert auditor.post(path, {"post": "yes"}).status_code == 403
        assert auditor.get(url(f"admin:ledger_{name}_add")).status_code == 403


def test_rows_are_found_by_their_whole_id(auditor: Client, rows: dict[str, Any]) -> None:
    typed = {"transfer": rows["transfer"], "entry": rows["transfer"], "hold": rows["hold"],
             "account": Account.objects.get(pk=rows["account"]).iban}  # fmt: skip
    for name, text in typed.items():
        found = auditor.get(url(f"admin:ledger_{name}_changelist"), {"q": text})
        assert found.context["cl"].result_count == (2 if name == "entry" else 1)


@pytest.mark.parametrize("typed", ["x", "%", "'", "KZ", "1" * 500])
@pytest.mark.parametrize("name", ["account", "transfer", "entry", "hold"])
def test_a_search_for_nonsense_finds_nothing(auditor: Client, name: str, typed: str) -> None:
    page = auditor.get(url(f"admin:ledger_{name}_changelist"), {"q": typed})
    assert page.context["cl"].result_count == 0
    assert auditor.get(url(f"admin:ledger_{name}_changelist"), {"q": "\x00"}).status_code == 400


@pytest.mark.parametrize("name", ["entry", "transfer", "hold", "account"])
def test_a_list_asks_as_few_queries_however_long(auditor: Client, anna: Account, name: str) -> None:
    page = url(f"admin:ledger_{name}_changelist")
    keep(anna, tenge(1))
    auditor.get(page)  # the session's first page asks more
    short = queries(auditor, page)
    for _ in range(10):
        move(anna, account_with(), tenge(1))
        keep(anna, tenge(1))
    assert queries(auditor, page) == short


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


@pytest.mark.requirement("OPS-07", "trial balance")
def test_a_command_prints_the_trial_balance(anna: Account) -> None:
    bank_account("fees", currency="USD")
    out = io.StringIO()
    call_command("trial_balance", stdout=out)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "cash 1,250.00 0.00" in lines
    assert "customers: current (1 accounts) 0.00 1,250.00" in lines
    assert lines.count("all accounts sum to 0.00") == 2


@pytest.mark.requirement("OPS-07", "trial balance")
def test_the_trial_balance_is_json_too(anna: Account) -> None:
    out = io.StringIO()
    call_command("trial_balance", json=True, stdout=out)
    found = json.loads(out.getvalue())["KZT"]
    assert (found["debit"], found["credit"], found["sum"]) == ("1250.00", "1250.00", "0.00")


def test_a_book_that_does_not_sum_to_zero_is_said_so(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    anna = account_with(tenge(1))
    change = "UPDATE ledger_balance SET amount_minor = amount_minor + %s WHERE account_id = %s"
    with superuser() as connection:
        connection.execute(change.encode(), [1, anna.pk])
        connection.commit()
        try:
            with pytest.raises(CommandError, match="Not zero: KZT"):
                call_command("trial_balance", stdout=io.StringIO())
        finally:
            connection.execute(change.encode(), [-1, anna.pk])


@pytest.mark.requirement("OPS-07", "reversal by adding")
def test_a_command_reverses_a_transfer_by_adding_its_opposite(anna: Account) -> None:
    wrong, out = move(anna, cash(), tenge(250)).transfer_id, io.StringIO()
    call_command("reverse_transfer", str(wrong), reason="posted twice", stdout=out)
    assert left(anna) == tenge(1250)
    added = Transfer.objects.get(reverses=wrong)
    assert (added.memo, added.entries.count()) == ("posted twice", 2)
    assert Entry.objects.filter(transfer=wrong).count() == 2
    assert f"{wrong} is reversed by {added.pk}" in out.getvalue()


@pytest.mark.requirement("OPS-07", "reversal by adding")
def test_reversing_twice_reverses_once(anna: Account) -> None:
    wrong, out = move(anna, cash(), tenge(250)).transfer_id, io.StringIO()
    for _ in range(2):
        call_command("reverse_transfer", str(wrong), reason="posted twice", stdout=out)
    assert "was reversed before" in out.getvalue()
    assert left(anna) == tenge(1250)


def test_what_is_not_in_the_book_is_not_reversed(db: None) -> None:
    with pytest.raises(CommandError, match="no such transfer"):
        call_command("reverse_transfer", str(uuid7()), reason="x")
    with pytest.raises(CommandError, match="invalid UUID"):
        call_command("reverse_transfer", "12", reason="x")


def test_a_hold_shows_its_state(auditor: Client, anna: Account) -> None:
    held = Hold.objects.get(pk=keep(anna, tenge(1)).hold_id)
    assert "Held" in words(auditor.get(url("admin:ledger_hold_change", args=[held.pk])))
