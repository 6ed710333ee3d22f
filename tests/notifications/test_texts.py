"""The texts: as the glossary counts them, and never longer than one message where a code is in."""

import re

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
ADDRESS = {"amount": Money(1_250_000), "payee": "Казахтелеком"}


# Kind, units, text: glossary-texts.md.
GLOSSARY = [
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
                     amount=amount, payee=payee)  # fmt: skip
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
def test_an_alert_takes_two_messages_at_most(
    language: str, payee: str, amount: Money, available: Money
) -> None:
    for purpose in ALERTS:
        text = alert_text(
            purpose=purpose, language=language, amount=amount, payee=payee, available=available,
            card_last4="6150", homebank_id="48291530",
        )  # fmt: skip
        assert units(text, language) <= 134
        assert language != "en" or GSM7_ASCII.fullmatch(text)


def test_an_unknown_purpose_or_a_missing_fact_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        code_text(purpose="lottery", language="ru", code="482915")
    with pytest.raises(KeyError):
        code_text(purpose="payment", language="ru", code="482915", amount=Money(1))
