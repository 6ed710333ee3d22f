"""Gateways keep the contract; a gateway of one's own can be run against the same class."""

import inspect
import io
import re
import subprocess
import sys
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from homebank.lib.ports import free_port
from notifications.gateways import GatewayError, SmsGateway
from notifications.gateways.console import Console
from notifications.gateways.demo import DemoPhone
from notifications.handsets import read_messages
from tests import environment
from tests.notifications.centre import Centre, HttpGateway
from tests.notifications.conftest import any_phone
from tests.notifications.contract import TEXT, GatewayContract, send_one

__all__ = ["TEXT", "GatewayContract"]


class TestConsole(GatewayContract):
    @pytest.fixture
    def gateway(self) -> SmsGateway:
        return Console(io.StringIO())


@pytest.mark.django_db
class TestDemoPhone(GatewayContract):
    @pytest.fixture
    def gateway(self) -> SmsGateway:
        return DemoPhone()

    def test_it_shows_a_message_once_however_often_it_is_sent(self, gateway: SmsGateway) -> None:
        phone, reference = any_phone(), uuid4()
        gateway.send(to=phone, text=TEXT, reference=reference)
        gateway.send(to=phone, text=TEXT, reference=reference)
        assert [m.text for m in read_messages(phone=phone)] == [TEXT]

    def test_it_is_not_made_outside_a_demo(self, settings: Any) -> None:
        settings.DEMO = False
        with pytest.raises(ImproperlyConfigured):
            DemoPhone()


class TestHttpGateway(GatewayContract):
    """The gateway of docs/messages.md."""

    answers: ClassVar = [(503, False, False), (400, True, False), (500, False, True)]

    @pytest.fixture
    def gateway(self, centre: Centre) -> SmsGateway:
        return HttpGateway()

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> SmsGateway:
        monkeypatch.setenv("SMS_CENTRE_URL", f"http://127.0.0.1:{free_port()}")
        return HttpGateway()

    @pytest.mark.parametrize(("status", "permanent", "uncertain"), answers)
    def test_it_tells_a_passing_trouble_from_a_final_one_and_from_a_riddle(
        self, gateway: SmsGateway, centre: Centre, status: int, permanent: bool, uncertain: bool
    ) -> None:
        centre.status = status
        with pytest.raises(GatewayError) as refused:
            send_one(gateway)
        assert (refused.value.permanent, refused.value.uncertain) == (permanent, uncertain)
        assert "482915" not in str(refused.value)


def test_the_gateway_in_the_docs_is_the_one_tested_here() -> None:
    shown = (environment.checkout() / "docs" / "messages.md").read_text()
    assert inspect.getsource(HttpGateway) in shown


SEND_ONE = """
from homebank.celery import app
from tests.notifications.conftest import code
from notifications.delivery import deliver
from celery.utils.log import LoggingProxy
import logging, sys
sys.stderr = LoggingProxy(logging.getLogger("celery.redirected"))
code({phone!r})
deliver(lane="codes")
"""


@pytest.mark.requirement("NTF-01", "console")
def test_the_console_shows_a_code_to_the_developer_past_the_log(quiet: None) -> None:
    phone = any_phone()
    env = environment.process_env(HOMEBANK_SMS_GATEWAY="notifications.gateways.console.Console")
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", SEND_ONE.format(phone=phone)],
        env=env, cwd=environment.checkout(), capture_output=True, text=True, timeout=99, check=True,
    )  # fmt: skip
    assert re.search(rf"SMS to {re.escape(phone)} .*\n  \| 482915: вход", done.stderr)
    assert "482915" not in done.stdout
