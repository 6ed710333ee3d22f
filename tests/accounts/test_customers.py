"""Opening a customer's file: what is refused, what is sealed, what a codeword may be."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.codewords.errors import (
    CodewordDate,
    CodewordDigits,
    CodewordLength,
    CodewordOwnData,
    CodewordRefused,
    CodewordTrivial,
)
from accounts.codewords.rules import check_codeword, codeword_matches, normalised
from accounts.customers import open_customer
from accounts.errors import AlreadyOnFile, CustomerRefused, NotAMobile, NotAnIin, PhoneTaken
from accounts.latin import suggest_latin_name
from accounts.models import Customer
from homebank.lib.money import Money
from tests.people import new_iin, new_person

pytestmark = pytest.mark.django_db
OWN = ("Ахметова Айгерим", "900101390002", "1990-01-01", "+77001234567")


def opened(**other: Any) -> Customer:
    facts: dict[str, Any] = {"iin": new_iin(), "phone": None, "birth_date": date(1990, 1, 1)}
    named = {"full_name": "Ахметова  Айгерим Сериковна", "codeword": "тау самалы"}
    return open_customer(**(facts | named | other))


def test_personal_facts_are_sealed_in_the_table() -> None:
    customer = opened(phone="8 700 555 44 33")
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM accounts_customer c WHERE id = %s", [customer.pk])
        row = cursor.fetchone()[0]
    for fact in ("Ахметова", customer.iin, "1990-01-01", "+77005554433", "тау"):
        assert fact not in row
    again = Customer.objects.get(pk=customer.pk)
    assert (again.full_name, again.phone) == ("Ахметова Айгерим Сериковна", "+77005554433")
    assert again.latin_name == "AIGERIM AKHMETOVA"


@pytest.mark.parametrize(("fact", "value", "refusal"), [
    ("iin", "900101390003", NotAnIin), ("iin", "", NotAnIin), ("phone", "12", NotAMobile),
    ("phone", "+7 495 123 45 67", NotAMobile), ("codeword", "", CodewordLength),
])  # fmt: skip
def test_what_is_no_fact_is_refused(fact: str, value: str, refusal: type[CustomerRefused]) -> None:
    before = Customer.objects.count()
    with pytest.raises(refusal):
        opened(**{fact: value})
    assert Customer.objects.count() == before


def test_nobody_has_two_files_or_anothers_number() -> None:
    anna = new_person(balance=Money(0), registered=False)
    with pytest.raises(AlreadyOnFile):
        opened(iin=anna.customer.iin)
    with pytest.raises(PhoneTaken):
        opened(phone=anna.phone)


@pytest.mark.parametrize("word", ["АЙГЕРИМ", "ахметова1", "01011990", "x010190x", "900101390002",
                                  "1234567", "1990 01 01", "aigerim", "Әйгерим", "akhmetova!",
                                  "тау 1990", "самал 0101", "ғой 900101", "х1234567x"])  # fmt: skip
def test_a_codeword_of_own_data_is_refused(word: str) -> None:
    with pytest.raises((CodewordOwnData, CodewordTrivial)):
        check_codeword(word, own=OWN)


@pytest.mark.parametrize("word", ["codeword", "Пароль", "КОДОВОЕ  слово", "құпиясөз", "qwerty",
                                  "йцукен", "123456", "654321", "aaaa", "Homebank", "пароль1",
                                  "мамa мой", "parol", "п а п а", "qwerty-12", "моя мама 77",
                                  "алма-ата", "құпия сөз", "visa 4417",
                                  "любимая дочь"])  # fmt: skip
def test_a_trivial_codeword_is_refused(word: str) -> None:
    with pytest.raises(CodewordTrivial):
        check_codeword(word, own=OWN)


@pytest.mark.parametrize("word", ["8 наурыз", "Наурыз мейрамы", "8 марта", "7 марта 1991 года",
                                  "седьмое марта", "сегізінші наурыз", "march 8", "nauryz 22",
                                  "Жаңа жыл", "новый год", "new year 2027", "туған күнім",
                                  "my birthday", "құрбан айт", "first of May", "двадцать три",
                                  "тоғыз жүз", "май-1986"])  # fmt: skip
def test_a_date_or_a_holiday_is_refused_in_words_too(word: str) -> None:
    with pytest.raises(CodewordDate):
        check_codeword(word, own=OWN)


@pytest.mark.parametrize("word", ["483920", "48-39-20", "a1b2 99", "карта 4111 1111 1111 1111"])
def test_a_number_is_no_codeword(word: str) -> None:
    with pytest.raises(CodewordDigits):
        check_codeword(word, own=OWN)


@pytest.mark.parametrize("word", ["майский жук", "восемь самоваров", "күнбағыс", "мартышка",
                                  "тау жаңғырығы", "сары дала 67", "ана тілі көлі", "حصان الريح",
                                  "тихая заводь", "saxaul 2031"])  # fmt: skip
def test_a_phrase_with_a_word_of_ones_own_is_good(word: str) -> None:
    check_codeword(word, own=OWN)


@pytest.mark.parametrize("word", ["самовар", "тұлпар", "saksaul", "тау самалы", "kok-tobe 67"])
def test_a_word_of_ones_own_is_good(word: str) -> None:
    check_codeword(word, own=OWN)


@given(st.text(max_size=50))
def test_any_text_is_a_codeword_or_a_refusal(word: str) -> None:
    try:
        check_codeword(word, own=OWN)
    except CodewordRefused as refusal:
        assert str(refusal)
    assert normalised(normalised(word)) == normalised(word)


@pytest.mark.parametrize("typed", ["тау самалы", " ТАУ  Самалы ", "тау\u00a0самалы"])
def test_case_and_blanks_make_no_difference(typed: str) -> None:
    assert codeword_matches(opened(), typed)


@pytest.mark.parametrize("typed", ["тау", "", "самалы тау"])
def test_another_word_does_not_match(typed: str) -> None:
    assert not codeword_matches(opened(), typed)
    assert not codeword_matches(None, "тау самалы")


@pytest.mark.parametrize(("name", "latin"), [
    ("Ахметова Айгерим Сериковна", "AIGERIM AKHMETOVA"), ("Ерланов Ерлан", "YERLAN YERLANOV"),
    ("Щукин-Ли Йодгор", "YODGOR SHCHUKIN-LI"), ("Әлихан", "ALIKHAN"), ("", ""),
])  # fmt: skip
def test_a_latin_name_is_suggested(name: str, latin: str) -> None:
    assert suggest_latin_name(name) == latin
