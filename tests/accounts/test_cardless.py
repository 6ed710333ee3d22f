"""Registration without a card through its pages (ACC-02)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import CardlessAttempt, Consent, Customer, User, phone_fingerprint
from cards.errors import NotIdentified
from cards.issuing import issue_card
from homebank.lib import clock
from ledger.models import Account
from tests.accounts.cardless import DOOR, PASSWORD, first_page, new_name, new_phone, typed, walk
from tests.accounts.pages import Browser, from_network, newest_code, texts, words
from tests.people import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


@pytest.fixture
def phone() -> str:
    return new_phone()


def customer_of(phone: str) -> Customer:
    return Customer.objects.get(phone_fingerprint=phone_fingerprint(phone))


def nobody_has(phone: str) -> bool:
    return not Customer.objects.filter(phone_fingerprint=phone_fingerprint(phone)).exists()


def enter(client: Browser, phone: str) -> Any:
    """Sign in by phone, after the pause of the phone."""
    with clock.moved(timedelta(minutes=1)):
        client.post("/sign-in/?by=phone", {"typed": phone, "password": PASSWORD})
        return client.post("/sign-in/code/", {"code": newest_code(phone)})


@pytest.mark.requirement("ACC-02", "login, phone, password twice")
@pytest.mark.requirement("ACC-02", "SMS code confirms the number")
@pytest.mark.requirement("ACC-03", "shown once and sent by SMS")
def test_login_phone_password_agreement_and_code_give_access(visitor: Browser, phone: str) -> None:
    assert first_page(visitor, phone, login_name="Saule.T").url == f"{DOOR}code/"
    assert "Confirm the number" in words(visitor.get(f"{DOOR}code/"))
    assert visitor.post(f"{DOOR}code/", {"code": newest_code(phone)}).url == f"{DOOR}done/"
    user = User.objects.get(login_name="saule.t")
    assert user.check_password(PASSWORD)
    page = visitor.get(f"{DOOR}done/").content.decode()
    assert "Congratulations, you have access" in page
    assert user.spaced_id in page
    assert user.spaced_id not in visitor.get(f"{DOOR}done/").content.decode()
    assert len(texts(phone, "homebank-id")) == 1


@pytest.mark.requirement("ACC-02", "user agreement")
@pytest.mark.requirement("ACC-13", "consents with version and time")
def test_the_accepted_agreement_is_kept_by_version_and_time(visitor: Browser, phone: str) -> None:
    assert 'href="/agreements/portal/1/"' in visitor.get(DOOR).content.decode()
    text = words(visitor.get("/agreements/portal/1/"))
    assert "User agreement of the portal Version 1 of 22 November 2026" in text
    walk(visitor, phone)
    kept = Consent.objects.get(customer=customer_of(phone))
    assert (kept.agreement, kept.version, kept.language) == ("portal", 1, "en")
    assert timedelta() <= clock.now() - kept.given_at < timedelta(minutes=5)


@pytest.mark.parametrize("change", ["UPDATE accounts_consent SET version = 2",
                                    "DELETE FROM accounts_consent"])  # fmt: skip
def test_nobody_changes_or_deletes_a_consent(visitor: Browser, phone: str, change: str) -> None:
    walk(visitor, phone)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("other", [{"agreed": ""}, {"agreement": "0"}, {"agreement": "x"},
                                   {"agreement": "99999999999999"}])  # fmt: skip
def test_without_the_agreement_in_force_there_is_no_access(
    visitor: Browser, phone: str, other: dict[str, str]
) -> None:
    page = first_page(visitor, phone, **other)
    assert page.status_code == 200
    assert "say errors" in page.content.decode()
    assert texts(phone) == []


@pytest.mark.parametrize("path", ["/agreements/nothing/", "/agreements/portal/77/"])
def test_an_agreement_that_is_none_is_not_found(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.requirement("ACC-02", "no account, transfers or cash until identified")
def test_who_has_no_card_sees_what_they_have_and_how_to_get_more(
    visitor: Browser, phone: str
) -> None:
    walk(visitor, phone, login_name="no.card")
    assert enter(visitor, phone).url == "/my/"
    page = words(visitor.get("/my/"))
    assert "No account yet" in page
    assert "Bring your identity card to any branch" in page
    assert "no.card" in page
    for path in ("/payments/", "/tariffs/", "/my/security/", "/payments/history/"):
        assert visitor.get(path).status_code == 200
    assert not Account.objects.filter(owner=customer_of(phone)).exists()


@pytest.mark.requirement("ACC-02", "no account, transfers or cash until identified")
def test_no_account_is_opened_and_nothing_paid_until_identified(
    visitor: Browser, phone: str
) -> None:
    walk(visitor, phone)
    enter(visitor, phone)
    customer = customer_of(phone)
    assert not customer.is_identified
    with pytest.raises(NotIdentified):
        issue_card(customer=customer)
    pay = visitor.post(
        "/payments/services/beeline/pay/", {"account": "+77771234567", "amount": "500"}
    )
    assert pay.status_code == 200
    assert not Account.objects.filter(owner=customer).exists()


def test_the_database_lets_nobody_have_a_codeword_before_an_iin(
    visitor: Browser, phone: str
) -> None:
    walk(visitor, phone)
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer.objects.filter(pk=customer_of(phone).pk).update(codeword_hash="x")


def test_three_ways_to_sign_in_are_open_to_who_has_no_card(visitor: Browser, phone: str) -> None:
    walk(visitor, phone, login_name="by.name")
    user = User.objects.get(login_name="by.name")
    for minute, (way, name) in enumerate((("id", user.homebank_id), ("login", "By.Name")), 2):
        with clock.moved(timedelta(minutes=minute)):
            visitor.post(f"/sign-in/?by={way}", {"typed": name, "password": PASSWORD})
            answer = Browser.post(visitor, "/sign-in/code/", {"code": newest_code(phone)})
            assert answer.url == "/my/"
            visitor.post("/sign-out/")


def test_nobody_is_signed_in_by_registering(visitor: Browser, phone: str) -> None:
    walk(visitor, phone)
    assert visitor.get("/my/").status_code == 302


BAD = {
    "login_name": ["", "12", "аня", "12345", "operator", "x" * 31],
    "phone": ["", "12345", "+1 202 555 0100", "\x00"],
    "password": [""],
    "again": ["", "another password of mine"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in BAD.items() for v in vs])
def test_bad_input_is_told_at_its_field(
    visitor: Browser, phone: str, name: str, value: str
) -> None:
    answer = visitor.post(DOOR, typed(phone) | {name: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_{name}_error"' in page
    assert PASSWORD not in page
    assert not CardlessAttempt.objects.exists()


@pytest.mark.parametrize("password", ["short", "password12", "x" * 129])
def test_the_policy_is_told_at_the_password(visitor: Browser, phone: str, password: str) -> None:
    page = first_page(visitor, phone, password=password, again=password).content.decode()
    assert 'id="id_password_error"' in page
    assert texts(phone) == []


def test_the_password_holds_neither_login_name_nor_number(visitor: Browser, phone: str) -> None:
    for password in ("zhuldyz-and-more", f"my phone {phone[2:]}"):
        page = first_page(visitor, phone, login_name="zhuldyz", password=password, again=password)
        assert "Leave out your name, login name" in words(page)


def test_a_taken_login_name_is_told_and_what_was_typed_is_kept(
    visitor: Browser, phone: str
) -> None:
    walk(visitor, new_phone(), login_name="taken.name")
    page = first_page(Browser(headers={"accept-language": "en"}), phone, login_name="Taken.Name")
    assert "This login name is taken." in words(page)
    assert phone in page.content.decode()
    assert texts(phone) == []


def test_whose_name_is_taken_meanwhile_chooses_another(visitor: Browser, phone: str) -> None:
    other, faster = new_phone(), Browser()
    first_page(visitor, phone, login_name="both.want")
    walk(faster, other, login_name="both.want")
    visitor.post(f"{DOOR}code/", {"code": newest_code(phone)})
    assert visitor.get(f"{DOOR}done/").url == f"{DOOR}name/"
    assert "Somebody took the name both.want" in words(visitor.get(f"{DOOR}name/"))
    for name in ("both.want", "1"):
        answer = visitor.post(f"{DOOR}name/", {"login_name": name})
        assert 'id="id_login_name_error"' in answer.content.decode()
    assert visitor.post(f"{DOOR}name/", {"login_name": new_name()}).url == f"{DOOR}done/"
    assert customer_of(phone).user.check_password(PASSWORD)


@pytest.mark.parametrize("page", ["code", "name", "done"])
def test_no_step_can_be_jumped_to(visitor: Browser, phone: str, page: str) -> None:
    assert visitor.get(f"{DOOR}{page}/").url == DOOR
    first_page(visitor, phone)
    if page != "code":
        assert visitor.post(f"{DOOR}{page}/", {"login_name": "x.y.z"}).url == f"{DOOR}code/"
    assert nobody_has(phone)


def test_an_attempt_belongs_to_its_own_visit_and_to_a_quarter_of_an_hour(
    visitor: Browser, phone: str
) -> None:
    first_page(visitor, phone)
    code = {"code": newest_code(phone)}
    assert Browser().post(f"{DOOR}code/", code).url == DOOR
    with clock.moved(timedelta(minutes=16)):
        assert visitor.post(f"{DOOR}code/", code).url == DOOR
    assert nobody_has(phone)


def test_a_wrong_code_is_counted_and_the_sixth_is_not_looked_at(
    visitor: Browser, phone: str
) -> None:
    first_page(visitor, phone)
    right = newest_code(phone)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        page = words(visitor.post(f"{DOOR}code/", {"code": wrong}))
    assert "The tries for this code are used up" in page
    assert visitor.post(f"{DOOR}code/", {"code": right}).status_code == 200
    assert nobody_has(phone)


def test_a_code_of_one_registration_is_refused_for_another(visitor: Browser) -> None:
    one, two = new_phone(), new_phone()
    other = Browser(headers={"accept-language": "en"})
    first_page(visitor, one)
    first_page(other, two)
    codes = {"code": newest_code(one)}, {"code": newest_code(two)}
    assert other.post(f"{DOOR}code/", codes[0]).status_code == 200
    assert visitor.post(f"{DOOR}code/", codes[0]).url == f"{DOOR}done/"
    assert other.post(f"{DOOR}code/", codes[1]).url == f"{DOOR}done/"


def test_who_comes_twice_is_told_of_the_access(visitor: Browser, phone: str) -> None:
    second = Browser(headers={"accept-language": "en"})
    first_page(visitor, phone)
    code = {"code": newest_code(phone)}
    with clock.moved(timedelta(seconds=31)):
        first_page(second, phone)
        assert second.post(f"{DOOR}code/", {"code": newest_code(phone)}).url == f"{DOOR}done/"
        assert visitor.post(f"{DOOR}code/", code).url == "/sign-in/"
    assert "You already have access. Sign in." in words(visitor.get("/sign-in/"))


def test_a_network_gets_twenty_codes_an_hour_and_then_is_told_when(visitor: Browser) -> None:
    for _ in range(20):
        first_page(visitor, new_phone())
    late = new_phone()
    assert first_page(visitor, late).url == f"{DOOR}code/"
    assert "No valid code is on its way" in words(visitor.get(f"{DOOR}code/"))
    assert texts(late) == []
    elsewhere = Browser(REMOTE_ADDR=from_network(91))
    assert first_page(elsewhere, new_phone()).url == f"{DOOR}code/"
    with clock.moved(timedelta(minutes=61)):
        first_page(visitor, late)
        assert len(texts(late)) == 1


def test_a_network_begins_sixty_an_hour(visitor: Browser, phone: str) -> None:
    for _ in range(60):
        first_page(visitor, "not a number", login_name=new_name())
        first_page(visitor, phone, password="short", again="short")
    assert "Too many tries. Next try:" in words(first_page(visitor, phone))
    assert texts(phone) == []
    with clock.moved(timedelta(minutes=61)):
        assert first_page(visitor, phone).url == f"{DOOR}code/"


def test_a_network_hears_of_twenty_taken_names_a_day(visitor: Browser) -> None:
    walk(visitor, new_phone(), login_name="well.known")
    for _ in range(20):
        page = words(first_page(visitor, new_phone(), login_name="well.known"))
        assert "This login name is taken." in page
    page = words(first_page(visitor, new_phone(), login_name="well.known"))
    assert "Too many login names were tried" in page


def test_a_stranger_leaves_the_owner_codes_to_sign_in_with() -> None:
    ben = new_person()
    for number in range(24):
        with clock.moved(timedelta(minutes=number % 8, hours=number // 8)):
            first_page(Browser(REMOTE_ADDR=from_network(number)), ben.phone)
    with clock.moved(timedelta(hours=4)):
        client = Browser()
        client.post("/sign-in/?by=phone", {"typed": ben.phone, "password": ben.password})
        assert client.post("/sign-in/code/", {"code": newest_code(ben.phone)}).url == "/my/"


def test_a_recovery_without_a_card_leads_to_a_branch(visitor: Browser, phone: str) -> None:
    walk(visitor, phone)
    with clock.moved(timedelta(minutes=1)):
        visitor.post("/recover/", {"phone": phone})
        assert visitor.post("/recover/code/", {"code": newest_code(phone)}).url == "/recover/proof/"
        assert "Bring your identity card to a branch" in words(visitor.get("/recover/proof/"))
        for word in ("", "anything"):
            visitor.post("/recover/proof/", {"codeword": word})
        assert visitor.get("/recover/password/").url == "/recover/proof/"
