"""Each switch of a card, over the real socket: an operation passes before it and fails after."""

from datetime import timedelta
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from django.conf import settings

from cards.authorization.proofs import make_proof
from cards.authorization.rules import rules
from cards.blocking import block_card
from cards.cvv import verification_value
from cards.limits import close_access, open_access, set_limit
from cards.models import Card, LimitKind
from homebank.demo_bank.terminal import MERCHANT_ID, Terminal
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.money import Money
from tests.authorization.asking import balance, buy, buy_online, cash, newest, transfer
from tests.people import Person, give

SMALL = 1_000_00
LETTERS = f"{ascii_uppercase}{ascii_lowercase}{digits}+/"  # of base64


@pytest.mark.requirement("CRD-05", "closed on a new card")
def test_the_internet_is_closed_on_a_new_card(shop: Terminal, anna: Person) -> None:
    assert buy_online(shop, anna, SMALL) == "57"
    assert newest(anna).reason == "internet-closed"
    assert buy(shop, anna, SMALL) == "00"


@pytest.mark.requirement("CRD-05", "internet operations")
def test_opening_and_closing_the_internet(shop: Terminal, anna: Person) -> None:
    open_access(card=anna.card, kind="internet")
    assert buy_online(shop, anna, SMALL) == "00"
    close_access(card=anna.card, kind="internet")
    assert buy_online(shop, anna, SMALL) == "57"


@pytest.mark.requirement("CRD-05", "cash at ATMs")
def test_closing_cash(shop: Terminal, anna: Person) -> None:
    assert cash(shop, anna, SMALL) == "00"
    close_access(card=anna.card, kind="cash")
    assert cash(shop, anna, SMALL) == "57"
    assert buy(shop, anna, SMALL) == "00"


def test_closing_transfers(shop: Terminal, anna: Person) -> None:
    assert transfer(shop, anna, SMALL) == "00"
    close_access(card=anna.card, kind="transfers")
    assert transfer(shop, anna, SMALL) == "57"


@pytest.mark.requirement("CRD-05", "daily limits")
@pytest.mark.parametrize("kind", list(LimitKind))
def test_a_daily_limit_bears_so_much_and_not_a_tiyn_more(
    shop: Terminal, anna: Person, kind: str
) -> None:
    do = {"internet": buy_online, "cash": cash, "transfers": transfer}[kind]
    open_access(card=anna.card, kind=kind)
    set_limit(card=anna.card, kind=kind, amount=Money(SMALL))
    assert do(shop, anna, SMALL - 1) == "00"
    assert do(shop, anna, 2) == "61"
    assert do(shop, anna, 1) == "00"
    assert do(shop, anna, 1) == "61"
    set_limit(card=anna.card, kind=kind, amount=Money(SMALL + 1))
    assert do(shop, anna, 1) == "00"


@pytest.mark.requirement("CRD-06", "lowering never reverts")
def test_a_lowered_limit_holds_from_the_next_operation_on(shop: Terminal, anna: Person) -> None:
    assert cash(shop, anna, 5 * SMALL) == "00"
    set_limit(card=anna.card, kind="cash", amount=Money(6 * SMALL))
    assert cash(shop, anna, SMALL) == "00"
    set_limit(card=anna.card, kind="cash", amount=Money(2 * SMALL))
    assert cash(shop, anna, 1) == "61"
    with clock.moved(timedelta(days=100)):
        assert cash(shop, anna, 2 * SMALL + 1) == "61"
        assert cash(shop, anna, 2 * SMALL) == "00"


@pytest.mark.requirement("CRD-09", "freeze and unfreeze")
@pytest.mark.parametrize(("state", "code"), [("frozen", "62"), ("closed", "62")])
def test_a_card_that_was_stopped_does_nothing(
    shop: Terminal, anna: Person, state: str, code: str
) -> None:
    assert buy(shop, anna, SMALL) == "00"
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert [do(shop, anna, SMALL) for do in (buy, buy_online, cash, transfer)] == [code] * 4
    Card.objects.filter(pk=anna.card.pk).update(state="active")
    assert buy(shop, anna, SMALL) == "00"


@pytest.mark.requirement("CRD-09", "block with a reason")
@pytest.mark.parametrize(
    ("reason", "code"),
    [("lost", "41"), ("stolen", "43"), ("kept-by-atm", "62"), ("unauthorised", "62")],
)
def test_a_blocked_card_is_answered_by_its_cause(
    shop: Terminal, anna: Person, reason: str, code: str
) -> None:
    assert [do(shop, anna, SMALL) for do in (buy, cash, transfer)] == ["00"] * 3
    block_card(card=anna.card, reason=reason)
    assert [do(shop, anna, SMALL) for do in (buy, buy_online, cash)] == [code] * 3


def test_a_card_works_through_its_last_day(shop: Terminal, anna: Person) -> None:
    expiry = clock.today()
    Card.objects.filter(pk=anna.card.pk).update(expiry=expiry)
    assert buy(shop, anna, SMALL) == "00"
    Card.objects.filter(pk=anna.card.pk).update(expiry=expiry - timedelta(days=1))
    assert buy(shop, anna, SMALL) == "54"
    assert newest(anna).reason == "expired"


def test_a_wrong_expiry_is_declined(shop: Terminal, anna: Person) -> None:
    right = f"{anna.card.expiry:%y%m}"
    assert buy(shop, anna, SMALL, f14=right) == "00"
    assert (
        buy(shop, anna, SMALL, f14=f"{anna.card.expiry:%y}{anna.card.expiry.month % 12 + 1:02d}")
        == "54"
    )


def test_wrong_digits_on_the_back_are_declined_and_counted(shop: Terminal, anna: Person) -> None:
    open_access(card=anna.card, kind="internet")
    wrong = f"{(int(anna.cvv) + 1) % 1000:03d}"
    assert buy_online(shop, anna, SMALL, cvv=anna.cvv) == "00"
    tries = rules().wrong_cvv_a_day
    assert [buy_online(shop, anna, SMALL, cvv=wrong) for _ in range(tries)] == ["82"] * tries
    assert buy_online(shop, anna, SMALL, cvv=anna.cvv) == "75"
    with clock.moved(timedelta(days=1)):
        assert buy_online(shop, anna, SMALL, cvv=anna.cvv) == "00"


def test_the_track_and_the_chip_have_values_of_their_own(shop: Terminal, anna: Person) -> None:
    expiry = f"{anna.card.expiry:%y%m}"
    for entry, code in (("021", "201"), ("051", "999")):
        value = verification_value(settings.CARD_VERIFICATION_KEY, anna.number, expiry, code)
        track = f"{anna.number}={expiry}201{value}0000"
        asked = shop.request(anna.number, SMALL, entry=entry, f35=track)
        assert shop.ask(asked).get(39) == "00"
        worse = f"{anna.number}={expiry}201{(int(value) + 1) % 1000:03d}0000"
        assert shop.ask(shop.request(anna.number, SMALL, entry=entry, f35=worse)).get(39) == "82"


@pytest.mark.parametrize(
    ("currency", "bound"),
    [
        ("840", 100_00),
        ("398", 50_000_00),
        ("978", 83_33),
        ("643", 7_692_30),
        ("392", 12_500),  # whole yens
        ("414", 31_250),  # thousandths of a dinar
    ],
)
def test_above_a_hundred_dollars_the_internet_needs_3d_secure(
    shop: Terminal, rich: Person, currency: str, bound: int
) -> None:
    assert buy_online(shop, rich, bound, currency=currency) == "00"
    assert buy_online(shop, rich, bound + 1, currency=currency) == "05"
    assert newest(rich).reason == "unsecured"
    assert buy_online(shop, rich, bound + 1, currency=currency, secured=True) == "00"
    assert buy(shop, rich, bound + 1, currency=currency) == "00"


def test_a_proof_is_of_its_amount_and_of_one_purchase(shop: Terminal, rich: Person) -> None:
    proof = make_proof(
        number=rich.number, amount_minor=60_000_00, currency=TENGE, merchant_id=MERCHANT_ID
    )
    asks = [
        shop.request(rich.number, minor, entry="812", private={"43": proof})
        for minor in (60_000_01, 60_000_00, 60_000_00)
    ]
    assert [shop.ask(asked).get(39) for asked in asks] == ["05", "00", "05"]


def test_a_used_proof_is_known_again_in_every_spelling(shop: Terminal, rich: Person) -> None:
    """Base64 of 20 bytes leaves two bits of its last letter that no byte depends on."""
    proof = make_proof(
        number=rich.number, amount_minor=60_000_00, currency=TENGE, merchant_id=MERCHANT_ID
    )
    assert buy_online(shop, rich, 60_000_00, f48=f"4328{proof}") == "00"
    first = LETTERS.index(proof[26])
    for letter in LETTERS[first + 1 : first + 4]:
        other = f"4328{proof[:26]}{letter}="
        assert buy_online(shop, rich, 60_000_00, f48=other) == "05"


def test_nothing_is_taken_beyond_the_balance(shop: Terminal, anna: Person) -> None:
    assert buy(shop, anna, 50_000_01) == "51"
    assert buy(shop, anna, 50_000_00) == "00"
    assert buy(shop, anna, 1) == "51"
    assert balance(anna).available == Money(0)
    assert balance(anna).held == Money(50_000_00)


@pytest.fixture
def rich(anna: Person) -> Person:
    """Ten million, and the internet open up to the bank's ceiling."""
    give(anna.card, Money(10_000_000_00))
    open_access(card=anna.card, kind="internet")
    set_limit(card=anna.card, kind="internet", amount=Money(2_000_000_00))
    return anna
