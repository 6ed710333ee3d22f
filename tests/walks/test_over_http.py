"""The main job on the running bank without a browser: register, sign in, pay, refuse, races."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.flows import ask_for_code, draft, ended, pay, register, sign_in, state_of
from tests.system import LiveBank, wait_for
from tests.visitor import Visitor

pytestmark = [pytest.mark.xdist_group("live")]
SUBMITS = 30


@pytest.fixture
def person(live: LiveBank) -> dict[str, Any]:
    return live.person()


@pytest.fixture
def visitor(live: LiveBank, person: dict[str, Any]) -> Visitor:
    made = Visitor(live)
    sign_in(made, person)
    return made


@pytest.mark.requirement("ACC-01", "six facts checked together")
@pytest.mark.requirement("PAY-05", "check and pay over OSMP")
@pytest.mark.requirement("NTF-01", "demo phone")
def test_a_stranger_registers_signs_in_pays_and_holds_a_receipt(live: LiveBank) -> None:
    newcomer = live.person(registered=False)
    visitor = Visitor(live)
    register(visitor, newcomer)
    sign_in(visitor, newcomer)
    payment = pay(visitor, newcomer, amount="1500,50")
    assert ended(live, payment) == "done"
    visitor.open(f"/payments/{payment}/receipt/")
    assert "1 535,50 ₸" in visitor.text.replace("\u00a0", " ").replace(" ,", ",")


@pytest.mark.requirement("PAY-04", "refusing costs nothing")
def test_refusing_on_the_running_bank_costs_nothing(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    payment = draft(visitor)
    visitor.fill("/refusal/")
    assert state_of(live, payment) == "refused"
    assert available(live, person) == 5_000_000


@pytest.mark.requirement("TAR-02", "what is shown is what is charged")
def test_thirty_simultaneous_submits_make_one_payment_one_fee_one_receipt(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    payment = draft(visitor, amount="2000")
    code = ask_for_code(visitor, person, payment)
    windows = [visitor.twin() for _ in range(SUBMITS)]
    with ThreadPoolExecutor(SUBMITS) as pool:
        pages = list(pool.map(lambda w: w.fill("/confirmation/", code=code), windows))
    assert {page.status_code for page in pages} == {200}
    assert {page.url.path.split("/")[2] for page in pages} == {payment}
    assert ended(live, payment) == "done"
    assert available(live, person) == 5_000_000 - 200_000 - 3_500
    transfers = "SELECT count(*) FROM ledger_transfer WHERE subject = %s"
    assert live.query(transfers, payment) == [(1,)]
    done = wait_for(lambda: [m for m in live.messages(person["phone"]) if "2 000" in m["text"]
                             or "2 035" in m["text"]])  # fmt: skip
    assert len([m for m in done if not m["text"][:6].isdigit()]) == 1


@pytest.mark.requirement("ACC-11", "code of another operation")
def test_a_code_of_one_window_is_refused_in_the_other_and_both_drafts_stay_usable(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    first = draft(visitor, amount="700")
    code = ask_for_code(visitor, person, first)
    other = visitor.twin()
    second = draft(other, amount="800")
    others = ask_for_code(other, person, second)
    other.fill("/confirmation/", code=code)
    visitor.fill("/confirmation/", code=others)
    assert [state_of(live, each) for each in (first, second)] == ["draft", "draft"]
    other.fill("/confirmation/", code=others)
    visitor.fill("/confirmation/", code=code)
    assert [ended(live, each) for each in (first, second)] == ["done", "done"]


@pytest.mark.requirement("PAY-05", "temporary failure retried with the same number")
def test_a_biller_with_temporary_trouble_is_asked_again(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    payment = pay(visitor, person, account="+7 777 000 00 01")
    assert ended(live, payment) == "done"


@pytest.mark.requirement("PAY-05", "fatal gives the money back")
def test_a_biller_that_refuses_gives_the_money_back(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    payment = pay(visitor, person, account="+7 777 000 00 05")
    assert ended(live, payment) == "returned"
    assert available(live, person) == 5_000_000


@pytest.mark.requirement("PAY-05", "unknown waits")
def test_a_fatal_answer_after_a_silence_releases_nothing(
    live: LiveBank, visitor: Visitor, person: dict[str, Any]
) -> None:
    payment = pay(visitor, person, account="+7 777 000 00 07")
    assert ended(live, payment) == "unknown"
    assert available(live, person) == 5_000_000 - 103_500


def available(bank: LiveBank, person: dict[str, Any]) -> int:
    """Tiyn that the person's card may spend."""
    sql = "SELECT amount_minor - held_minor FROM ledger_balance WHERE account_id = %s"
    return int(bank.query(sql, person["account"])[0][0])
