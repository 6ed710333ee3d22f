"""What the bank holds on a customer: the page, the language, and the file behind a code."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Customer, Visit
from accounts.own_data.consents import record_consent
from accounts.own_data.errors import NotADocumentNumber, NotDocumentDays
from accounts.own_data.identity_documents import keep_document
from homebank.lib import clock
from homebank.lib.own_data import Fact, Section, as_json
from notifications.models import Event, Sms
from tests.accounts.pages import Browser, newest_code, sign_in, texts, user_of, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
PAGE, FILE = "/my/data/", "/my/data/file/"


@pytest.fixture
def ben() -> Person:
    person = new_person(name="Оспанов Бенжамин Ерланович")
    keep_document(customer=person.customer, kind="id-card", number="049 000 417",
                  issued_by="МВД РК", issued_on=date(2022, 3, 14),
                  valid_until=date(2032, 3, 13))  # fmt: skip
    record_consent(customer=person.customer, slug="portal", language="ru")
    return person


def visiting(person: Person, language: str = "en", **extra: Any) -> Browser:
    browser = Browser(headers={"accept-language": language}, **extra)
    assert sign_in(browser, person).url == "/my/"
    return browser


def released(person: Person, **extra: Any) -> Browser:
    """A browser that has passed the code."""
    browser = visiting(person, **extra)
    page = browser.post(FILE).url
    assert browser.post(page, {"code": newest_code(person.phone)}).url == FILE
    return browser


def taken(browser: Browser, form: str) -> str:
    return b"".join(browser.get(f"{FILE}{form}/").streaming_content).decode()


@pytest.mark.requirement("ACC-13", "personal data")
def test_the_page_tells_what_is_on_file_and_masks_what_could_be_misused(ben: Person) -> None:
    page = words(visiting(ben).get(PAGE))
    for told in (
        "Оспанов Бенжамин Ерланович",
        "1 January 1990",
        "Identity card ••• ••• 417",
        ben.customer.masked_iin,
        ben.customer.masked_phone,
        user_of(ben).spaced_id,
    ):
        assert " ".join(told.split()) in page
    assert ben.customer.iin not in page
    assert "049000417" not in page


@pytest.mark.requirement("ACC-13", "consents with version and time")
def test_agreements_are_listed_with_version_and_time(ben: Person) -> None:
    answer = visiting(ben).get(PAGE)
    assert "Version: 1 . Accepted: " in words(answer)
    assert '<a href="/agreements/portal/1/">' in answer.text


def test_the_page_shows_nothing_of_others(ben: Person) -> None:
    page = visiting(new_person(name="Маллори Чужая")).get(PAGE).text
    assert ben.customer.full_name not in page
    assert "No document is on file" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.requirement("ACC-13", "three languages")
def test_the_language_is_chosen_for_pages_and_messages(ben: Person, language: str) -> None:
    browser = visiting(ben)
    answer = browser.post(PAGE, {"language": language})
    page = browser.get(answer.url)
    assert f'<html lang="{language}"' in page.text
    assert browser.cookies["homebank-language"].value == language
    assert Customer.objects.get(pk=ben.customer.pk).language == language
    browser.post(FILE)
    said = {"kk": "деректерім", "ru": "моими данными", "en": "file of my data"}
    assert said[language] in texts(ben.phone, "own-data")[-1]


@pytest.mark.parametrize("typed", ["", "de", "kk\x00", "ru,kk", "<b>"])
def test_another_language_is_refused_in_words(ben: Person, typed: str) -> None:
    answer = visiting(ben).post(PAGE, {"language": typed})
    assert "Choose a language from the list." in words(answer)
    assert not Event.objects.filter(customer=ben.customer, kind="language-chosen").exists()


@pytest.mark.parametrize("form", ["json", "txt"])
def test_no_file_is_given_without_a_code(ben: Person, form: str) -> None:
    browser = visiting(ben)
    assert browser.get(f"{FILE}{form}/").url == FILE
    assert "Confirm with a code first" in words(browser.get(FILE))
    assert Browser().get(f"{FILE}{form}/").url.startswith("/sign-in/")


@pytest.mark.requirement("ACC-13", "export of own data")
def test_the_file_for_programs_holds_all_of_it(ben: Person) -> None:
    told = json.loads(taken(released(ben, REMOTE_ADDR="198.51.5.7"), "json"))
    assert told["person"][0]["iin"] == ben.customer.iin
    assert told["person"][0]["birth_date"] == "1990-01-01"
    assert told["identity_documents"][0]["number"] == "049000417"
    assert told["consents"][0]["agreement"] == "portal"
    assert told["visits"][0]["network"] == "198.51.5.0/24"
    assert {"Signed in", "A code was sent: sign-in"} <= {line["what"] for line in told["access"]}
    assert told["accounts"][0]["balance"] == {"minor": 5_000_000, "currency": "KZT"}
    assert told["cards"][0]["number"] == ben.card.truncated
    assert (told["payments"], told["templates"]) == ([], [])


@pytest.mark.parametrize(("language", "head"), [("kk", "ЖЕКЕ ДЕРЕКТЕР"), ("ru", "ЛИЧНЫЕ ДАННЫЕ"),
                                                ("en", "PERSONAL DATA")])  # fmt: skip
@pytest.mark.requirement("ACC-13", "export of own data")
def test_the_file_for_people_is_in_their_language(ben: Person, language: str, head: str) -> None:
    told = taken(released(ben, language=language), "txt")
    assert head in told
    assert ben.customer.full_name in told
    assert f": {ben.customer.iin}\n" in told


def facts_in(told: str) -> set[str]:
    """Every fact of a file, of either form, by itself."""
    if not told.startswith("{"):
        return {line.partition(": ")[2] for line in told.splitlines()}
    found: list[Any] = [json.loads(told)]
    for each in found:
        found += each.values() if isinstance(each, dict) else each if isinstance(each, list) else []
    return {str(each) for each in found if not isinstance(each, dict | list)}


def test_the_file_holds_no_secret(ben: Person) -> None:
    browser = visiting(ben)
    page = browser.post(FILE).url
    code = newest_code(ben.phone)
    assert browser.post(page, {"code": code}).url == FILE
    session = Visit.objects.filter(user=user_of(ben)).latest("began_at").session
    for form in ("json", "txt"):
        told = taken(browser, form)
        secrets = [ben.number, session, user_of(ben).password, ben.codeword,
                   ben.customer.codeword_hash, f"{code}:"]  # fmt: skip
        assert [secret for secret in secrets if secret in told] == []
        facts = facts_in(told)
        assert ben.customer.iin in facts
        # A document's number may end in any three digits: the CVV is looked for as a fact.
        assert not {ben.cvv, code} & facts


def test_the_file_holds_nothing_of_others(ben: Person) -> None:
    mallory = new_person(name="Маллори Чужая")
    visiting(mallory, REMOTE_ADDR="203.0.113.9")
    told = taken(released(ben), "json")
    for others in ("Маллори", mallory.customer.iin, mallory.card.truncated, "203.0.113"):
        assert others not in told
    # Numbers of cards end so; the bank's own for Ben (an IIN, a phone) are longer and may, too.
    ends = re.compile(rf"(?<![\w-]){mallory.card.last4}(?![\w-])")
    assert [fact for fact in facts_in(told) if ends.search(fact)] == []


def test_the_code_of_one_visit_gives_no_file_to_another(ben: Person) -> None:
    released(ben)
    with clock.moved(timedelta(minutes=1)):
        other = visiting(ben)
        assert other.get(f"{FILE}json/").url == FILE


def test_the_file_may_be_taken_for_fifteen_minutes(ben: Person) -> None:
    browser = released(ben)
    with clock.moved(timedelta(minutes=14)):
        assert browser.get(f"{FILE}json/").status_code == 200
    with clock.moved(timedelta(minutes=16)):
        assert browser.get(f"{FILE}json/").url == FILE


def test_files_have_a_limit_and_each_is_in_the_mirror(ben: Person) -> None:
    browser = released(ben)
    answers = [browser.get(f"{FILE}txt/").status_code for _ in range(21)]
    assert answers == [200] * 20 + [302]
    assert "The file was taken too often today" in words(browser.get(FILE))
    assert "A file of your data was taken" in words(browser.get("/my/security/log/"))
    assert browser.get(f"{FILE}pdf/").status_code == 404


def test_the_file_is_kept_by_no_cache_and_never_shown_as_a_page(ben: Person) -> None:
    answer = released(ben).get(f"{FILE}txt/")
    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="homebank-')
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_records_are_read_while_they_are_written() -> None:
    read: list[int] = []

    def records() -> Iterator[list[Fact]]:
        for number in range(1000):
            read.append(number)
            yield [Fact("n", "n", number)]

    pieces = as_json([Fact("bank", "", "x")], [Section("many", "", records())])
    for _ in range(10):
        next(pieces)
    assert len(read) < 10


@pytest.mark.parametrize("number", ["", "12345678", "0490004170", "N12345678", "٠٤٩٠٠٠٤١٧"])
def test_a_document_has_a_number_of_its_kind(ben: Person, number: str) -> None:
    days = {"issued_on": date(2022, 1, 1), "valid_until": date(2032, 1, 1)}
    with pytest.raises(NotADocumentNumber):
        keep_document(customer=ben.customer, kind="id-card", number=number, issued_by="x", **days)


def test_a_document_is_not_issued_tomorrow_and_ends_after_it_begins(ben: Person) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    for begins, ends in ((tomorrow, date(2090, 1, 1)), (date(2022, 1, 1), date(2022, 1, 1))):
        with pytest.raises(NotDocumentDays):
            keep_document(customer=ben.customer, kind="passport", number="N12345678",
                          issued_by="x", issued_on=begins, valid_until=ends)  # fmt: skip


def test_a_message_in_the_file_has_its_text_and_a_code_has_none(ben: Person) -> None:
    sent = json.loads(taken(released(ben), "json"))["messages"]
    about = {message["about"]: message["text"] for message in sent}
    assert about["sign-in"] is None
    assert Sms.objects.filter(customer=ben.customer, purpose="own-data").count() == 1
