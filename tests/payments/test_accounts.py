"""Accounts of each kind: read as people write them, refused with a sentence that counts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.catalogue.account_rules import CHECKS, AccountRefused, AccountRules
from payments.catalogue.examples import account_ending
from payments.catalogue.loading import FILE
from payments.catalogue.reading import read_catalogue, rules_of
from payments.models import AccountKind, Payment, Service
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, words

pytestmark = pytest.mark.django_db
KINDS = {row["key"]: row for row in read_catalogue(FILE).account_kinds}
DIGITS = [key for key, row in KINDS.items() if row["reads"] == "digits"]
HOSTILE = ["\x00", "<script>alert(1)</script>", "٣٣٣٣٣٣٣٣٣", "1" * 5000, "'; DROP TABLE", "０" * 9,
           "-1", "1e9", "\u202e123456789", "+" * 12]  # fmt: skip


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def service_of(kind: str) -> str:
    """A service whose account is of the kind."""
    return str(Service.objects.filter(account_kind__key=kind).values_list("key", flat=True)[0])


def refused(payer: Payer, kind: str, typed: str) -> Any:
    """The form again: nothing was begun, and what was typed stands in the box."""
    answer = payer.send(service_of(kind), account=typed)
    assert answer.status_code == 200
    assert answer.context["form"]["account"].value() == typed
    assert not Payment.objects.filter(customer=payer.person.customer).exists()
    return words(answer.content.decode())


@pytest.mark.requirement("PAY-03", "checked account formats")
@pytest.mark.parametrize("kind", DIGITS)
def test_a_wrong_count_says_how_many_digits_are_needed_and_typed(anna: Payer, kind: str) -> None:
    row, (least, most) = KINDS[kind], rules_of(KINDS[kind]).digits
    needed = str(least) if least == most else f"{least}–{most}"
    start = row.get("prefix", "") + "123456789012"
    for typed in (start[: least - 1], start[: least - 1] + "7" * (most - least + 2)):
        said = refused(anna, kind, typed)
        sentence = f"{row['name'][2]}: digits needed: {needed}, typed: {len(typed)}. Compare it"
        assert sentence in said


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_count_is_told_in_the_reader_s_language(billers: Billers, language: str) -> None:
    said = refused(new_payer(language=language), "account-9", "10455231")
    label = {"kk": "Дербес шот", "ru": "Лицевой счёт"}[language]
    counted = {"kk": "9 цифрдан тұрады. Сіз 8 цифр енгіздіңіз", "ru": "нужно цифр: 9, введено: 8"}
    assert label in said
    assert counted[language] in said


@pytest.mark.requirement("PAY-03", "checked account formats")
@pytest.mark.parametrize("kind", [key for key in DIGITS if "check" in KINDS[key]])
def test_one_mistyped_digit_is_noticed(anna: Payer, kind: str) -> None:
    right = AccountKind.objects.get(key=kind).parse(KINDS[kind]["example"])
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert "a digit is mistyped" in refused(anna, kind, wrong)


def test_the_first_digits_are_named(anna: Payer) -> None:
    said = refused(anna, "home-contract", "0401240318")
    assert "Contract number: the first digits are 05, for example 0501 240 318." in said


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("landline", "8 701 234 56 78"), ("landline", "551234"), ("landline", "8 495 123 45 67"),
     ("mobile", "8 7172 55 12 34"), ("tv-contract", "AT20481"), ("tv-contract", "204815AT"),
     ("login", "2041AIGUL"), ("login", "AB"), ("student-contract", "X 2026 0148"),
     ("account-9", "10455231O")],
)  # fmt: skip
def test_an_account_of_another_form_is_refused_with_an_example(
    anna: Payer, kind: str, typed: str
) -> None:
    assert KINDS[kind]["example"] in refused(anna, kind, typed)


@pytest.mark.parametrize("kind", KINDS)
def test_what_attackers_type_is_no_account(anna: Payer, kind: str) -> None:
    for typed in HOSTILE:
        answer = anna.send(service_of(kind), account=typed)
        assert answer.status_code == 200, typed
        assert "<script>alert" not in answer.content.decode(), typed
        assert not Payment.objects.filter(customer=anna.person.customer).exists(), typed


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_box_is_answered_with_an_example(anna: Payer, kind: str) -> None:
    assert KINDS[kind]["example"] in refused(anna, kind, "")


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        ("landline", "+7 (7172) 55-12-34", "+77172551234", "+7 7172 55 12 34"),
        ("landline", "87272501234", "+77272501234", "+7 727 250 12 34"),
        ("account-9", "104-552-310", "104552310", "104 552 310"),
        ("account-9", "№ 104552310", "104552310", "104 552 310"),
        ("telecom-account", "401552318001", "401552318001", "401 552 318 001"),
        ("tv-contract", "at 204815", "AT204815", "AT 204815"),
        ("tv-contract", "АТ204815", "AT204815", "AT 204815"),  # Cyrillic letters
        ("student-iin", "050615 590417", "050615590417", "050615 590417"),
    ],
)
def test_accounts_are_read_as_people_write_them(
    kind: str, typed: str, stored: str, shown: str
) -> None:
    known = AccountKind.objects.get(key=kind)
    assert known.parse(typed) == stored
    assert known.rules.shown(stored).replace("\u00a0", " ") == shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_shows_the_end_of_an_account_only(kind: str) -> None:
    known = AccountKind.objects.get(key=kind)
    account = known.parse(known.example)
    masked = known.rules.masked(account)
    assert "•" in masked
    assert account not in masked.replace("\u00a0", "")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_can_be_typed_back(kind: str) -> None:
    known = AccountKind.objects.get(key=kind)
    account = account_ending(known, "4321")
    assert known.parse(known.rules.shown(account)) == account


@given(typed=st.text(max_size=60), kind=st.sampled_from(sorted(KINDS)))
def test_any_text_is_an_account_or_refused_with_a_sentence(typed: str, kind: str) -> None:
    rules = rules_of(KINDS[kind])
    try:
        account = rules.parse(typed, label="Account", example="1")
    except AccountRefused as refusal:
        assert str(refusal)
    else:
        assert rules.parse(account, label="", example="") == account
        assert account.isascii()
        assert account.isprintable()


@given(digits=st.text("0123456789", min_size=3, max_size=20), place=st.integers(0, 19),
       check=st.sampled_from(["luhn", "mod11-10"]))  # fmt: skip
def test_a_check_digit_notices_any_one_wrong_digit(digits: str, place: int, check: str) -> None:
    place %= len(digits)
    right = [digits + last for last in "0123456789" if CHECKS[check](digits + last)]
    assert len(right) == 1
    for other in set("0123456789") - {digits[place]}:
        wrong = digits[:place] + other + digits[place + 1 :] + right[0][-1]
        assert not CHECKS[check](wrong)


def test_iso_7064_agrees_with_the_standard_s_own_example() -> None:
    assert CHECKS["mod11-10"]("07945")
    assert not CHECKS["mod11-10"]("07946")


def test_rules_of_a_row_are_the_rules_of_the_table() -> None:
    for key, row in KINDS.items():
        assert AccountKind.objects.get(key=key).rules == rules_of(row)
    assert AccountRules(reads="mobile").is_phone
