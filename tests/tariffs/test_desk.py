"""The tariff on the desk: staff who may see it read it; nobody changes it there."""

import pytest
from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.accounts import open_staff
from homebank.lib.money import Money
from tariffs.models import TariffVersion
from tariffs.quotes import make_quote
from tariffs.subjects import Subject

pytestmark = pytest.mark.django_db
DESK = f"/{settings.ADMIN_PATH}/tariffs"


def staff(role: str) -> Client:
    """A browser in which a verified member of staff with the role is signed in."""
    user = open_staff(login_name="some.one", password="saxaul and a samovar", roles=[role])
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return browser


def test_the_auditor_reads_versions_with_their_lines_and_quotes() -> None:
    browser, version = staff("auditor"), TariffVersion.objects.get()
    quote = make_quote(subject=Subject("mobile"), amount=Money(100000), customer_id=None)
    assert "VI. Homebank" in browser.get(f"{DESK}/tariffversion/").content.decode()
    page = browser.get(f"{DESK}/tariffversion/{version.pk}/change/").content.decode()
    assert "29.2.c" in page
    assert "Mobile services" in page
    assert str(quote.id) in browser.get(f"{DESK}/quote/").content.decode()


@pytest.mark.requirement("TAR-03", "never changed in place")
@pytest.mark.parametrize("role", ["tariff-editor", "administrator"])
def test_nobody_changes_a_version_on_the_desk(role: str) -> None:
    browser, version = staff(role), TariffVersion.objects.get()
    for deed in ("add", f"{version.pk}/delete", f"{version.pk}/change"):
        assert browser.post(f"{DESK}/tariffversion/{deed}/", {"number": "2"}).status_code == 403
    assert TariffVersion.objects.get().number == 1


@pytest.mark.parametrize("path", ["tariffversion/", "tariffversion/1/change/", "quote/"])
def test_a_stranger_is_shown_the_door(path: str, client: Client) -> None:
    answer = client.get(f"{DESK}/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/{settings.ADMIN_PATH}/login/")
