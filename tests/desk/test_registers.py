"""Registers of the processing centre and of billers: compared, worked, and the day held open."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.four_eyes import Overtaken, kind_of, waiting_for
from desk.models import Difference, Register
from desk.registers import working
from desk.registers.errors import (
    DayNotOver,
    LineCount,
    NoMoney,
    NotARegister,
    OverAlready,
    RegisterCut,
    TakenByOther,
    TooManyRegisters,
    WrongLine,
)
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.closing import close_day
from ledger.errors import RegistersDiffer
from ledger.suspense import items
from notifications.models import Event
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, at_the_desk
from tests.desk.registers import (
    cards_register,
    cleared,
    compared,
    differences,
    held,
    line_of,
    register_of,
)
from tests.payments.conftest import Billers
from tests.payments.payer import new_payer
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture
def anna() -> Person:
    return new_person()


def only(day: date) -> Difference:
    return Difference.objects.get(day=day)


def page_of(found: Difference) -> str:
    return f"{DESK}registers/differences/{found.pk}/"


def approved(client: Browser, difference_id: UUID) -> str:
    """What the page says once this reader has pressed “Approve”."""
    waits = waiting_for(difference_id)
    assert waits is not None
    return words(client.post(f"{DESK}proposals/{waits.pk}/", {"approve": "1"}, follow=True))


@pytest.mark.requirement("OPS-06", "reconcile")
def test_what_agrees_is_matched_and_what_differs_is_told_by_its_kind(anna: Person) -> None:
    day, card = clock.today(), anna.card
    same, other, gone, cancelled = (held(card) for _ in range(4))
    taken, short, refund = cleared(card), cleared(card), cleared(card, operation="refund")
    lines = [
        line_of(same), line_of(other, amount="999.00"), line_of(cancelled, state="reversed"),
        line_of(taken), line_of(short, amount="499.99"), line_of(refund),
        line_of(taken, reference="strange-1"),
    ]  # fmt: skip
    with clock.moved(TOMORROW):
        register = compared(cards_register(*lines), day)
    assert (register.lines, register.matched) == (7, 3)
    last4 = card.last4
    assert differences(day) == {
        f"•• {last4} · {other.rrn}": "amount", f"•• {last4} · {gone.rrn}": "missing-there",
        f"•• {last4} · {cancelled.rrn}": "state", short.reference: "amount",
        "strange-1": "missing-here",
    }  # fmt: skip


@pytest.mark.requirement("OPS-06", "reconcile")
def test_the_same_register_again_changes_nothing(anna: Person) -> None:
    day = clock.today()
    held(anna.card)
    register = cards_register(line_of(cleared(anna.card), amount="1.00"))
    operator = at_the_desk("branch")[1]
    with clock.moved(TOMORROW):
        first = compared(register, day)
        shown = Difference.objects.get(day=day, kind="amount")
        working.explain(difference_id=shown.pk, by=operator, note="a tip")
        before = list(Difference.objects.order_by("id").values())
        assert compared(register, day) == first
    assert list(Difference.objects.order_by("id").values()) == before
    assert Register.objects.filter(day=day).count() == 1


@pytest.mark.requirement("OPS-06", "reconcile")
def test_what_a_later_register_agrees_with_is_gone_and_what_changes_is_open_anew(
    anna: Person,
) -> None:
    day, operator = clock.today(), at_the_desk("branch")[1]
    one, two = cleared(anna.card), cleared(anna.card)
    with clock.moved(TOMORROW):
        compared(cards_register(line_of(one, amount="1.00"), line_of(two, amount="2.00")), day)
        explained = Difference.objects.get(shown=two.reference)
        working.explain(difference_id=explained.pk, by=operator, note="known")
        compared(cards_register(line_of(one), line_of(two, amount="3.00")), day)
    states = dict(Difference.objects.filter(day=day).values_list("shown", "state"))
    assert states == {one.reference: "gone", two.reference: "open"}
    gone = Difference.objects.get(shown=one.reference)
    assert [step.state for step in gone.steps.all()] == ["gone"]


@pytest.mark.requirement("OPS-06", "reconcile")
def test_what_a_register_has_claimed_is_not_gone_because_the_next_one_is_silent(
    anna: Person,
) -> None:
    day, row = clock.today(), cleared(anna.card)
    claimed = line_of(row, reference="ATK-1", amount="50000.00")
    with clock.moved(TOMORROW):
        compared(cards_register(line_of(row), claimed), day)
        compared(cards_register(line_of(row)), day)
        assert differences(day) == {"ATK-1": "missing-here"}
    told = Event.objects.filter(kind="register.compared").order_by("id")
    assert [(event.facts["operator"], event.facts["differences"]) for event in told] == [
        ("olga", "1"), ("olga", "0")
    ]  # fmt: skip


def test_a_card_number_in_place_of_a_reference_is_refused(anna: Person) -> None:
    line = line_of(cleared(anna.card), reference=anna.number)
    with clock.moved(TOMORROW), pytest.raises(WrongLine) as refused:
        compared(cards_register(line), clock.today() - TOMORROW)
    assert "reference" in str(refused.value)
    assert anna.number not in str(refused.value)


def test_the_registers_that_one_operator_compares_are_counted() -> None:
    _browser, operator = at_the_desk("branch")
    for _register in range(working.UPLOADS.count):
        working.count_upload(operator)
    with pytest.raises(TooManyRegisters):
        working.count_upload(operator)
    with clock.moved(TOMORROW):
        working.count_upload(operator)


def test_two_rows_of_one_key_are_met_one_by_one(anna: Person) -> None:
    day, row = clock.today(), held(anna.card)
    with clock.moved(TOMORROW):
        compared(cards_register(line_of(row), line_of(row)), day)
    assert list(differences(day).values()) == ["missing-here"]
    assert only(day).nth == 2


@pytest.mark.requirement("OPS-06", "reconcile")
def test_a_billers_register_is_compared_by_our_numbers(billers: Billers) -> None:
    payer, day = new_payer(), clock.today()
    done, other = payer.done(), payer.done()
    biller = f"biller:{done.service.biller.key}"
    lines = [f"{done.number};{done.amount.amount}", "77;10.00"]
    with clock.moved(TOMORROW):
        register = compared(register_of(("number", "amount"), lines), day, biller)
    assert register.matched == 1
    assert differences(day, biller) == {"77": "missing-here", str(other.number): "missing-there"}


@pytest.mark.requirement("OPS-06", "reconcile")
@pytest.mark.requirement("OPS-12", "owner, age, oldest item")
@pytest.mark.requirement("OPS-04", "difference to suspense")
def test_a_difference_is_posted_to_suspense_with_its_note_once_by_two(anna: Person) -> None:
    day, row = clock.today(), cleared(anna.card)
    with clock.moved(TOMORROW):
        (branch, olga), (approver, igor) = at_the_desk("branch"), at_the_desk("approver")
        compared(cards_register(line_of(row, amount="750.00")), day)
        clearing = bank_account("card-clearing")
        before, one = balance_of(clearing.pk).amount, page_of(only(day))
        branch.post(one, {"post": "1", "note": "the centre's claim 7"})
        found = only(day)
        assert (found.state, found.taken_by) == ("taken", olga.login_name)
        assert balance_of(clearing.pk).amount == before
        assert "proposed to post this difference" in words(branch.get(one))
        approved(approver, found.pk)
        assert balance_of(clearing.pk).amount - before == Money(250_00)
        item = next(item for item in items() if item.deed == found.pk)
        assert (item.amount, item.explanation) == (Money(-250_00), "the centre's claim 7")
        assert f"{olga.login_name}, {igor.login_name}: posted to suspense" in words(branch.get(one))
        with pytest.raises(OverAlready):
            working.propose_posting(difference_id=found.pk, by=olga, note="again")
        compared(cards_register(line_of(row, amount="751.00")), day)
    assert only(day).state == "posted"


@pytest.mark.requirement("OPS-04", "before and after")
def test_who_approves_compares_both_sides_and_both_legs(anna: Person) -> None:
    day, row = clock.today(), cleared(anna.card)
    with clock.moved(TOMORROW):
        (approver, _igor), olga = at_the_desk("approver"), at_the_desk("branch")[1]
        compared(cards_register(line_of(row, amount="750.00")), day)
        made = working.propose_posting(difference_id=only(day).pk, by=olga, note="claim 7")
        page = words(approver.get(f"{DESK}proposals/{made.pk}/"))
    assert "In the register: Amount 750.00 KZT 750.00 KZT" in page
    assert "In the bank: Amount 500.00 KZT 500.00 KZT" in page
    assert "Suspense account — −₸250.00" in page
    assert "Settlements of card payments — ₸250.00" in page


def test_who_proposed_to_post_a_difference_does_not_approve_it(anna: Person) -> None:
    day, row = clock.today(), cleared(anna.card)
    with clock.moved(TOMORROW):
        both, _olga = at_the_desk("branch", "approver")
        compared(cards_register(line_of(row, amount="750.00")), day)
        both.post(page_of(only(day)), {"post": "1", "note": "claim 7"})
        assert "somebody else" in approved(both, only(day).pk)
    assert only(day).state == "taken"


def test_a_difference_that_changed_meanwhile_is_not_posted(anna: Person) -> None:
    day, row = clock.today(), cleared(anna.card)
    with clock.moved(TOMORROW):
        (approver, _igor), olga = at_the_desk("approver"), at_the_desk("branch")[1]
        compared(cards_register(line_of(row, amount="750.00")), day)
        working.propose_posting(difference_id=only(day).pk, by=olga, note="claim 7")
        compared(cards_register(line_of(row, amount="751.00")), day)
        assert "so nothing was done" in approved(approver, only(day).pk)
    assert only(day).state == "open"


def test_no_sum_is_posted_that_came_after_the_approver_compared(anna: Person) -> None:
    day, row = clock.today(), cleared(anna.card)
    with clock.moved(TOMORROW):
        olga, igor = at_the_desk("branch")[1], at_the_desk("approver")[1]
        compared(cards_register(line_of(row, amount="750.00")), day)
        made = working.propose_posting(difference_id=only(day).pk, by=olga, note="claim 7")
        before = balance_of(bank_account("card-clearing").pk).amount
        Difference.objects.filter(day=day).update(their_minor=F("their_minor") * 2)
        with pytest.raises(Overtaken):
            kind_of(made).apply(made, igor)
        assert balance_of(bank_account("card-clearing").pk).amount == before
    assert only(day).state == "taken"


def test_what_moved_no_money_is_not_posted(anna: Person) -> None:
    day, operator = clock.today(), at_the_desk("branch")[1]
    held(anna.card)
    with clock.moved(TOMORROW):
        compared(cards_register(), day)
        with pytest.raises(NoMoney):
            working.propose_posting(difference_id=only(day).pk, by=operator, note="x")


def test_one_operator_looks_into_it_at_a_time(anna: Person) -> None:
    day, (_a, olga), (_b, petr) = clock.today(), at_the_desk("branch"), at_the_desk("branch")
    held(anna.card)
    with clock.moved(TOMORROW):
        compared(cards_register(), day)
        working.take(difference_id=only(day).pk, by=olga)
        with pytest.raises(TakenByOther):
            working.explain(difference_id=only(day).pk, by=petr, note="x")
        with pytest.raises(TakenByOther):
            working.propose_posting(difference_id=only(day).pk, by=petr, note="x")
        working.take(difference_id=only(day).pk, by=petr)
        working.explain(difference_id=only(day).pk, by=petr, note="lapsed at the shop")
    assert [step.state for step in only(day).steps.all()] == ["taken", "taken", "explained"]


@pytest.mark.requirement("OPS-06", "close the day")
@pytest.mark.requirement("OPS-12", "the day does not close")
def test_a_day_does_not_close_on_an_unexplained_difference(anna: Person) -> None:
    day, operator = clock.today(), at_the_desk("branch")[1]
    held(anna.card)
    with clock.moved(TOMORROW):
        compared(cards_register(), day)
        with pytest.raises(RegistersDiffer):
            close_day(day=day)
        working.explain(difference_id=only(day).pk, by=operator, note="comes tomorrow")
        assert close_day(day=day).day == day


WRONG: dict[str, tuple[bytes, type[Exception]]] = {
    "nothing": (b"", NotARegister),
    "another heading": (b"a;b\r\nend;0\r\n", NotARegister),
    "no end": (cards_register("x" * 3).rsplit(b"end", 1)[0], WrongLine),
    "cut": (cards_register().rsplit(b"end", 1)[0], RegisterCut),
    "fewer lines": (cards_register(said=2), LineCount),
    "after its end": (cards_register() + b"more\r\n", RegisterCut),
    "no number": (cards_register().replace(b"end;0", b"end;x"), RegisterCut),
    "not UTF-8": (cards_register("\xff;").replace("ÿ".encode(), b"\xff"), WrongLine),
    "a NUL": (cards_register("operation;\x00;;;;;;"), WrongLine),
    "a long line": (cards_register("x" * 100_000), WrongLine),
    "an amount": (cards_register("presentment;r;;purchase;1e999;KZT;;cleared"), WrongLine),
    "a fraction": (cards_register("presentment;r;;purchase;1.001;KZT;;cleared"), WrongLine),
    "a card": (cards_register("operation;;4405;purchase;1;KZT;000000000001;approved"), WrongLine),
    "a state": (cards_register("presentment;r;;purchase;1;KZT;;held"), WrongLine),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_register_that_is_wrong_anywhere_leaves_nothing(name: str) -> None:
    content, refusal = WRONG[name]
    with pytest.raises(refusal):
        compared(content, clock.today() - TOMORROW)
    assert not Register.objects.exists()
    assert not Difference.objects.exists()


def test_a_day_that_goes_on_is_not_compared() -> None:
    with pytest.raises(DayNotOver):
        compared(cards_register(), clock.today())


def test_the_command_compares_and_says_what_is_left(anna: Person, tmp_path: Path) -> None:
    day, row, path = clock.today(), cleared(anna.card), tmp_path / "register.csv"
    path.write_bytes(cards_register(line_of(row)))
    out = io.StringIO()
    asked: dict[str, Any] = {"day": day, "stdout": out}
    with clock.moved(TOMORROW):
        call_command("reconcile", path, **asked)
        assert "1 lines, 1 matched." in out.getvalue()
        path.write_bytes(cards_register())
        with pytest.raises(CommandError, match="1 differences have no explanation"):
            call_command("reconcile", path, **asked)
        for slug in ("biller:nobody", "x"):
            with pytest.raises(CommandError, match="no registers of"):
                call_command("reconcile", path, source=slug, **asked)
