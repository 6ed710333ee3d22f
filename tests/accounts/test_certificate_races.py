"""Many answers at once with one text: one is looked at. Real threads, real commits."""

from django.contrib.sessions.models import Session

from accounts.models import CertificateDevice, Consent
from notifications.models import Event
from tests.accounts.pages import Browser, cookies_of, from_network, user_of
from tests.accounts.signatures import agreed, answer, key_of, text_of
from tests.accounts.test_codes import at_once
from tests.people import new_person


def test_of_twenty_answers_at_once_one_signs_in(committed: None) -> None:
    anna = new_person()
    first = agreed(network=231)
    signed = key_of(anna.customer.iin).sign(text_of(first))

    def send() -> bool:
        window = Browser(REMOTE_ADDR=from_network(231))
        window.cookies = cookies_of(first)
        return bool(answer(window, signed).status_code == 302 and "_auth_user_id" in window.session)

    assert at_once(20, send).count(True) == 1
    assert Event.objects.filter(kind="signed-in", customer=anna.customer).count() == 1
    assert Consent.objects.filter(customer=anna.customer).count() == 1
    assert CertificateDevice.objects.filter(user=user_of(anna)).count() == 1
    assert Session.objects.exists()
