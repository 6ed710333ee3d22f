"""Do the desk's lists stay fast at a million rows? `python -m benchmarks.desk_lists`.

The largest tables are filled in a database of their own, by a superuser with triggers off: through
the bank's deeds it would take a night. Then an auditor's browser asks for each list: its first
page, its last one, a search and each filter. Nothing is raced here: a page is to take no longer
than a person notices, whatever the table holds.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from benchmarks import cluster, machine

RESULTS = Path(__file__).resolve().parent / "results"
ROWS, TRIES, PEOPLE = 1_000_000, 5, 200
WANTED_MS = 300.0
# Times are a second apart, so that the newest row is the last; ids are of their order.
AT = "timestamptz '2026-01-01' + n * interval '1 second'"
ID = "('0199' || lpad(to_hex(n), 8, '0') || '7000800000000000' || '{table:04x}')::uuid"
# What no rule of a column's kind would guess: columns by their table, over the row's number `n`.
COLUMNS: dict[str, dict[str, str]] = {
    "notifications.event": {
        "kind": "(ARRAY['signed-in', 'file-opened', 'payment.settled'])[n % 3 + 1]",
    },
    "notifications.sms": {
        "phone": "'{phone}'", "text": "'{text}'", "lane": "'alerts'", "purpose": "'payment'",
        "state": "CASE n % 50000 WHEN 0 THEN 'failed' ELSE 'delivered' END",
        "gateway": "'notifications.gateways.demo.DemoPhone'", "gateway_reference": "'ref-' || n",
        "language": "'ru'", "refused_by": "'{{}}'", "keeps_text": "false",
    },
    "payments.payment": {
        "number": "202601000000000 + n",
        "state": "CASE n % 50000 WHEN 0 THEN 'unknown' ELSE 'done' END",
        "card_id": "'{card}'", "other_card_id": "NULL", "quote_id": "'{quote}'", "fee_minor": "0",
        "confirmation_id": "NULL", "invoice_id": "NULL", "payer": "'{payer}'",
    },
    "cards.authorization": {
        "key": "'k' || n", "operation": "(ARRAY['purchase', 'cash', 'transfer'])[n % 3 + 1]",
        "outcome": "CASE n % 50000 WHEN 0 THEN 'released' ELSE 'declined' END", "hold": "NULL",
        "rrn": "lpad(n::text, 12, '0')", "auth_code": "''", "currency_number": "'398'",
        "code": "'05'", "reason": "'not-enough'", "lapses_at": "NULL", "held_minor": "0",
        "trace": "'[]'", "authentication": "''",
    },
    "ledger.transfer": {"kind": "'top-up'", "reverses_id": "NULL", "digest": "''"},
    "ledger.entry": {
        "transfer_id": ID.format(table=4), "account_id": "{account} + n % {accounts}", "shard": "0",
        "sequence": "1000 + n / {accounts}", "currency": "'KZT'",
    },
}  # fmt: skip
TABLES = ("notifications.event", "notifications.sms", "payments.payment", "cards.authorization",
          "ledger.transfer", "ledger.entry")  # fmt: skip
# What is searched for in each list: something of a row in the middle.
TYPED = {
    "notifications.event": ID.format(table=0), "notifications.sms": "'ref-' || n",
    "payments.payment": "202601000000000 + n", "cards.authorization": "lpad(n::text, 12, '0')",
    "ledger.transfer": ID.format(table=4), "ledger.entry": ID.format(table=4),
}  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Fill, ask, print the table; exit code 1 if a page takes longer than wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_lists", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of each table")
    asked = parser.parse_args(arguments)
    servers = cluster.start()
    os.environ.update(servers.database("desk"), DJANGO_SETTINGS_MODULE="benchmarks.bank_settings",
                      HOMEBANK_LOG_LEVEL="ERROR")  # fmt: skip
    django.setup()
    known = _open_bank()
    for label in TABLES:
        begun = time.monotonic()
        with servers.superuser("bench_desk") as c:
            c.execute("SET session_replication_role = replica")
            c.execute(_filled(label, asked.rows, known).encode())
        sys.stderr.write(f"{label}: {asked.rows} rows in {time.monotonic() - begun:.0f} s\n")
    servers.analyse("desk")
    lists = {label: dict(_measured(label, asked.rows)) for label in TABLES}
    run = {"machine": machine.describe(), "rows": asked.rows, "lists": lists}
    sys.stdout.write(table(run))
    file = RESULTS / f"{run['machine']['day']}-{run['machine']['name']}-desk-lists.json"
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    sys.exit(any(ms > WANTED_MS for each in lists.values() for ms in each.values()))


def table(run: dict[str, Any]) -> str:
    """A row for each list, in Markdown; milliseconds, medians."""
    where = run["machine"]
    lines = [
        f"{where['day']}, {where['processor']}, {where['cores']} cores, Python {where['python']}, "
        f"Django {where['django']}; load average before: {where['load before']}; "
        f"{run['rows']:,} rows in each table; medians of {TRIES}, ms.", "",
        "| list | first page | last page | search | slowest filter |",
        "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    for label, told in run["lists"].items():
        chosen = {name: ms for name, ms in told.items() if name.startswith("filter ")}
        slowest = max(chosen, key=lambda name: chosen[name]) if chosen else ""
        shown = f"{chosen[slowest]:.0f} ({slowest.removeprefix('filter ')})" if slowest else "-"
        lines.append(f"| {label} | {told['first']:.0f} | {told['last']:.0f} "
                     f"| {told['search']:.0f} | {shown} |")  # fmt: skip
    return "\n".join([*lines, ""])


def _open_bank() -> dict[str, Any]:
    """Some people with cards, and one row of each kind that the many point at."""
    from django.core.management import call_command

    from benchmarks.people import open_cards
    from homebank.lib import crypto

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    cards = open_cards(PEOPLE)
    accounts = sorted(card.account_id for card in cards)
    return {
        "phone": crypto.seal(b"+77000000012", column="notifications_sms.phone"),
        "text": crypto.seal(b"-", column="notifications_sms.text"),
        "payer": crypto.seal(b"-", column="payments_payment.payer"),
        "card": cards[0].pk, "account": accounts[0], "accounts": len(accounts),
        "quote": cards[0].pk,  # a look at the list does not follow it
    }  # fmt: skip


def _filled(label: str, rows: int, known: dict[str, Any]) -> str:
    """The statement that fills a table: each column as told above, else by its kind."""
    from django.apps import apps

    model = apps.get_model(label)
    columns = {}
    for field in model._meta.concrete_fields:
        told = COLUMNS[label].get(field.column)
        if told is None and field.column != "id":
            told = _by_kind(field)
        elif told is None and field.get_internal_type() == "UUIDField":
            told = ID.format(table=TABLES.index(label))
        if told is not None:
            columns[f'"{field.column}"'] = told.format_map(_Known(known))
    names, values = ", ".join(columns), ", ".join(columns.values())
    table = model._meta.db_table
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {rows}) AS n"


class _Known(dict[str, Any]):
    """Braces of arrays stay as they are."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _by_kind(field: Any) -> str:
    kind = field.get_internal_type()
    if kind == "ForeignKey":
        key = field.related_model._meta
        return f"(SELECT {key.pk.column} FROM {key.db_table} LIMIT 1)"
    if kind in {"DateTimeField", "DateField"}:
        return AT
    if kind == "JSONField":
        return "'{{}}'"
    if kind == "BooleanField":
        return "n % 2 = 0"
    if kind == "UUIDField":
        return ID.format(table=0)
    return "100" if "Integer" in kind else "''"


def _measured(label: str, rows: int) -> Iterator[tuple[str, float]]:
    """(what was asked for, its median in milliseconds)."""
    from django.contrib import admin
    from django.db import connection
    from django.urls import reverse

    from homebank.lib.desk_lists import LEAFED_ROWS

    desk = next(d for m, d in admin.site._registry.items() if m._meta.label_lower == label)
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({TYPED[label]})::text FROM generate_series({rows // 2}, {rows // 2}) n"
        )
        typed = cursor.fetchone()[0]
    client = _auditor()
    yield "first", _median(client, address)
    pages = min(rows, LEAFED_ROWS) // desk.list_per_page
    yield "last", _median(client, f"{address}?p={pages}")
    yield "search", _median(client, f"{address}?q={typed}")
    listed = client.get(address, secure=True).context_data["cl"]
    for each in listed.filter_specs:
        choices = list(each.choices(listed))[1:]
        times = {
            str(c["display"]): _median(client, address + c["query_string"]) for c in choices[:12]
        }
        slowest = max(times, key=lambda name: times[name])
        yield f"filter {each.title} = {slowest}", times[slowest]


def _median(client: Any, address: str) -> float:
    times = []
    for _turn in range(TRIES + 1):
        begun = time.perf_counter()
        answer = client.get(address, secure=True)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return statistics.median(times[1:])  # the first one warms up


def _auditor() -> Any:
    """A browser of an auditor, inside."""
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from accounts.models import User
    from accounts.staff.accounts import open_staff

    user = User.objects.filter(login_name="olga.audits").first() or open_staff(
        login_name="olga.audits", password=secrets.token_hex(16), roles=["auditor"]
    )
    client = Client(headers={"accept-language": "en", "host": "localhost"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


if __name__ == "__main__":
    main()
