"""The demo bank: its people come by the same services as everybody, once."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY, devices_for_user

from accounts.models import Customer, User
from accounts.staff.roles import Role
from cards.holders import find_holder
from cards.models import Card, CardOrder, OrderState, PhotoSide
from cards.ordering.answers import missing_of
from cards.photos.keeping import photos_of
from homebank.demo_bank.people import (
    OPERATORS,
    DemoPerson,
    demo_newcomers,
    demo_people,
    print_people,
)
from homebank.lib import iin, phone
from homebank.lib.amounts import show
from homebank.lib.ids import has_check_digit
from homebank.lib.money import Money
from ledger.accounts import balance_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> str:
    """What the command told."""
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def somebody(key: str) -> DemoPerson:
    return next(p for p in demo_people() if p.key == key)


def card_of(key: str) -> Card:
    customer = somebody(key).customer()
    assert customer is not None
    card = Card.objects.of(customer).first()
    assert card is not None
    return card


@pytest.mark.parametrize("person", demo_people(), ids=lambda p: p.key)
def test_everybody_is_invented(person: DemoPerson) -> None:
    assert iin.is_valid(person.iin)
    assert person.iin[7] == "9"
    assert iin.birth_date(person.iin) == person.birth_date
    assert person.phone is None or person.phone.startswith("+770000000")
    assert person.phone is None or phone.parse_mobile(person.phone) == person.phone
    assert all(has_check_digit(card.number) for card in person.cards)
    assert set(person.story) == {"en", "ru", "kk"}


def test_all_is_printed_that_a_player_has_to_type(seeded: str) -> None:
    for person in demo_people():
        for fact in (person.full_name, person.codeword, person.story["en"]):
            assert fact in seeded
    card = card_of("aigerim")
    spaced = " ".join(card.number[i : i + 4] for i in range(0, 16, 4))
    for fact in (spaced, card.expiry_text, "+7 700 000 00 11", "15.06.1994", "otpauth://"):
        assert fact in seeded


def test_a_newcomer_without_a_card_and_a_codeword_from_before_are_there(seeded: str) -> None:
    newcomer = demo_newcomers()[0]
    customer = newcomer.customer()
    assert customer is not None
    assert not customer.is_identified
    assert customer.user.check_password(newcomer.password)
    assert all(fact in seeded for fact in (newcomer.login_name, newcomer.password))
    saule = somebody("saule").customer()
    assert saule is not None
    assert saule.codeword_state == Customer.Codeword.LEGACY


def test_seeding_again_makes_nobody_twice(seeded: str) -> None:
    counted = Customer.objects.count(), User.objects.count(), Card.objects.count()
    balance = balance_of(card_of("aigerim").account_id)
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert "Made: 0" in out.getvalue()
    assert (Customer.objects.count(), User.objects.count(), Card.objects.count()) == counted
    assert balance_of(card_of("aigerim").account_id) == balance


def test_whoever_was_taken_away_comes_back_alone(seeded: str) -> None:
    galiya = card_of("galiya")
    galiya.delete()
    call_command("seed_demo", stdout=io.StringIO())
    assert card_of("galiya").number == somebody("galiya").cards[0].number


def test_the_balances_stand_in_the_book(seeded: str) -> None:
    available = balance_of(card_of("aigerim").account_id).available
    assert show(available, language="ru") == "842\u00a0310,35\u00a0₸"


def test_the_cases_of_registration_are_there(seeded: str) -> None:
    from cards.cvv import cvv2

    def found(key: str) -> bool:
        card = card_of(key)
        cvv = cvv2(card.number, card.expiry)
        return find_holder(number=card.number, expiry=card.expiry_text, cvv=cvv) is not None

    assert [found(key) for key in ("aigerim", "daniyar", "galiya", "marat")] == [True] * 4
    assert not found("timur")
    states = {c.standing for c in Card.objects.of(card_of("timur").customer)}
    assert states == {Card.State.EXPIRED, Card.State.BLOCKED}


def test_the_registered_one_may_sign_in_in_three_ways(seeded: str) -> None:
    user = User.objects.get(login_name="marat")
    assert user.check_password(somebody("marat").password)
    assert user.customer is not None
    assert user.customer.phone == "+77000000044"
    assert user.homebank_id
    assert user.homebank_id in seeded.replace("\u00a0", "")


def test_a_production_refuses_to_be_seeded(settings: Any) -> None:
    settings.DEMO, before = False, Customer.objects.count()
    with pytest.raises(CommandError, match="demo"):
        call_command("seed_demo")
    assert Customer.objects.count() == before


def test_an_unseeded_bank_is_told_so() -> None:
    out = io.StringIO()
    print_people(out)
    assert "run manage.py seed_demo" in out.getvalue()


def test_what_one_operator_proposes_another_can_approve(seeded: str) -> None:
    staff = {name: User.objects.staff().get(login_name=name) for name in OPERATORS}
    assert staff["operator"].has_perm("payments.propose_resolution")
    assert staff["approver"].has_perm("payments.decide_resolution")
    for name, (password, *_rest) in OPERATORS.items():
        assert f"login {name}   password {password}" in seeded
        assert f"demo_code {name}" in seeded


def test_each_role_works_at_the_demos_desk_and_two_may_grant_roles(seeded: str) -> None:
    staff = User.objects.staff().filter(login_name__in=OPERATORS)
    assert set(staff.values_list("groups__name", flat=True)) == set(Role.values)
    assert sum(user.has_perm("accounts.decide_roles") for user in staff) == 2


def test_an_order_waits_at_the_demos_desk_with_photos_to_be_made(seeded: str) -> None:
    order = CardOrder.objects.get(state=OrderState.RECEIVED)
    assert order.due_at is not None
    missing = missing_of(order)
    assert missing is not None
    assert missing.slug == "photos", "the running demo's workers make them"
    assert iin.is_valid(order.iin)
    assert set(photos_of(order)) == set(PhotoSide)
    assert "codeword бурабай" in seeded


def test_cash_is_paid_in_to_a_card_of_the_demo(seeded: str) -> None:
    card = card_of("galiya")
    before = balance_of(card.account_id).available
    call_command("demo_cash", card.number, "20 000,50", stdout=io.StringIO())
    assert balance_of(card.account_id).available == before + Money(2_000_050)


@pytest.mark.parametrize("said", [("4405640000000000", "1"), ("galiya", "x"), ("galiya", "-5")])
def test_what_is_no_card_or_no_sum_is_not_paid_in(seeded: str, said: tuple[str, str]) -> None:
    number = card_of("galiya").number if said[0] == "galiya" else said[0]
    with pytest.raises(CommandError):
        call_command("demo_cash", number, said[1], stdout=io.StringIO())


@pytest.mark.parametrize(("name", "answered"), [("operator", 200), ("inspector", 403)])
def test_whoever_works_at_the_demos_desk_may_post_there(
    seeded: str, client: Client, name: str, answered: int
) -> None:
    user = User.objects.staff().get(login_name=name)
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = next(iter(devices_for_user(user))).persistent_id
    session.save()
    assert client.post(reverse("desk:find"), {"typed": ""}).status_code == answered


def test_the_demos_shop_offers_the_cards_of_its_people_truncated(
    seeded: str, client: Client
) -> None:
    card = card_of("aigerim")
    page = client.get("/demo/shop/").content.decode()
    assert f'value="{card.pk}"' in page
    assert card.title in page
    assert card.number not in page
