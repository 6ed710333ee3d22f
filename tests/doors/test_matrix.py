"""Every address by every kind of visitor (S7), with the headers that each answer must carry."""

import pytest
from django.test import Client

from payments.models import Payment
from tests.accounts.staff import at_the_desk
from tests.doors.addresses import Door, all_doors
from tests.doors.cast import HALF, HALF_STAFF, OTHER, OWNER, ROLES, STRANGER, World
from tests.doors.knocks import (
    faults_of,
    fingerprint,
    knock_everywhere,
    loose_headers,
    surprises,
)
from tests.doors.posted import POSTED, READ
from tests.doors.rules import AUDITOR, DESK, RULES, SIGN_IN
from tests.payments.payer import now

# Tables of the desk whose first row here is about a customer.
OF_CUSTOMERS = ("accounts_customer", "accounts_user", "cards_authorization", "cards_card",
                "cards_dispute", "cards_othercard", "cards_overdraft", "cards_presentment",
                "cards_threedstransaction", "documents_document", "notifications_event",
                "notifications_sms", "payments_payment", "tariffs_quote")  # fmt: skip


# Ids of what is a customer's own, in addresses of the portal.
IDS = {
    "attachment_id", "card_id", "declined_id", "deed_id", "dispute_id", "export_id", "invoice_id",
    "other_id", "paper_id", "passkey_id", "payment_id", "subject", "template_id",
    "visit_id",
}  # fmt: skip


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    doors = {door.name for door in all_doors()}
    assert doors - set(RULES) == set(), "say in tests/doors/rules.py who may enter"
    assert set(RULES) - doors == set(), "these rules are for no address"


def everything_holds(world: World, *visitors: str) -> None:
    """Each visitor gets what the rules say, with every header, and reading changed nothing."""
    clients = {who: world.visitor(who) for who in visitors}
    before = fingerprint()
    for who, client in clients.items():
        knocks = knock_everywhere(world, client)
        assert surprises(world, who, knocks) == []
        assert loose_headers(who, knocks) == []
    after = fingerprint()
    assert [table for table in after if after[table] != before[table]] == []


@pytest.mark.requirement("CRD-01", "own cards only")
@pytest.mark.requirement("PAY-01", "paying needs sign-in")
@pytest.mark.requirement("PAY-01", "open without signing in")
def test_customers_and_strangers_get_what_the_rules_say(world: World) -> None:
    everything_holds(world, STRANGER, OWNER, OTHER, HALF)


@pytest.mark.requirement("OPS-01", "six roles")
@pytest.mark.requirement("OPS-01", "second factor for all staff")
def test_staff_get_what_the_rules_say(world: World) -> None:
    everything_holds(world, HALF_STAFF, *ROLES)


@pytest.mark.requirement("ACC-15", "which operator and why")
def test_without_a_reason_the_desk_shows_no_row_of_a_customer(world: World) -> None:
    auditor, _user = at_the_desk("auditor")
    names = {f"admin:{each}_{page}" for each in OF_CUSTOMERS for page in ("change", "history")}
    for door in (door for door in all_doors() if door.name in names):
        names.remove(door.name)
        answer = auditor.get(world.address(door))
        assert "/reason/" in answer.headers.get("Location", ""), door.name
    assert names == set()


@pytest.mark.requirement("CRD-01", "own cards only")
def test_what_is_anothers_is_not_found_whatever_is_asked_of_it(world: World) -> None:
    mallory, wrong = world.visitor(OTHER), []
    doors = [d for d in all_doors() if IDS & set(d.wants) and not d.template.startswith(DESK)]
    assert {each for door in doors for each in door.wants} >= IDS
    for door in doors:
        for address in {world.address(door), world.address(door, world.done)}:
            wrong += told_of_anothers(mallory, door, address, world.anna.code())
    assert wrong == []
    assert (now(world.draft).state, now(world.done).state) == ("draft", "done")


def told_of_anothers(mallory: Client, door: Door, address: str, code: str) -> list[str]:
    """Where she learns more of what is Anna's than that there is nothing."""
    # What is only read or only posted to says so to everybody, of whatever address.
    looked = 405 if door.name in POSTED else 404
    wanted = [looked, looked, 405 if door.name in READ else 404]
    got = [mallory.get(address).status_code, mallory.head(address).status_code,
           mallory.post(address, {"code": code}).status_code]  # fmt: skip
    others = {ask(address).status_code for ask in (mallory.put, mallory.patch, mallory.delete)}
    is_right = got == wanted and others <= {404, 405}
    return [] if is_right else [f"{door.name}: {got} and {others}, not {wanted}"]


def test_nobody_but_its_owner_moves_a_payment_on(world: World) -> None:
    code, balance = world.anna.code(), world.anna.balance
    for who in (STRANGER, OTHER, HALF, HALF_STAFF, AUDITOR):
        client = world.visitor(who)
        for door in ("code", "confirmation", "refusal", "quote"):
            answer = client.post(f"/payments/{world.draft.pk}/{door}/", {"code": code})
            led = answer.headers.get("Location", "").split("?")[0]
            assert answer.status_code == 404 if who == OTHER else led == SIGN_IN, who
    assert now(world.draft).state == "draft"
    assert world.anna.balance == balance
    assert len(world.anna.messages("payment")) == 2


@pytest.mark.requirement("PAY-01", "paying needs sign-in")
def test_nobody_but_a_customer_begins_a_payment(world: World) -> None:
    form, had = world.anna.form(), Payment.objects.count()
    for who in (STRANGER, HALF, HALF_STAFF, AUDITOR):
        answer = world.visitor(who).post("/payments/services/beeline/pay/", form)
        assert answer.url.split("?")[0] == SIGN_IN, who
    assert Payment.objects.count() == had


def test_a_page_that_is_not_there_wears_the_headers_too(db: None) -> None:
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert faults_of(answer, is_private=False) == []


def test_the_owner_finds_the_receipt_and_others_do_not(world: World) -> None:
    receipt = f"/payments/{world.done.pk}/receipt/"
    assert world.visitor(OWNER).get(receipt).status_code == 200
    assert world.visitor(OTHER).get(receipt).status_code == 404
    assert world.visitor(STRANGER).get(receipt).url == f"{SIGN_IN}?next={receipt}"
