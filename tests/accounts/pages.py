"""Steps that tests of these doors share: what people type, and the code that their phone got."""

import re
from html import unescape
from http.cookies import SimpleCookie
from typing import Any

from django.test import Client

from accounts.models import User
from notifications.models import Sms
from tests.people import Person


class Browser(Client):
    """Django's client; its answers tell `url` where they lead on."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return super().get(*args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        return super().post(*args, **kwargs)


def cookies_of(client: Client) -> SimpleCookie:
    """A jar of its own with what the browser holds now: windows of a race must not share one."""
    return SimpleCookie({name: kept.value for name, kept in client.cookies.items()})


def user_of(person: Person) -> User:
    """The access of somebody who is registered."""
    assert person.user is not None
    return person.user


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


def wrong_code(phone: str) -> str:
    """Six digits that the last SMS to the phone does not hold."""
    return f"{(int(newest_code(phone)) + 1) % 10**6:06d}"


def texts(phone: str, purpose: str = "") -> list[str]:
    """What was sent to the phone, of one purpose or of all."""
    sent = Sms.objects.filter(phone_fingerprint=Sms.fingerprint(phone))
    return [sms.text for sms in sent if purpose in ("", sms.purpose)]


def body(response: Any) -> str:
    """The page without what differs in each answer: tokens, the reference."""
    page = response.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"\b[0-9A-F]{12}\b", "", page)


def words(response: Any) -> str:
    """The page's text with single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def password_step(
    client: Browser, person: Person, way: str = "phone", password: str = "", **extra: str
) -> Any:
    """Post the first page of signing in."""
    user = user_of(person)
    typed = {"phone": person.phone, "id": user.spaced_id, "login": user.login_name}
    data = {"typed": typed[way] or "", "password": password or person.password}
    return client.post(f"/sign-in/?by={way}", data, **extra)


def sign_in(client: Browser, person: Person, way: str = "phone") -> Any:
    """Both pages of signing in."""
    password_step(client, person, way)
    return client.post("/sign-in/code/", {"code": newest_code(person.phone)})
