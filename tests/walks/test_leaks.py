"""Every pathway is walked with secrets that would be known again; nothing has kept them (S10)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from homebank.demo_bank.people import OPERATOR, OPERATOR_PASSWORD
from tests.flows import ask_for_code, draft, ended, sign_in
from tests.people import CODEWORD, PASSWORD
from tests.system import LiveBank
from tests.traces import Secrets, numbers_in, overheard, traces, unfolded
from tests.visitor import Visitor, facts, forms

pytestmark = [pytest.mark.xdist_group("live")]
WRONG_WORD, WRONG_PASSWORD = "чёрный аргамак", "Wrong-Kyzyl-kum-1771"
NEWCOMER = "Newcomer-Esil-2034"
CHOSEN, RECOVERED, CHANGED = "Chosen-Altyn-2031", "Recovered-Tobyl-2032", "Changed-Ile-2033"
WRONG_CODE = "739164"
HALF_HOUR = 1800
NOT_OURS = "4405640000009994"


@dataclass
class Walk:
    """What was typed and what came back, over all visitors."""

    live: LiveBank
    secrets: Secrets = field(default_factory=Secrets)
    addresses: list[str] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    revealed: list[bytes] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    broker: bytes = b""
    before: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """What stood there before is none of ours: the length of files, numbers of six digits."""
        for place, text in traces(self.live):
            self.numbers |= numbers_in(text)
            self.before |= {place: len(text)} if place.startswith("file ") else {}

    def found(self) -> dict[str, set[str]]:
        """The names of secrets by where they are."""
        sought = Secrets(self.secrets.words, self.secrets.codes - self.numbers)
        places = ((place, text[self.before.get(place, 0) :]) for place, text in traces(self.live))
        return {place: names for place, text in places if (names := sought.found_in(text))}

    def visitor(self) -> Visitor:
        made = Visitor(self.live)
        made.http.event_hooks["response"].append(self._see)
        return made

    def code(self, person: dict[str, Any], seen: int) -> str:
        code = self.live.code(person["phone"], after=seen)
        self.secrets.codes.add(code)
        return code

    def seen(self, person: dict[str, Any]) -> int:
        return len(self.live.messages(person["phone"]))

    def _see(self, answer: Any) -> None:
        answer.read()
        self.addresses.append(str(answer.request.url))
        shows = b"data-reveal" in answer.content
        (self.revealed if shows else self.pages).append(answer.content)


@pytest.fixture(scope="module")
def walk(live: LiveBank) -> Walk:
    """All pathways, one after another, while the broker is listened to."""
    done = Walk(live)
    newcomer, owner = live.person(registered=False), live.person()
    done.secrets.words = {
        "a card number": newcomer["number"], "another card number": owner["number"],
        "a card number of nobody": NOT_OURS, "the codeword": CODEWORD,
        "the codeword as compared": CODEWORD.replace(" ", ""), "a wrong codeword": WRONG_WORD,
        "the password": PASSWORD, "a wrong password": WRONG_PASSWORD, "a chosen one": CHOSEN,
        "a recovered one": RECOVERED, "a changed one": CHANGED,
        "the operator's password": OPERATOR_PASSWORD, "a newcomer's": NEWCOMER,
    }  # fmt: skip
    done.secrets.codes.add(WRONG_CODE)
    done.begin()
    with overheard(live) as heard:
        registers_with_a_card(done, newcomer)
        registers_without_a_card(done)
        visitor = signs_in(done, newcomer | {"password": CHOSEN})
        pays(done, visitor, newcomer)
        looks_at_the_card(done, visitor, newcomer)
        sets_an_app_up(done, visitor, newcomer)
        changes_the_password(done, owner)
        recovers(done, owner)
        enters_the_desk(done)
    done.broker = bytes(heard)
    return done


def registers_with_a_card(walk: Walk, person: dict[str, Any]) -> None:
    visitor, born = walk.visitor(), date.fromisoformat(person["born"])
    for wrong in ({"codeword": WRONG_WORD}, {"number": NOT_OURS}, {}):
        seen = walk.seen(person)
        visitor.open("/register/")
        visitor.fill(**(facts(person) | wrong), birth_date=f"{born:%d.%m.%Y}")
    visitor.fill(code=WRONG_CODE)
    visitor.fill(code=walk.code(person, seen))
    visitor.fill(password=CHOSEN, again=WRONG_PASSWORD)
    visitor.fill(password=CHOSEN, again=CHOSEN)
    assert visitor.path == "/register/done/", visitor.text


def registers_without_a_card(walk: Walk) -> None:
    visitor, phone = walk.visitor(), f"+7701{uuid4().int % 10**7:07d}"
    visitor.open("/register/without-a-card/")
    visitor.fill(login_name=f"guest.{uuid4().hex[:12]}", phone=phone, password=NEWCOMER,
                 again=NEWCOMER, agreed="on")  # fmt: skip
    visitor.fill(code=WRONG_CODE)
    visitor.fill(code=walk.code({"phone": phone}, 0))
    assert visitor.path == "/register/without-a-card/done/", visitor.text


def signs_in(walk: Walk, person: dict[str, Any]) -> Visitor:
    visitor = walk.visitor()
    walk.live.move_clock(HALF_HOUR)
    seen = walk.seen(person)
    for password in (WRONG_PASSWORD, person["password"]):
        visitor.open("/sign-in/?by=phone")
        visitor.fill(typed=person["phone"], password=password)
    visitor.fill(code=WRONG_CODE)
    visitor.fill(code=walk.code(person, seen))
    assert visitor.path == "/my/", visitor.text
    return visitor


def pays(walk: Walk, visitor: Visitor, person: dict[str, Any]) -> None:
    payment = draft(visitor)
    code = ask_for_code(visitor, person, payment)
    walk.secrets.codes.add(code)
    visitor.fill("/confirmation/", code=WRONG_CODE)
    visitor.fill("/confirmation/", code=code)
    assert ended(walk.live, payment) == "done"


def looks_at_the_card(walk: Walk, visitor: Visitor, person: dict[str, Any]) -> None:
    """Its own page shows number and CVV, this once."""
    page = f"/cards/{person['card']}/about/number/"
    seen = walk.seen(person)
    visitor.open(page)
    visitor.fill("/about/number/")
    fill(visitor, code=WRONG_CODE)
    fill(visitor, code=walk.code(person, seen))
    assert visitor.path == page, visitor.text


def sets_an_app_up(walk: Walk, visitor: Visitor, person: dict[str, Any]) -> None:
    """As far as the app's own code: its secret stands in the session by then, sealed."""
    shown = visitor.open("/my/security/app/").text
    letters = re.search(r'<span class="\w+">([A-Z2-7 ]{32,})</span>', shown)
    assert letters is not None
    walk.secrets.words["the app's secret"] = letters[1].replace(" ", "")
    fill(visitor, code=WRONG_CODE)
    assert visitor.path == "/my/security/app/", visitor.text


def changes_the_password(walk: Walk, person: dict[str, Any]) -> None:
    visitor = walk.visitor()
    sign_in(visitor, person)
    seen = walk.seen(person)
    for current in (WRONG_PASSWORD, PASSWORD):
        visitor.open("/my/security/password/")
        fill(visitor, current=current, password=CHANGED, again=CHANGED)
    fill(visitor, code=WRONG_CODE)
    fill(visitor, code=walk.code(person, seen))
    assert visitor.path == "/my/security/", visitor.text


def recovers(walk: Walk, person: dict[str, Any]) -> None:
    visitor = walk.visitor()
    walk.live.move_clock(HALF_HOUR)
    seen = walk.seen(person)
    visitor.open("/recover/")
    visitor.fill(phone=person["phone"])
    visitor.fill(code=WRONG_CODE)
    visitor.fill(code=walk.code(person, seen))
    visitor.fill(codeword=WRONG_WORD)
    visitor.open("/recover/proof/?by=card")
    visitor.fill(**{name: person[name] for name in ("number", "expiry", "cvv")})
    visitor.fill(password=RECOVERED, again=RECOVERED)
    assert visitor.path == "/recover/done/", visitor.text


def enters_the_desk(walk: Walk) -> None:
    visitor, live = walk.visitor(), walk.live
    code = live.manage("demo_code").stdout.strip()
    walk.secrets.codes.add(code)
    for password in (WRONG_PASSWORD, OPERATOR_PASSWORD):
        visitor.open(f"/{settings.ADMIN_PATH}/login/")
        visitor.fill(username=OPERATOR, password=password, otp_token=code)
    assert visitor.path == f"/{settings.ADMIN_PATH}/", visitor.text


def fill(visitor: Visitor, **typed: str) -> None:
    """Fill in the form that has such boxes, and not the one that signs out."""
    form = next(each for each in forms(visitor.page) if typed.keys() <= each.values.keys())
    visitor.page = visitor.http.post(str(visitor.page.url), data=form.values | typed,
                                     headers={"Referer": str(visitor.page.url)})  # fmt: skip


def test_no_file_table_session_or_key_has_kept_a_secret(walk: Walk) -> None:
    assert walk.found() == {}


def test_the_broker_was_told_none(walk: Walk) -> None:
    assert b"accounts.warn_owners" in unfolded(walk.broker)
    assert walk.secrets.found_in(walk.broker) == set()


def test_no_address_and_no_page_has_shown_one(walk: Walk) -> None:
    assert walk.secrets.found_in("\n".join(walk.addresses).encode()) == set()
    shown = Secrets(dict(walk.secrets.words))
    del shown.words["the app's secret"]  # whose page is there to show it
    assert shown.found_in(b"\n".join(walk.pages)) == set()


def test_the_page_that_shows_a_card_is_the_only_one_and_is_kept_by_nobody(walk: Walk) -> None:
    number = walk.secrets.words["a card number"]
    grouped = "\u00a0".join(number[at : at + 4] for at in range(0, 16, 4))
    assert len(walk.revealed) == 1
    assert grouped.encode() in walk.revealed[0]
    assert grouped.encode() not in b"\n".join(walk.pages)


def test_the_bank_sends_no_mail() -> None:
    assert settings.ADMINS == []
    assert "mail" not in json.dumps(settings.LOGGING, default=str).lower()
    rooms = [path for path in Path(settings.BASE_DIR).glob("[a-z]*/**/*.py")
             if "tests" not in path.parts]  # fmt: skip
    assert [path for path in rooms if "django.core.mail" in path.read_text()] == []


def test_what_is_planted_is_found(walk: Walk) -> None:
    """Each kind of place, each kind of secret: a search that finds nothing must be able to."""
    code = min(walk.secrets.codes)
    with planted(walk.live, walk.secrets.words["a card number"], code):
        found = walk.found()
    assert found["file planted.log"] == {"the codeword", "a code", "a CVV"}
    assert found["table planted"] == {"a card number", "a code", "the password"}
    assert found["a session"] == {"a wrong codeword"}
    assert found["key planted"] == {"a changed one"}
    with overheard(walk.live) as heard, redis.Redis.from_url(walk.live.valkey.url()) as broker:
        broker.set("planted", json.dumps({"word": WRONG_WORD, "code": code}))
        broker.delete("planted")
    assert {"a wrong codeword", "a code"} <= walk.secrets.found_in(bytes(heard))


class planted:  # noqa: N801 (reads as a clause)
    """Secrets where they must not be, and gone again."""

    def __init__(self, live: LiveBank, number: str, code: str) -> None:
        self.log = live.state / "planted.log"
        self.session = SessionStore().encode({"word": WRONG_WORD})
        self.rows = [(b"number=" + number.encode(), code), (PASSWORD.encode(), "")]
        self.words = f"{CODEWORD} {code} cvv=123"
        self.broker = redis.Redis.from_url(live.valkey.url())
        database = live.environment["DATABASE_URL"].rsplit("/", 1)[1]
        self.database = psycopg.connect(live.postgres.url("postgres", database), autocommit=True)

    def __enter__(self) -> None:
        self.log.write_text(self.words)
        self.broker.set("planted", CHANGED)
        self.database.execute("CREATE TABLE planted (bytes bytea, text text)")
        for row in self.rows:
            self.database.execute("INSERT INTO planted VALUES (%s, %s)", row)
        self.database.execute(
            "INSERT INTO django_session VALUES ('planted', %s, now())", [self.session]
        )

    def __exit__(self, *_: object) -> None:
        self.log.unlink()
        self.broker.delete("planted")
        self.broker.close()
        self.database.execute("DROP TABLE planted")
        self.database.execute("DELETE FROM django_session WHERE session_key = 'planted'")
        self.database.close()
