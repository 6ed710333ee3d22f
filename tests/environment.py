"""Before Django wakes: one fast cluster for the run, a Valkey and a clock for each worker."""

import atexit
import os
import sys
from pathlib import Path

from homebank.lib import embedded

STATE = embedded.state_folder() / "test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def enter() -> None:
    """Set the environment of the settings. Workers of xdist share the controller's cluster."""
    if os.environ.get("HOMEBANK_TEST_WORKER") == f"{STATE} {WORKER}":
        return  # a process that a worker started: at its end it would stop the worker's Valkey
    os.environ["HOMEBANK_TEST_WORKER"] = f"{STATE} {WORKER}"
    # Two hundred processes of the bank start in a run: a quarter of each start was compiling it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if os.environ.get("HOMEBANK_TEST_STATE") != str(STATE):
        STATE.mkdir(exist_ok=True)
        os.environ.update(embedded.enter(STATE, fast=True))
        os.environ["HOMEBANK_TEST_STATE"] = str(STATE)
    if WORKER:
        valkey = embedded.Valkey(STATE / f"valkey-{WORKER}")
        valkey.start()
        atexit.register(valkey.stop)
        os.environ["REDIS_URL"] = valkey.url()
    clock = STATE / f"clock-{WORKER}"
    clock.unlink(missing_ok=True)
    os.environ["HOMEBANK_CLOCK_FILE"] = str(clock)
    os.environ["HOMEBANK_BOOK_ROOTS_FOLDER"] = ""  # each test has a book, and roots, of its own
    works = STATE / f"maintenance-{WORKER}.json"
    works.unlink(missing_ok=True)
    os.environ["HOMEBANK_MAINTENANCE_FILE"] = str(works)


def process_env(**more: str) -> dict[str, str]:
    """The environment for a process of the bank that works on this test's database."""
    from django.db import connection

    database = connection.settings_dict["NAME"]
    urls = postgres().urls(database)
    settings = {"DJANGO_SETTINGS_MODULE": "homebank.settings", "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **settings, **urls, **more}


def postgres() -> embedded.Postgres:
    """The cluster of this run."""
    return embedded.Postgres(STATE / "postgres", fast=True)


def checkout() -> Path:
    return embedded.CHECKOUT
