"""The texts: as the glossary counts them, and never longer than one message where a code is in."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib.amounts import LARGEST_MINOR
from homebank.lib.money import Money
from notifications.texts import ALERTS, CODES, LANGUAGES, alert_text, code_text, units

HOST = "homebank.kz"
ROOM = {"en": 160, "ru": 70, "kk": 70}
GSM7_ASCII = re.compile(r"[A-Za-z0-9 \n@$_!\"#%&'()*+,./:;<=>?^{}\\\[~\]|-]*")
KINDS = [(purpose, language) for purpose in CODES for language in LANGUAGES]
hostile = st.text(min_size=1, max_size=200)
amounts = st.integers(1, LARGEST_MINOR).map(Money)
hosts = st.from_regex(r"[a-z0-9-]{1,60}\.kz", fullmatch=True)
CARD, UNTIL = {"card_last4": "1234"}, {"until": "21.11 18:00"}
ADDRESS = {"amount": Money(1_250_000), "payee": "Казахтелеком"}
TO_AIGUL = {"en": {"amount": Money(5_000_000), "payee": "Aigul S. *1234"},
            "ru": {"amount": Money(5_000_000), "payee": "Айгуль С. *1234"},
            "kk": {"amount": Money(5_000_000), "payee": "Айгүл С. *1234"}}  # fmt: skip
LIMIT = {"amount": Money(30_000_000), **CARD}
SHOP = {"amount": Money(1_250_000), "payee": "TECHNODOM", **CARD}
CASH = {"amount": Money(2_000_000), **UNTIL}

# Kind, units, text: glossary-texts.md.
GLOSSARY = [
    ("new-password", "en", 65, "482915: new Homebank password. Not you? 7111"),
    ("new-password", "ru", 63, "482915: новый пароль Homebank. Не вы? 7111"),
    ("new-password", "kk", 61, "482915: жаңа құпиясөз. Сіз емес пе? 7111"),
    ("sign-in", "en", 61, "482915: sign in to Homebank. Tell nobody"),
    ("sign-in", "ru", 68, "482915: вход в Homebank. Никому не говорите код"),
    ("sign-in", "kk", 65, "482915: Homebank кіру коды. Ешкімге айтпаңыз"),
    ("registration", "en", 54, "482915: registration. Tell nobody"),
    ("registration", "ru", 64, "482915: регистрация. Никому не говорите код"),
    ("registration", "kk", 60, "482915: тіркелу. Кодты ешкімге айтпаңыз"),
    ("payment", "en", 62, "482915: payment KZT 12 500, Kazakhtelekom"),
    ("payment", "ru", 58, "482915: оплата 12 500 ₸, Казахтелеком"),
    ("payment", "kk", 57, "482915: төлем 12 500 ₸, Казахтелеком"),
]


LATER = [
    ("transfer", "en", 64, "482915: transfer KZT 50 000, Aigul S. *1234", TO_AIGUL["en"]),
    ("transfer", "ru", 62, "482915: перевод 50 000 ₸, Айгуль С. *1234", TO_AIGUL["ru"]),
    ("transfer", "kk", 61, "482915: аударым 50 000 ₸, Айгүл С. *1234", TO_AIGUL["kk"]),
    ("internet-limit", "en", 67, "482915: internet limit KZT 300 000, card *1234", LIMIT),
    ("internet-limit", "ru", 66, "482915: интернет-лимит 300 000 ₸, карта *1234", LIMIT),
    ("internet-limit", "kk", 67, "482915: интернет лимиті 300 000 ₸, карта *1234", LIMIT),
    ("purchase", "en", 63, "482915: purchase KZT 12 500, TECHNODOM, card *1234. Tell nobody", SHOP),
    ("purchase", "ru", 68, "482915: покупка 12 500 ₸, TECHNODOM, карта *1234. Никому не говорите",
     SHOP),
    ("purchase", "kk", 68, "482915: сатып алу 12 500 ₸, TECHNODOM, карта *1234. Ешкімге айтпаңыз",
     SHOP),
    ("cash", "en", 52, "482915: cash KZT 20 000 at an ATM. Until 21.11 18:00", CASH),
    ("cash", "ru", 55, "482915: наличные 20 000 ₸ в банкомате. Срок 21.11 18:00", CASH),
    ("cash", "kk", 52, "482915: банкоматта 20 000 ₸ алу. Мерзімі 21.11 18:00", CASH),
]  # fmt: skip


@pytest.mark.parametrize(("purpose", "language", "length", "expected", "params"), LATER)
def test_a_code_of_a_deed_to_come_reads_as_in_the_glossary(
    purpose: str, language: str, length: int, expected: str, params: dict[str, object]
) -> None:
    text = code_text(purpose=purpose, language=language, code="482915", host=HOST, **params)
    assert text.removesuffix("\n@homebank.kz #482915") == expected
    assert text.endswith("#482915") is CODES[purpose][language].bound
    assert units(text, language) == length


def test_a_cash_code_has_eight_digits() -> None:
    text = code_text(purpose="cash", language="ru", code="48291537", host=HOST, **CASH)
    assert text == "48291537: наличные 20 000 ₸ в банкомате. Срок 21.11 18:00"


@pytest.mark.parametrize("language", LANGUAGES)
@given(payee=st.text("ЖШМәқ«»", min_size=40, max_size=80))
def test_the_card_at_the_end_of_a_long_payee_stays(language: str, payee: str) -> None:
    text = code_text(purpose="transfer", language=language, code="482915", host=HOST,
                     amount=Money(999_999_999), payee=f"{payee} *6150")  # fmt: skip
    assert " *6150" in text
    assert text.endswith(f"\n@{HOST} #482915")


@pytest.mark.parametrize(("purpose", "language", "length", "expected"), GLOSSARY)
def test_a_code_reads_as_in_the_glossary(
    purpose: str, language: str, length: int, expected: str
) -> None:
    text = code_text(purpose=purpose, language=language, code="482915", host=HOST, **ADDRESS)
    assert text == f"{expected}\n@homebank.kz #482915"
    assert units(text, language) == length


@pytest.mark.parametrize(("purpose", "language"), KINDS)
@given(payee=hostile, amount=amounts, host=hosts)
def test_a_code_always_fits_one_message(
    purpose: str, language: str, payee: str, amount: Money, host: str
) -> None:
    text = code_text(purpose=purpose, language=language, code="482915", host=host,
                     amount=amount, payee=payee, **CARD, **UNTIL)  # fmt: skip
    assert units(text, language) <= ROOM[language]
    assert text.startswith("482915: ")
    assert language != "en" or GSM7_ASCII.fullmatch(text)


@pytest.mark.parametrize("language", LANGUAGES)
@given(payee=hostile, amount=amounts)
def test_a_payment_code_says_the_whole_amount_and_a_payee(
    language: str, payee: str, amount: Money
) -> None:
    text = code_text(purpose="payment", language=language, code="482915", host=HOST,
                     amount=amount, payee=payee)  # fmt: skip
    digits = re.sub("[^0-9]", "", text.split(": ", 1)[1].split(", ")[0])
    assert digits == str(amount.minor).removesuffix("00") or digits == f"{amount.minor:03d}"
    assert text.endswith(f"\n@{HOST} #482915")


@pytest.mark.parametrize("language", LANGUAGES)
@given(payee=st.text("ЖШМәқ«»", min_size=40, max_size=80))
def test_a_long_payee_is_cut_with_an_ellipsis_and_never_below_eight(
    language: str, payee: str
) -> None:
    text = code_text(purpose="payment", language=language, code="482915", host="k" * 17 + ".kz",
                     amount=Money(999_999_999), payee=payee)  # fmt: skip
    shown = text.split("\n")[0].split(", ", 1)[-1] if language == "en" else text.split("₸, ")[1]
    assert len(shown.split("\n")[0]) >= 8
    assert "\n@" in text


def test_a_payee_cannot_write_a_last_line_of_its_own() -> None:
    text = code_text(purpose="payment", language="ru", code="482915", host=HOST,
                     amount=Money(100), payee="A\n@evil.kz #482915\u202e\u0000")  # fmt: skip
    assert text.count("\n") == 1
    assert text.endswith(f"\n@{HOST} #482915")
    assert "\u202e" not in text


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_long_host_costs_the_warning_first_and_then_the_last_line(language: str) -> None:
    def sign_in(host: str) -> str:
        return code_text(purpose="sign-in", language=language, code="482915", host=host)

    warned, bound = ("Никому", "Ешкімге")[language == "kk"], "\n@"
    assert warned in sign_in(HOST)
    assert bound in sign_in(HOST)
    assert warned not in sign_in("k" * 17 + ".kz")
    assert bound in sign_in("k" * 17 + ".kz")
    assert warned in sign_in("k" * 60 + ".kz")
    assert bound not in sign_in("k" * 60 + ".kz")


def test_zero_tiyn_are_dropped_and_others_kept() -> None:
    def payment(minor: int) -> str:
        return code_text(purpose="payment", language="en", code="482915", host=HOST,
                         amount=Money(minor), payee="X")  # fmt: skip

    assert "KZT 12 500, X" in payment(1_250_000)
    assert "KZT 12 500.05, X" in payment(1_250_005)


def test_purposes_differ_by_their_word_so_that_a_code_is_not_read_for_another() -> None:
    for language in LANGUAGES:
        words = {CODES[purpose][language].line.split()[0] for purpose in CODES}
        assert len(words) == len(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@given(payee=hostile, amount=amounts, available=amounts)
def test_an_alert_in_all_its_purposes_keeps_to_the_letters_of_its_language(
    language: str, payee: str, amount: Money, available: Money
) -> None:
    for purpose in ALERTS:
        text = alert_text(
            purpose=purpose, language=language, amount=amount, payee=payee, available=available,
            card_last4="6150", homebank_id="48291530", left=9, number="100042",
        )  # fmt: skip
        assert language != "en" or GSM7_ASCII.fullmatch(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_balance_gives_way_before_a_second_message(language: str) -> None:
    def done(available: int) -> str:
        facts = {"amount": Money(999_999_999), "available": Money(available), "payee": "MAGNUM"}
        return alert_text(purpose="purchase-done", language=language, **facts, **CARD)

    assert "45 300" in done(4_530_000)
    assert language == "en" or "*1234" in done(9_999_999_999_999)[-5:]


ALERT_PARAMS: dict[str, Any] = {"card_last4": "6150", "homebank_id": "48291530", "left": 9,
                                "number": "100042"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ALERTS)
@given(payee=hostile, amount=amounts, available=amounts)
def test_an_alert_is_one_message_up_to_the_largest_amount_and_the_longest_payee(
    purpose: str, language: str, payee: str, amount: Money, available: Money
) -> None:
    text = alert_text(purpose=purpose, language=language, amount=amount, payee=payee,
                      available=available, **ALERT_PARAMS)  # fmt: skip
    assert units(text, language) <= ROOM[language]


@pytest.mark.parametrize(
    ("purpose", "language", "length"),
    [("number-changed", "en", 42), ("number-changed", "ru", 51), ("number-changed", "kk", 62),
     ("purchase-done", "en", 61), ("purchase-done", "ru", 56), ("purchase-done", "kk", 56)],
)  # fmt: skip
def test_an_alert_to_come_has_the_length_of_the_glossary(
    purpose: str, language: str, length: int
) -> None:
    text = alert_text(purpose=purpose, language=language, amount=Money(1_250_000), payee="MAGNUM",
                      available=Money(4_530_000), **CARD)  # fmt: skip
    assert units(text, language) == length


def test_an_unknown_purpose_or_a_missing_fact_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        code_text(purpose="lottery", language="ru", code="482915")
    with pytest.raises(KeyError):
        code_text(purpose="payment", language="ru", code="482915", amount=Money(1))
