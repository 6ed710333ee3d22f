"""Rows in the transaction of the deed: together or not at all, and sealed."""

import re
import subprocess
import sys

import pytest
from django.db import connection

from homebank.lib.ports import free_port
from notifications.models import Sms
from tests import environment
from tests.notifications.conftest import any_phone, code, tell_and_fail

QUEUE = "from tests.notifications.conftest import code; print(code({phone!r}).pk)"


@pytest.mark.django_db
def test_the_number_and_the_text_are_sealed_at_rest(phone: str) -> None:
    sms = code(phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM notifications_sms s WHERE id = %s", [sms.pk])
        row = cursor.fetchone()[0]
    assert phone not in row
    assert not re.search(r"(?<!\w)482915(?!\w)", row)  # any id or hash may hold six digits
    assert Sms.objects.get(phone_fingerprint=Sms.fingerprint(phone)).phone == phone


def test_a_deed_that_is_rolled_back_tells_nobody(quiet: None, phone: str) -> None:
    with pytest.raises(RuntimeError):
        tell_and_fail(phone)
    assert not Sms.objects.filter(phone_fingerprint=Sms.fingerprint(phone)).exists()


@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
def test_a_broker_that_is_down_costs_the_deed_nothing(quiet: None) -> None:
    phone = any_phone()
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", QUEUE.format(phone=phone)],
        env=environment.process_env(REDIS_URL=nowhere), cwd=environment.checkout(),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "broker is down" in done.stderr
    assert "482915" not in done.stderr
    assert Sms.objects.filter(phone_fingerprint=Sms.fingerprint(phone)).count() == 1
