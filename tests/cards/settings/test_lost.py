"""Everything frozen from a public page: by phone and codeword, answered alike to everybody."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.limits import LOST_ENDS, LOST_NETWORK, RECOVERY_PROOF
from accounts.models import Customer
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock, throttle
from tests.accounts.pages import Browser, body, from_network, texts, words
from tests.cards.settings.switching import at, confirm, events, fresh, press, visiting
from tests.people import CODEWORD, Person, new_person

pytestmark = pytest.mark.django_db
LOST = "/cards/lost/"
NOBODY = "+77079996655"


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


def report(phone: str, codeword: str = CODEWORD, network: int = 7) -> Any:
    """What a stranger's browser is answered."""
    browser = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(network))
    return browser.post(LOST, {"phone": phone, "codeword": codeword})


@pytest.mark.requirement("NTF-06", "freeze everything from a public page")
def test_number_and_codeword_freeze_every_card(anna: Person) -> None:
    second = issue_card(customer=anna.customer)
    assert report(anna.phone).url == f"{LOST}done/"
    states = Card.objects.filter(pk__in=[anna.card.pk, second.pk]).values_list("state", flat=True)
    assert list(states) == ["frozen", "frozen"]
    assert len(texts(anna.phone, "all-frozen")) == 1
    assert events(anna, "card.frozen")[0].facts == {"way": "public"}


def test_the_codeword_is_read_as_registration_reads_it(anna: Person) -> None:
    report(anna.phone, f"  {CODEWORD.upper()} ")
    assert fresh(anna).state == "frozen"


def test_open_visits_end(anna: Person) -> None:
    her = visiting(anna)
    report(anna.phone)
    assert her.get("/my/").url.startswith("/sign-in/")


def test_what_waits_for_a_code_is_void(anna: Person) -> None:
    her = visiting(anna)
    waits = press(her, "reveal", anna)
    report(anna.phone)
    with clock.moved(timedelta(minutes=1)):
        again = visiting(anna)
        assert "confirms nothing" in words(again.get(waits.url))


def test_the_owner_signs_in_and_unfreezes(anna: Person) -> None:
    report(anna.phone)
    with clock.moved(timedelta(minutes=1)):
        her = visiting(anna)
        page = words(her.get(at("settings", anna)))
        assert "From the page for a lost card or phone" in page
        assert "/my/confirm/" in press(her, "unfreeze", anna).url


def test_who_knows_the_codeword_does_not_keep_the_owner_out_for_ever(anna: Person) -> None:
    for _each in range(LOST_ENDS.count):
        report(anna.phone)
    with clock.moved(timedelta(minutes=1)):
        her = visiting(anna)
        waits = press(her, "unfreeze", anna)
        assert report(anna.phone).url == f"{LOST}done/"
        confirm(her, anna, waits)
        assert fresh(anna).state == "active"
        report(anna.phone)
        assert fresh(anna).state == "frozen"
        assert her.get("/my/").status_code == 200
        report(anna.phone, network=8)
        assert her.get("/my/").status_code == 302
    assert len(texts(anna.phone, "all-frozen")) == LOST_ENDS.count + 1


@pytest.mark.parametrize("phone", ["known", "unknown"])
def test_a_wrong_codeword_freezes_nothing_and_is_answered_alike(anna: Person, phone: str) -> None:
    answer = report(anna.phone if phone == "known" else NOBODY, "another word")
    assert (answer.status_code, answer.url) == (302, f"{LOST}done/")
    assert fresh(anna).state == "active"
    assert texts(anna.phone) == []


def test_the_answer_is_the_same_to_the_letter(anna: Person) -> None:
    pages = []
    for phone, word in ((anna.phone, CODEWORD), (anna.phone, "wrong word"), (NOBODY, CODEWORD)):
        browser = Browser(headers={"accept-language": "en"})
        pages.append(body(browser.get(browser.post(LOST, {"phone": phone, "codeword": word}).url)))
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize("phone", ["known", "unknown"])
def test_the_sixth_wrong_codeword_of_a_network_is_refused_alike(anna: Person, phone: str) -> None:
    number = anna.phone if phone == "known" else NOBODY
    for _try in range(RECOVERY_PROOF.count):
        assert report(number, "wrong word").status_code == 302
    refused = words(report(number))
    assert "Too many tries from here" in refused
    assert fresh(anna).state == "active"


def test_another_network_is_not_refused_and_the_limit_ends(anna: Person) -> None:
    for _try in range(RECOVERY_PROOF.count + 1):
        report(anna.phone, "wrong word")
    with clock.moved(timedelta(days=1, seconds=1)):
        report(anna.phone)
    assert fresh(anna).state == "frozen"


def test_wrong_words_are_counted_with_those_of_a_recovery(anna: Person) -> None:
    report(anna.phone, "wrong word", network=9)
    taken = throttle.look(RECOVERY_PROOF, f"{anna.customer.pk} 198.51.9.0/24")
    assert taken.left == RECOVERY_PROOF.count - 1


def test_a_network_tries_twenty_numbers_an_hour() -> None:
    for each in range(LOST_NETWORK.count):
        assert report(f"+7707{each:07d}", network=8).status_code == 302
    assert "Too many tries from here" in words(report(NOBODY, network=8))
    assert report(NOBODY, network=10).status_code == 302


@pytest.mark.parametrize(
    "typed", [{}, {"phone": "", "codeword": ""}, {"phone": "12", "codeword": "a"},
              {"phone": "+77001112233", "codeword": "x" * 101},
              {"phone": "\0", "codeword": "\0"}],
)  # fmt: skip
def test_what_is_no_number_or_codeword_is_told(typed: dict[str, str]) -> None:
    page = Browser(headers={"accept-language": "en"}).post(LOST, typed)
    assert page.status_code == 200
    assert "Error:" in page.content.decode()


def test_the_codeword_never_comes_back(anna: Person) -> None:
    page = Browser().post(LOST, {"phone": "1", "codeword": "тайное слово"})
    assert "тайное слово" not in page.content.decode()


def test_a_second_report_says_the_same(anna: Person) -> None:
    report(anna.phone)
    assert report(anna.phone).url == f"{LOST}done/"
    assert len(events(anna, "card.frozen")) == 1


def test_cards_that_are_stopped_stay_as_they_are(anna: Person) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state="blocked")
    report(anna.phone)
    assert fresh(anna).state == "blocked"


def test_who_has_no_access_to_the_portal_is_served_too() -> None:
    ben = new_person(registered=False)
    report(ben.phone)
    assert fresh(ben).state == "frozen"


def test_a_codeword_from_before_works_once() -> None:
    ben = new_person(codeword_state="legacy")
    report(ben.phone)
    assert fresh(ben).state == "frozen"
    assert Customer.objects.get(pk=ben.customer.pk).codeword_state == "spent"


@pytest.mark.parametrize("page", ["/", "/contacts/", "/help/lost-card/"])
def test_the_page_is_found_from_where_people_look(page: str) -> None:
    assert f'href="{LOST}"' in Browser().get(page).content.decode()
