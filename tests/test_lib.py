"""The cellar, by the vectors of the standards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import amounts, clock, crypto, iban, ids, iin, phone, throttle
from homebank.lib.money import Money


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("900101390002", date(1990, 1, 1)),
        ("900101390307", date(1990, 1, 1)),
        ("851231490007", date(1985, 12, 31)),
        ("851231490804", date(1985, 12, 31)),
        ("020304590500", date(2002, 3, 4)),
        ("000229690109", date(2000, 2, 29)),
        ("851111190005", date(1885, 11, 11)),
        ("990229390005", None),
    ],
)
def test_an_iin_is_checked_and_suggests_a_birth_date(number: str, born: date | None) -> None:
    assert iin.is_valid(number)
    assert iin.birth_date(number) == born


@pytest.mark.parametrize("number", ["900101390003", "90010139000", "9001013900022", "٩٠٠١٠١٣٩٠٠٠٢"])
def test_a_wrong_iin_is_refused(number: str) -> None:
    assert not iin.is_valid(number)


def test_no_check_digit_makes_a_twice_ten_number_valid() -> None:
    assert not any(iin.is_valid(f"90010139037{digit}") for digit in range(10))


@pytest.mark.parametrize(
    "text",
    ["KZ93563A000000012345", "kz53 9260 0000 0001 2345", "KZ25601A0000TEST0001",
     "KZ958320000000000001", "KZ863190000000000001", "KZ04926160119W579000"],
)  # fmt: skip
def test_an_iban_of_kazakhstan_is_recognised(text: str) -> None:
    assert iban.is_valid(text)


@pytest.mark.parametrize("text", ["KZ93563A000000012346", "KZ93563A0000000123451", "DE93563A", ""])
def test_a_wrong_iban_is_refused(text: str) -> None:
    assert not iban.is_valid(text)


def test_an_iban_is_made_as_the_registry_says() -> None:
    assert iban.make("926", "0000000012345") == "KZ539260000000012345"


@pytest.mark.parametrize(
    "text",
    ["+77000000012", "8 700 000 00 12", "7(700)000-00-12", "700 000 00 12", "+7 700 000 00 12"],
)
def test_a_mobile_number_is_read_however_it_is_written(text: str) -> None:
    assert phone.parse_mobile(text) == "+77000000012"


@pytest.mark.parametrize(
    "text", ["+79161234567", "7111", "+7003531499", "7030000000", "", "٧٠٠٠٠٠٠٠١٢", "+7700000001a"]
)
def test_what_is_no_mobile_number_of_kazakhstan_is_refused(text: str) -> None:
    assert phone.parse_mobile(text) is None


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1234", 123400), ("1234,5", 123450), ("1234.56", 123456), ("1 234,56", 123456),
     ("12\u00a0500", 1250000), ("1\u202f234\u202f567,8", 123456780), ("0,01", 1), (" 35 ₸", 3500)],
)  # fmt: skip
def test_an_amount_is_read(text: str, minor: int) -> None:
    assert amounts.parse_amount(text) == Money(minor)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", amounts.NoAmount), ("  ", amounts.NoAmount), ("1,234", amounts.AmbiguousAmount),
     ("1.234", amounts.AmbiguousAmount), ("990,099", amounts.AmbiguousAmount),
     ("0", amounts.NotPositive), ("0,00", amounts.NotPositive), ("-5", amounts.NotAnAmount),
     ("1e3", amounts.NotAnAmount), ("NaN", amounts.NotAnAmount), ("Infinity", amounts.NotAnAmount),
     ("1_000", amounts.NotAnAmount), ("١٢٣", amounts.NotAnAmount), ("１２", amounts.NotAnAmount),
     ("0.001", amounts.TooManyDecimals), ("1234.567", amounts.TooManyDecimals),
     ("99999999999999999", amounts.TooLarge), ("9" * 400, amounts.NotAnAmount),
     ("5\n", amounts.NotAnAmount), ("1 23", amounts.NotAnAmount), ("0x10", amounts.NotAnAmount)],
)  # fmt: skip
def test_a_hostile_amount_is_refused_with_its_own_sentence(
    text: str, refusal: type[amounts.AmountRefused]
) -> None:
    with pytest.raises(refusal):
        amounts.parse_amount(text)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        assert amounts.parse_amount(text).minor > 0
    except amounts.AmountRefused as refusal:
        assert str(refusal)


@given(st.integers(1, amounts.LARGEST_MINOR))
def test_what_a_page_shows_can_be_typed_back(minor: int) -> None:
    shown = amounts.show(Money(minor), language="ru")
    assert amounts.parse_amount(shown) == Money(minor)


def test_an_amount_is_shown_in_each_language() -> None:
    assert amounts.show(Money(123456), language="ru") == "1\u00a0234,56\u00a0₸"
    assert amounts.show(Money(1250000), short=True, language="kk") == "12\u00a0500\u00a0₸"
    assert amounts.show(Money(-123456), language="en") == "\u2212₸1,234.56"


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money(1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money.of(1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        Money.of(Decimal("0.001"))


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError):
        Money(1) + Money(1, "USD")


def test_ids_are_version_seven_and_follow_time() -> None:
    made = [ids.uuid7() for _ in range(50)]
    assert {m.version for m in made} == {7}
    assert sorted(m.int >> 80 for m in made) == [m.int >> 80 for m in made]


@given(st.text("0123456789", min_size=7, max_size=7))
def test_a_check_digit_catches_a_wrong_digit(digits: str) -> None:
    good = ids.with_check_digit(digits)
    assert ids.has_check_digit(good)
    assert not ids.has_check_digit(str((int(good[0]) + 1) % 10) + good[1:])


@given(st.binary(max_size=200))
def test_what_is_sealed_is_unsealed_in_its_own_column_only(plain: bytes) -> None:
    token = crypto.seal(plain, column="a.b")
    assert crypto.unseal(token, column="a.b") == plain
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal(token, column="a.c")


def test_a_missing_key_is_named() -> None:
    token = crypto.seal(b"x", column="a.b").replace("$k1$", "$gone$")
    with pytest.raises(crypto.CannotUnseal, match="gone"):
        crypto.unseal(token, column="a.b")


def test_a_digest_changes_with_each_part() -> None:
    assert crypto.digest("a", "bc") != crypto.digest("ab", "c")


def test_the_clock_moves_and_returns() -> None:
    before = clock.now()
    with clock.moved(timedelta(days=30)):
        assert clock.now() - before >= timedelta(days=30)
    assert clock.now() - before < timedelta(minutes=1)


LIMIT = throttle.Limit("test", 3, timedelta(hours=1))


@pytest.mark.django_db
def test_a_limit_allows_so_many_and_opens_again() -> None:
    assert [throttle.take(LIMIT, "k").allowed for _ in range(4)] == [True, True, True, False]
    assert throttle.look(LIMIT, "k").allowed is False
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert throttle.take(LIMIT, "k").left == 2
