"""Messages and events at the desk: to look at only; no text of a code, no whole number."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from homebank.lib import clock
from notifications.delivery import deliver
from notifications.events import record
from notifications.gateways import ReceiptState
from notifications.models import Lane
from notifications.receipts import take_receipt
from notifications.sweeping import sweep
from tests.notifications.centre import Centre
from tests.notifications.conftest import (
    SECOND_GATEWAY,
    TELLING_GATEWAY,
    alert,
    any_phone,
    code,
    now_of,
)

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?<!\w)482915(?!\w)")  # any id may hold six digits
LIST = "admin:notifications_sms_changelist"
GATEWAYS = "admin:notifications_gatewaystate_changelist"


def staff(role: Role) -> Client:
    """Somebody of the role who has passed password and authenticator."""
    user = open_staff(login_name="olga.sms", password="saxaul, steppe, seven", roles=[role])
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


def page_of(client: Client, pk: object) -> str:
    path = reverse("admin:notifications_sms_change", args=[pk])
    return client.get(path).content.decode()


def test_a_code_and_a_whole_number_are_never_shown(phone: str) -> None:
    sms, olga = code(phone), staff(Role.CONTACT_CENTRE)
    for html in (page_of(olga, sms.pk), olga.get(reverse(LIST)).content.decode()):
        assert not CODE.search(html)
        assert phone not in html
        assert f"•••\u00a0••\u00a0{phone[-2:]}" in html
    assert "The text of a code is not shown." in page_of(olga, sms.pk)


def test_an_alert_is_read_as_it_was_sent(phone: str) -> None:
    assert "Казахтелеком" in page_of(staff(Role.CONTACT_CENTRE), alert(phone).pk)


def test_a_message_is_found_by_a_whole_number_only(phone: str) -> None:
    alert(phone)
    alert(any_phone())
    olga = staff(Role.CONTACT_CENTRE)
    assert olga.get(reverse(LIST), {"q": phone}).context["cl"].result_count == 1
    assert olga.get(reverse(LIST), {"q": phone[-4:]}).context["cl"].result_count == 0


def test_nobody_changes_adds_or_deletes_a_message_or_an_event(phone: str) -> None:
    rows = {"sms": alert(phone).pk, "event": record(kind="test.happened", customer_id=None).pk}
    olga = staff(Role.AUDITOR)
    for model, pk in rows.items():
        name = f"admin:notifications_{model}"
        paths = [reverse(f"{name}_{verb}", args=[pk]) for verb in ("change", "delete")]
        assert olga.get(paths[0]).status_code == 200
        for path in [*paths, reverse(f"{name}_add")]:
            assert olga.post(path, {"post": "yes", "state": "sent"}).status_code == 403


def test_a_tariff_editor_sees_no_messages() -> None:
    assert staff(Role.TARIFF_EDITOR).get(reverse(LIST)).status_code == 403


def test_a_stranger_is_sent_to_the_door(client: Client) -> None:
    assert "/login/" in client.get(reverse(LIST))["Location"]


def test_a_message_tells_its_way_with_times_in_almaty(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.status = 503
    sms = code(phone)
    deliver(lane=Lane.CODES)
    with clock.moved(timedelta(seconds=2)):
        deliver(lane=Lane.CODES)
    take_receipt(gateway=SECOND_GATEWAY, gateway_references=[now_of(sms).gateway_reference],
                 state=ReceiptState.DELIVERED, word="DELIVRD",
                 at=datetime(2026, 11, 22, 20, 30, 5, tzinfo=UTC))  # fmt: skip
    html = page_of(staff(Role.CONTACT_CENTRE), sms.pk)
    for told in ("Attempt 1: refused for now", "HTTP 503", "TellingGateway", "SecondGateway",
                 "Attempt 2: accepted", "Receipt: delivered", "DELIVRD", "23.11.2026 01:30:05",
                 now_of(sms).gateway_reference):  # fmt: skip
        assert told in html
    assert not CODE.search(html)


def test_messages_are_filtered_by_state_and_gateway(
    centre: Centre, second: Centre, phone: str
) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    alert(phone)
    olga = staff(Role.CONTACT_CENTRE)
    asked = [({"gateway": TELLING_GATEWAY}, 1), ({"gateway": SECOND_GATEWAY}, 0),
             ({"state__exact": "queued"}, 1), ({"gateway": "no.such"}, 0)]  # fmt: skip
    for query, count in asked:
        assert olga.get(reverse(LIST), query).context["cl"].result_count == count


def test_the_desk_shows_which_gateway_works_and_which_rests(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.status = 402
    code(phone)
    deliver(lane=Lane.CODES)
    sweep()
    html = staff(Role.AUDITOR).get(reverse(GATEWAYS)).content.decode()
    first, other = html.index("TellingGateway"), html.index("SecondGateway")
    assert first < other
    assert html.index("rests after failures") < other < html.index(">works<")
    assert "HTTP 402" in html


@pytest.mark.parametrize("role", [Role.TARIFF_EDITOR, Role.APPROVER])
def test_the_gateways_are_not_everybodys_business(role: Role) -> None:
    assert staff(role).get(reverse(GATEWAYS)).status_code == 403
