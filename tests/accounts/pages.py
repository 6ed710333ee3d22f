"""Steps that tests of these doors share: what people type, and the code that their phone got."""

import re

from django.http import HttpResponse
from django.test import Client

from notifications.models import Sms
from tests.people import Person

# Testers sit in networks of their own, so that counts of one test are not another's.
ANYWHERE = "198.51.100.7"


def from_network(number: int) -> str:
    """An address in a network of its own."""
    return f"198.51.{number}.7"


def facts(person: Person, **other: str) -> dict[str, str]:
    """The six facts as their owner types them; `other` replaces some."""
    typed = {
        "number": person.number,
        "expiry": person.expiry,
        "cvv": person.cvv,
        "birth_date": f"{person.birth_date:%d.%m.%Y}",
        "codeword": person.codeword,
        "phone": person.phone,
    }
    return {**typed, **other}


def newest_code(phone: str) -> str:
    """The six digits in the last SMS to the phone."""
    sms = Sms.objects.filter(phone_fingerprint=Sms.fingerprint(phone), lane="codes").last()
    assert sms is not None, "no code was sent"
    found = re.match(r"\d{6}", sms.text)
    assert found is not None
    return found[0]


def texts(phone: str, purpose: str = "") -> list[str]:
    """What was sent to the phone, of one purpose or of all."""
    sent = Sms.objects.filter(phone_fingerprint=Sms.fingerprint(phone))
    return [sms.text for sms in sent if purpose in ("", sms.purpose)]


def body(response: HttpResponse) -> str:
    """The page without what differs in each answer: tokens, the reference."""
    page = response.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"\b[0-9A-F]{12}\b", "", page)


def words(response: HttpResponse) -> str:
    """The page's text with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def password_step(
    client: Client, person: Person, way: str = "phone", password: str = "", **extra: str
) -> HttpResponse:
    """Post the first page of signing in."""
    assert person.user is not None
    typed = {"phone": person.phone, "id": person.user.spaced_id, "login": person.user.login_name}
    data = {"typed": typed[way] or "", "password": password or person.password}
    return client.post(f"/sign-in/?by={way}", data, **extra)


def sign_in(client: Client, person: Person, way: str = "phone") -> HttpResponse:
    """Both pages of signing in."""
    password_step(client, person, way)
    return client.post("/sign-in/code/", {"code": newest_code(person.phone)})
