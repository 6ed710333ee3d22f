"""The roof: logs that tell nothing, a start that refuses bad configuration, no uploads."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from homebank.env import database
from homebank.launcher import System
from homebank.lib import embedded, ports
from homebank.lib.embedded import CHECKOUT, CannotStart
from homebank.logs import LONGEST, Redact, redacted
from homebank.startup import refuse_unsafe


@pytest.mark.parametrize(
    ("line", "secret"),
    [("card 4405645000006150 seen", "4405645000006150"), ("4405 6450 0000 6150", "0000 6150"),
     ("@homebank.kz #482915", "482915"), ("code=482915", "482915"),
     ("{'password': 'Aq-boz-at'}", "Aq-boz-at"), ("codeword: samovar", "samovar")],
)  # fmt: skip
def test_a_log_line_loses_its_secrets(line: str, secret: str) -> None:
    assert secret not in redacted(line)


def test_a_log_line_loses_its_secrets_in_arguments_too() -> None:
    record = logging.LogRecord("x", 20, "f", 1, "%s\nnext line", ("code=482915",), None)
    assert Redact().filter(record)
    assert record.getMessage() == "code=[hidden]\\nnext line"


@pytest.mark.parametrize("hostile", ["@", "1", "1 ", "code=", "@a #", "pass", "code ", "token\t"])
def test_a_stranger_cannot_make_the_redactor_think_long(hostile: str) -> None:
    began = time.process_time()
    assert len(redacted(hostile * 100_000)) < 3 * LONGEST
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    "wrong",
    [{"ALLOWED_HOSTS": ["bank.example"]}, {"DEMO": False, "CLOCK_FILE": "/tmp/clock"},
     {"DEMO": False}],
)  # fmt: skip
def test_a_process_does_not_start_on_what_the_checks_refuse(wrong: dict[str, object]) -> None:
    with override_settings(**wrong), pytest.raises(ImproperlyConfigured, match="E00"):
        refuse_unsafe()


def test_the_site_itself_does_not_start_as_a_demo_for_the_world() -> None:
    environment = {**os.environ, "HOMEBANK_ALLOWED_HOSTS": "bank.example",
                   "DJANGO_SETTINGS_MODULE": "homebank.settings"}  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", "import homebank.wsgi"], cwd=CHECKOUT, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode != 0
    assert "homebank.E001" in told.stderr


@pytest.mark.django_db
def test_the_urls_word_on_tls_reaches_the_driver_and_any_other_is_refused() -> None:
    asked = "?sslmode=verify-full&sslrootcert=/etc/homebank/ca.pem"
    options = database(f"postgresql://homebank_web:x@db.internal/homebank{asked}")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["sslmode"] == "verify-full"
    assert options["sslrootcert"] == "/etc/homebank/ca.pem"
    with pytest.raises(ImproperlyConfigured, match="asks for sslmod;"):
        database("postgresql://homebank_web:x@db.internal/homebank?sslmod=require")


def test_no_page_takes_a_file() -> None:
    body = SimpleUploadedFile("bomb.bin", b"x" * 100_000)
    answer = Client().post("/sign-in/", {"f": body, "typed": "+77000000012"})
    assert answer.status_code < 500
    assert not answer.wsgi_request.FILES


def test_running_processes_do_not_know_the_owner_of_the_tables(tmp_path: Path) -> None:
    system = System(1, tmp_path, {"DATABASE_OWNER_URL": "secret", "DATABASE_URL": "web"})
    assert "DATABASE_OWNER_URL" not in system._environment()
    assert system._environment()["DATABASE_URL"] == "web"


def test_a_planted_link_is_not_taken_for_a_folder_of_ours(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(CannotStart, match="not a folder of ours"):
        embedded._must_be_ours(tmp_path / "link")


def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "DISK_NEEDED", 1 << 60)
    with pytest.raises(CannotStart, match="free disk"):
        embedded.enter(tmp_path)


def test_readiness_names_what_is_missing(db: None) -> None:
    assert Client().get("/readyz").json() == {"status": "ok", "database": "ok", "broker": "ok"}
    nowhere = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{ports.free_port()}/0",
        }
    }
    with override_settings(CACHES=nowhere):
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "ConnectionError"
    assert answer.json()["database"] == "ok"
