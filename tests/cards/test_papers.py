"""Papers of an account: the notice of its number, the certificate of its funds (CRD-03, TRF-06)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from cards.papers.amount_words import sum_in_words
from cards.papers.issuing import PAPERS
from documents.issuing import address_of, sealed_bytes
from documents.models import Document
from homebank.lib import clock
from homebank.lib.iban import spaced
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.posting import hold
from tests.accounts.pages import Browser, words
from tests.accounts.pages import cookies_of as _cookies
from tests.documents.tools import VALID, WHOLE, qr_of, shown, signature_of, text_of
from tests.people import Person, give, new_person, signed_in

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
EMBASSY = "посольство Японии в Астане"


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return browser_of(anna)


def browser_of(person: Person) -> Browser:
    made = Browser(headers={"accept-language": "en"})
    made.cookies = _cookies(signed_in(person))
    return made


def page_of(person: Person, kind: str) -> str:
    return f"/cards/{person.card.pk}/{kind}/"


def ask(her: Browser, person: Person, kind: str, **typed: Any) -> Any:
    data = {"language": "ru", "key": str(uuid7()), **typed}
    return her.post(page_of(person, kind), data)


def made_by(answer: Any) -> Document:
    assert answer.status_code == 302, words(answer)
    return Document.objects.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])


@pytest.mark.requirement("CRD-03", "notice of the account")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_whose_account_it_is_in_three_languages(
    anna: Person, her: Browser, language: str
) -> None:
    paper = made_by(ask(her, anna, "notice", language=language))
    text = text_of(her.get(f"/cards/papers/{paper.pk}/paper.pdf").content)
    name = anna.customer.latin_name if language == "en" else anna.customer.full_name
    with translation.override(language):
        told = [gettext("Notice of the account"), gettext("Account number, IBAN"), name]
    told += [spaced(anna.card.account.iban or ""), anna.customer.iin, "HMBKKZKA"]
    assert [each for each in told if each.replace("\u00a0", " ") not in text] == []
    assert "50 000" not in text


@pytest.mark.requirement("CRD-03", "verifiable seal")
def test_the_notice_is_sealed_and_whole(anna: Person, her: Browser, tmp_path: Path) -> None:
    paper = made_by(ask(her, anna, "notice"))
    said = signature_of(her.get(f"/cards/papers/{paper.pk}/paper.pdf").content, tmp_path)
    assert VALID in said
    assert WHOLE in said


@pytest.mark.requirement("TRF-06", "three languages")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_certificate_says_what_was_there_and_for_whom(
    anna: Person, her: Browser, language: str
) -> None:
    hold_on(anna, Money(1_234_50))
    paper = made_by(ask(her, anna, "certificate", language=language, recipient=EMBASSY))
    text = text_of(sealed_bytes(paper))
    left = Money(48_765_50)
    with translation.override(language):
        told = [gettext("Certificate of funds"), gettext("Available"), gettext("As of"), EMBASSY]
    assert [each for each in told[:2] + told[3:] if each not in text] == []
    assert sum_in_words(left, language=language) in text
    sums = [left, Money(50_000_00), Money(1_234_50)]
    assert language == "en" or all(shown(each) in text for each in sums)


@pytest.mark.requirement("TRF-06", "verifiable by QR")
def test_whoever_holds_the_certificate_checks_it_by_its_qr(anna: Person, her: Browser) -> None:
    paper = made_by(ask(her, anna, "certificate", recipient=EMBASSY))
    address = qr_of(sealed_bytes(paper))
    assert address == address_of(paper)
    page = words(Client(headers={"accept-language": "en"}).get("/" + address.split("/", 3)[3]))
    for told in ("certificate of funds", EMBASSY, "50 000,00"):
        assert told in page
    iban = anna.card.account.iban or ""
    for hidden in (anna.customer.full_name, anna.customer.iin, iban, spaced(iban)):
        assert hidden not in page


@pytest.mark.requirement("TRF-06", "withdrawable")
def test_its_owner_withdraws_a_certificate_and_the_page_says_so(anna: Person, her: Browser) -> None:
    paper = made_by(ask(her, anna, "certificate"))
    address = f"/cards/papers/{paper.pk}/withdrawal/"
    assert "cannot be taken back" in words(her.get(address))
    her.post(address)
    page = words(Client(headers={"accept-language": "en"}).get(
        f"/verify/{paper.number_shown}/{paper.code_shown}/"))  # fmt: skip
    assert "its owner wished so" in page
    assert "withdrawn already" in words(her.post(address, follow=True))


def test_a_notice_is_withdrawn_by_the_bank_only(anna: Person, her: Browser) -> None:
    paper = made_by(ask(her, anna, "notice"))
    answer = her.post(f"/cards/papers/{paper.pk}/withdrawal/", follow=True)
    assert "only the bank withdraws it" in words(answer)
    paper.refresh_from_db()
    assert not paper.is_withdrawn


def test_the_same_click_twice_makes_one_paper(anna: Person, her: Browser) -> None:
    key = str(uuid7())
    first = made_by(ask(her, anna, "certificate", key=key))
    give(anna.card, Money(100_00))
    assert made_by(ask(her, anna, "certificate", key=key)).pk == first.pk
    assert made_by(ask(her, anna, "certificate")).pk != first.pk


def test_the_key_of_another_customer_leads_to_a_paper_of_ones_own(
    anna: Person, her: Browser
) -> None:
    key, mallory = str(uuid7()), new_person()
    hers = made_by(ask(her, anna, "notice", key=key))
    theirs = made_by(ask(browser_of(mallory), mallory, "notice", key=key))
    assert (hers.owner_id, theirs.owner_id) == (anna.customer.pk, mallory.customer.pk)


def test_the_list_tells_each_paper_with_its_language_and_state(anna: Person, her: Browser) -> None:
    assert "No papers yet" in words(her.get("/cards/papers/"))
    notice = made_by(ask(her, anna, "notice", language="kk"))
    paper = made_by(ask(her, anna, "certificate"))
    her.post(f"/cards/papers/{paper.pk}/withdrawal/")
    page = words(her.get("/cards/papers/"))
    for told in (notice.number_shown, paper.number_shown, "Русский", "withdrawn", "valid"):
        assert told in page


@pytest.mark.parametrize("kind", ["notice", "certificate"])
def test_nobody_else_makes_reads_or_withdraws_it(anna: Person, her: Browser, kind: str) -> None:
    paper, mallory = made_by(ask(her, anna, kind)), browser_of(new_person())
    assert ask(mallory, anna, kind).status_code == 404
    for part in ("", "paper.pdf", "withdrawal/"):
        assert mallory.get(f"/cards/papers/{paper.pk}/{part}").status_code == 404
    assert mallory.post(f"/cards/papers/{paper.pk}/withdrawal/").status_code == 404
    assert paper.number_shown not in words(mallory.get("/cards/papers/"))
    assert Browser().get(f"/cards/papers/{paper.pk}/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"recipient": "مطعم"}, "cannot show some of these signs"),
        ({"recipient": "Embassy 🙂"}, "cannot show some of these signs"),
        ({"recipient": "я" * 121}, "At most 120 letters"),
        ({"recipient": "12345"}, "in words"),
        ({"recipient": "visa 4405 6434 7712 7823"}, "the number of a card"),
        ({"recipient": "a\x00b"}, "Null characters"),
        ({"language": "de"}, "Choose a language"),
        ({"language": ""}, "Choose a language"),
        ({"key": ""}, "too long ago"),
        ({"key": "<script>"}, "too long ago"),
    ],
)
def test_what_cannot_stand_on_a_certificate_is_told(
    anna: Person, her: Browser, typed: dict[str, str], said: str
) -> None:
    answer = ask(her, anna, "certificate", **typed)
    assert answer.status_code == 200
    assert said in words(answer)
    assert not Document.objects.filter(owner=anna.customer).exists()


@pytest.mark.parametrize("name", ['#read("/etc/passwd") *x* $y$', "О'Нил <b>Ян</b> & “Со”"])
def test_a_hostile_addressee_is_printed_as_it_is(anna: Person, her: Browser, name: str) -> None:
    paper = made_by(ask(her, anna, "certificate", recipient=name))
    assert name in text_of(sealed_bytes(paper))


def test_a_day_has_ten_papers(anna: Person, her: Browser) -> None:
    for _each in range(PAPERS.count):
        made_by(ask(her, anna, "notice"))
    answer = ask(her, anna, "notice")
    assert "all the papers that the bank makes in a day" in words(answer)
    assert Document.objects.filter(owner=anna.customer).count() == PAPERS.count
    with clock.moved(timedelta(days=1, minutes=1)):
        made_by(ask(browser_of(anna), anna, "notice"))


def test_where_the_bank_cannot_seal_it_says_so(anna: Person, her: Browser, settings: Any) -> None:
    settings.SEAL_FILE = "/nowhere"
    assert "cannot seal papers at the moment" in words(ask(her, anna, "notice"))


def test_the_pages_tell_the_price_and_hold_no_number_of_the_card(
    anna: Person, her: Browser
) -> None:
    for kind in ("notice", "certificate", "about"):
        answer = her.get(page_of(anna, kind))
        assert anna.number not in answer.content.decode()
    assert "No line of the tariff has a fee for it" in words(her.get(page_of(anna, "notice")))


@pytest.mark.parametrize(
    ("minor", "kk", "ru", "en"),
    [
        (0, "нөл теңге 00 тиын", "ноль тенге 00 тиын", "zero tenge 00 tiyn"),
        (1_05, "бір теңге 05 тиын", "один тенге 05 тиын", "one tenge 05 tiyn"),
        (12_00, "он екі теңге 00 тиын", "двенадцать тенге 00 тиын", "twelve tenge 00 tiyn"),
        (1_001_00, "бір мың бір теңге 00 тиын", "одна тысяча один тенге 00 тиын",
         "one thousand one tenge 00 tiyn"),
        (22_415_99, "жиырма екі мың төрт жүз он бес теңге 99 тиын",
         "двадцать две тысячи четыреста пятнадцать тенге 99 тиын",
         "twenty-two thousand four hundred fifteen tenge 99 tiyn"),
        (5_000_000_00, "бес миллион теңге 00 тиын", "пять миллионов тенге 00 тиын",
         "five million tenge 00 tiyn"),
        (-2_311_00, "минус екі мың үш жүз он бір теңге 00 тиын",
         "минус две тысячи триста одиннадцать тенге 00 тиын",
         "minus two thousand three hundred eleven tenge 00 tiyn"),
    ],
)  # fmt: skip
def test_a_sum_is_told_in_words(minor: int, kk: str, ru: str, en: str) -> None:
    told = {"kk": kk, "ru": ru, "en": en}
    assert {code: sum_in_words(Money(minor), language=code) for code in told} == told


def hold_on(person: Person, amount: Money) -> None:
    hold(hold_id=uuid7(), account_id=person.card.account_id, amount=amount, kind="card-purchase",
         customer_id=person.customer.pk)  # fmt: skip
