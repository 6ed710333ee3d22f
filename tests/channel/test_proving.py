"""A branch's program names its operator, who proves it by the own authenticator (OPS-05)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Proposal, User
from cards.blocking import block_card
from channel import limits
from channel.models import TerminalDeed
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.authenticator import next_token, token, wrong_token
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, at_the_desk
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import Person, new_mobile, new_person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NO_CARD = "4405640000000000"
PASSWORD = "saxaul and a samovar"


@pytest.fixture
def branch() -> Machine:
    return new_machine("branch")


@pytest.fixture
def ben() -> Person:
    person = new_person(language="en")
    block_card(card=person.card, reason="lost")
    return person


@pytest.fixture
def olga() -> User:
    return at_the_desk("branch")[1]


def asked(branch: Machine, person: Person, by: str | None, code: str, **other: Any) -> Any:
    return branch.asks(person, document="id-card", reason="found it", operator=by,
                       operator_code=code, **other)  # fmt: skip


def ask(branch: Machine, person: Person, by: str | None, code: str, **other: Any) -> Heard:
    return branch.post("unblocking", asked(branch, person, by, code, **other))


def enter(user: User, code: str) -> Any:
    """What the desk's door answers."""
    typed = {"username": user.login_name, "password": PASSWORD, "otp_token": code, "next": DESK}
    return Browser(headers={"accept-language": "en"}).post(f"{DESK}login/", typed)


@pytest.mark.requirement("OPS-05", "unblocking")
@pytest.mark.requirement("OPS-05", "trusted number")
def test_the_event_of_a_proposal_says_that_its_operator_was_proven(
    branch: Machine, ben: Person, olga: User
) -> None:
    assert ask(branch, ben, olga.login_name, token(olga)).status == 200
    other = asked(branch, ben, olga.login_name, next_token(olga), number=new_mobile())
    assert branch.post("number-proposal", other).status == 200
    for kind in ("proposal.made", "number-change-proposed"):
        told = Event.objects.get(kind=kind, customer=ben.customer).facts
        assert (told["factor"], told["terminal"]) == ("app", branch.terminal.name)
        assert told["operator"] == told["proposer"] == olga.login_name


@pytest.mark.requirement("OPS-05", "signed")
def test_one_answer_for_whatever_is_not_proven(branch: Machine, ben: Person, olga: User) -> None:
    petr = at_the_desk("approver")[1]
    wrong = {"nobody.at.all": token(olga), petr.login_name: token(petr),
             olga.login_name: wrong_token(olga)}  # fmt: skip
    heard = [ask(branch, ben, name, code) for name, code in wrong.items()]
    heard.append(ask(branch, ben, olga.login_name, token(petr)))
    said = {(each.status, each.code, each.told["message"]) for each in heard}
    assert {each[:2] for each in said} == {(403, "operator-not-proven")}
    assert len(said) == 1
    assert not Proposal.objects.filter(customer=ben.customer).exists()
    refused = Event.objects.filter(kind="operator-not-proven")
    assert {each.facts["key_id"] for each in refused} == {branch.terminal.key_id}


def test_whatever_is_not_proven_costs_the_same_statements(
    branch: Machine, ben: Person, olga: User
) -> None:
    petr = at_the_desk("approver")[1]
    code, cost = wrong_token(olga), []
    branch.get("health")  # last heard is written once a minute
    inspector = at_the_desk("branch", "auditor")[1]
    _elsewhere(ben, olga, limits.OPERATOR_NAMES.count - 1)  # nobody is asked of her second one here
    for name in ("nobody.at.all", petr.login_name, olga.login_name, olga.login_name,
                 inspector.login_name):  # fmt: skip
        told = asked(branch, ben, name, code)
        with CaptureQueriesContext(connection) as statements:
            assert branch.post("unblocking", told).code == "operator-not-proven"
        cost.append([str(query["sql"]).split(" ")[0] for query in statements])
    assert cost == [cost[0]] * 5


@pytest.mark.requirement("OPS-05", "signed")
def test_a_code_is_good_once_on_the_channel_and_at_the_desk(
    branch: Machine, ben: Person, olga: User
) -> None:
    spent = token(olga)
    assert ask(branch, ben, olga.login_name, spent).status == 200
    assert "does not match" in words(enter(olga, spent))
    assert enter(olga, next_token(olga)).url == DESK
    entered = next_token(olga)
    assert enter(olga, entered).url == DESK
    assert ask(branch, ben, olga.login_name, entered).code == "operator-not-proven"


def test_a_code_is_spent_whatever_the_deed_refuses(
    branch: Machine, ben: Person, olga: User
) -> None:
    spent = token(olga)
    assert ask(branch, ben, olga.login_name, spent, card=NO_CARD).code == "card-unknown"
    assert ask(branch, ben, olga.login_name, spent).code == "operator-not-proven"
    assert ask(branch, ben, olga.login_name, next_token(olga)).status == 200


@pytest.mark.parametrize("code", ["spent", "123456"])
def test_a_repetition_asks_for_no_other_code(
    branch: Machine, ben: Person, olga: User, code: str
) -> None:
    told = asked(branch, ben, olga.login_name, token(olga))
    first = branch.post("unblocking", told)
    if code != "spent":
        told["operator_code"] = code
    assert branch.post("unblocking", told).told == {**first.told, "repeated": True}
    assert TerminalDeed.objects.filter(terminal=branch.terminal).count() == 1
    assert not Event.objects.filter(kind="operator-not-proven").exists()


def test_a_code_is_in_no_event_and_no_row(branch: Machine, ben: Person, olga: User) -> None:
    wrong, right = wrong_token(olga), token(olga)
    ask(branch, ben, olga.login_name, wrong)
    heard = ask(branch, ben, olga.login_name, next_token(olga))
    events = Event.objects.filter(kind__in=["operator-not-proven", "proposal.made"])
    assert events.count() == 2
    for event in events:
        assert not {wrong, right} & set(event.facts.values())
    row = TerminalDeed.objects.get(pk=heard.told["reference"])
    assert set(row.answer) == {"reference", "card", "proposal", "until"}


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", 123456, None])
def test_what_is_no_code_is_not_read_and_counts_nothing(
    branch: Machine, ben: Person, olga: User, code: Any
) -> None:
    for _ in range(limits.OPERATOR_CODES.count + 1):
        heard = ask(branch, ben, olga.login_name, code)
        assert (heard.status, heard.code) == (400, "not-read")
        assert heard.told["field"] == "operator_code"
    assert ask(branch, ben, olga.login_name, token(olga)).status == 200


@pytest.mark.requirement("OPS-05", "signed")
def test_three_wrong_codes_a_day_for_a_name_at_a_terminal(
    branch: Machine, ben: Person, olga: User
) -> None:
    for name in (olga.login_name, "nobody.at.all"):
        for _ in range(limits.OPERATOR_CODES.count):
            assert ask(branch, ben, name, wrong_token(olga)).code == "operator-not-proven"
        heard = ask(branch, ben, name, next_token(olga))
        assert (heard.status, heard.code) == (429, "too-many")
        assert 1 <= int(heard.response["Retry-After"]) <= 86_401
    with clock.moved(limits.OPERATOR_CODES.per + SECOND):
        assert ask(branch, ben, olga.login_name, next_token(olga)).status == 200


def test_wrong_codes_elsewhere_keep_no_operator_out(
    branch: Machine, ben: Person, olga: User
) -> None:
    for _ in range(limits.OPERATOR_CODES.count):
        ask(branch, ben, olga.login_name, wrong_token(olga))
    assert ask(new_machine("branch"), ben, olga.login_name, token(olga)).status == 200


@pytest.mark.requirement("OPS-05", "signed")
def test_whoever_holds_the_keys_of_branches_keeps_no_operator_out_of_the_desk(
    ben: Person, olga: User
) -> None:
    _elsewhere(ben, olga, limits.OPERATOR_NAMES.count + 3)
    assert TOTPDevice.objects.get(user=olga).throttling_failure_count == 0
    assert enter(olga, token(olga)).url == DESK


def test_five_wrong_codes_a_day_for_a_name_wherever_and_nobody_is_asked_then(
    branch: Machine, ben: Person, olga: User
) -> None:
    _elsewhere(ben, olga, limits.OPERATOR_NAMES.count)
    assert ask(branch, ben, olga.login_name, token(olga)).code == "operator-not-proven"
    assert TOTPDevice.objects.get(user=olga).last_t == -1
    with clock.moved(limits.OPERATOR_NAMES.per + SECOND):
        assert ask(branch, ben, olga.login_name, token(olga)).status == 200


def test_a_right_code_makes_the_wrong_ones_of_its_name_forgotten(
    branch: Machine, ben: Person, olga: User
) -> None:
    for _ in range(2):
        _elsewhere(ben, olga, limits.OPERATOR_NAMES.count - 1)
        right = next_token(olga)
        assert ask(branch, ben, olga.login_name, right, card=NO_CARD).code == "card-unknown"


def test_an_auditor_acts_through_no_branch_whatever_else_they_are(
    branch: Machine, ben: Person
) -> None:
    inspector = at_the_desk("branch", "auditor")[1]
    heard = ask(branch, ben, inspector.login_name, token(inspector))
    assert (heard.status, heard.code) == (403, "operator-not-proven")
    assert not Proposal.objects.filter(customer=ben.customer).exists()


def test_right_codes_are_not_counted(branch: Machine, ben: Person, olga: User) -> None:
    for _ in range(limits.OPERATOR_NAMES.count + 1):
        heard = ask(branch, ben, olga.login_name, next_token(olga), card=NO_CARD)
        assert heard.code == "card-unknown"


def test_an_authenticator_that_rests_after_wrong_tokens_at_the_desk_rests_here_too(
    branch: Machine, ben: Person, olga: User
) -> None:
    assert "does not match" in words(enter(olga, wrong_token(olga)))
    device = TOTPDevice.objects.get(user=olga)
    assert device.throttling_failure_count == 1
    device.throttling_failure_count = 12  # as after as many: it rests for half an hour
    device.save()
    assert ask(branch, ben, olga.login_name, wrong_token(olga)).code == "operator-not-proven"
    assert TOTPDevice.objects.get(user=olga).throttling_failure_count == 12
    assert "does not match" in words(enter(olga, token(olga)))
    assert ask(branch, ben, olga.login_name, token(olga)).code == "operator-not-proven"
    assert enter(olga, next_token(olga)).url == DESK


def _elsewhere(person: Person, by: User, count: int) -> None:
    """So many wrong codes of one name, each heard from a branch of its own."""
    for _ in range(count):
        heard = ask(new_machine("branch"), person, by.login_name, wrong_token(by))
        assert heard.code == "operator-not-proven"
