"""A receipt is shared by a link that another browser opens; the owner alone can make it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from payments.models import Payment
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def share(payer: Payer, payment: Payment) -> str:
    """Press the button; the link."""
    page = payer.client.post(f"/payments/{payment.pk}/share/", follow=True)
    link: str = page.context["link"]
    assert link in page.content.decode()
    return link


@pytest.mark.requirement("PAY-06", "share")
def test_a_link_shows_the_receipt_to_a_stranger_s_browser(anna: Payer) -> None:
    paid = anna.done()
    assert (
        f"/payments/{paid.pk}/share/"
        in anna.client.get(f"/payments/{paid.pk}/receipt/").content.decode()
    )
    answer = Client(headers={"accept-language": "en"}).get(urlsplit(share(anna, paid)).path)
    said = words(answer.content.decode())
    assert answer.status_code == 200
    assert "The bank issued this paper." in said
    assert anna.person.customer.full_name not in said


def test_there_is_no_link_before_it_is_asked_for(anna: Payer) -> None:
    paid = anna.done()
    page = anna.client.get(f"/payments/{paid.pk}/share/")
    assert page.context["link"] == ""
    assert "Make the link" in words(page.content.decode())


@pytest.mark.requirement("PAY-06", "share")
def test_it_is_said_what_a_receiver_sees_and_a_letter_is_offered(anna: Payer) -> None:
    paid = anna.done()
    link = share(anna, paid)
    page = anna.client.get(f"/payments/{paid.pk}/share/")
    assert "Whoever has the link sees" in words(page.content.decode())
    letter = urlsplit(page.context["letter"])
    assert letter.scheme == "mailto"
    assert link in parse_qs(letter.query)["body"][0]


def test_asking_twice_gives_the_same_link(anna: Payer) -> None:
    paid = anna.done()
    assert share(anna, paid) == share(anna, paid)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_shares_it(anna: Payer, method: str) -> None:
    address = f"/payments/{anna.done().pk}/share/"
    assert getattr(new_payer().client, method)(address).status_code == 404
    assert getattr(Client(), method)(address).headers["Location"] == f"/sign-in/?next={address}"


def test_what_is_not_over_has_nothing_to_share(anna: Payer) -> None:
    waiting = anna.drafted()
    answer = anna.client.post(f"/payments/{waiting.pk}/share/")
    assert answer.headers["Location"] == f"/payments/{waiting.pk}/"


def test_a_return_can_be_shared_too(anna: Payer) -> None:
    assert share(anna, anna.done(account=ending("0005")))
