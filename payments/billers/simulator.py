"""A biller that speaks OSMP on loopback: a real process for the demo and for tests.

How it behaves follows from the last four digits of the account (the table is BEHAVIOURS; in
words in docs/billers.md); every other account is credited at once.
"""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from payments.billers.journal import Journal

PATH = "/payment_app.cgi"
SLOW_SECONDS = 15
RUBBISH = "<html><body><h1>It works!</h1>"
HOSTILE = "<script>alert(1)</script> \u202e'\"><img src=x onerror=alert(2)>" + "Ж" * 400


@dataclass(frozen=True)
class Behaviour:
    """What `check` and `pay` answer: result codes in order (the last one stays) or a trouble.

    Troubles: slow, rubbish, empty, silent (closes without an answer). `credits` says whether the
    account is credited in spite of a trouble; `again` is what a repeated `pay` answers, when it
    is not the stored result. `plain` leaves out what is not obligatory, as text/html.
    """

    check: tuple[str, ...] = ("0",)
    pay: tuple[str, ...] = ("0",)
    credits: bool = False
    again: str = "0"
    plain: bool = False
    comment: str = "OK"


BEHAVIOURS = {
    "0001": Behaviour(pay=("1", "1", "0")),
    "0002": Behaviour(check=("5",), pay=("5",)),
    "0003": Behaviour(check=("slow",)),
    "0004": Behaviour(check=("rubbish",)),
    "0005": Behaviour(pay=("7",)),
    "0006": Behaviour(pay=("silent",), credits=True),
    "0007": Behaviour(pay=("silent",), credits=True, again="300"),
    "0008": Behaviour(pay=("empty",)),
    "0009": Behaviour(pay=("slow",), credits=True),
    "0010": Behaviour(pay=("rubbish", "0")),
    "0011": Behaviour(check=("79",), pay=("79",)),
    "0012": Behaviour(check=("1", "0")),
    "0013": Behaviour(comment=HOSTILE),
    "0014": Behaviour(pay=("90", "0")),
    "0015": Behaviour(plain=True),
    "0016": Behaviour(pay=("silent", "7")),
}
ORDINARY = Behaviour()


class Simulator(ThreadingHTTPServer):
    """The server with its journal and the list of what it was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, journal: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.journal = Journal(journal)
        self.asked: list[dict[str, str]] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def count(self, query: dict[str, str]) -> int:
        """Note the question; which one of its kind and number this is, from zero."""
        key = query.get("command", ""), query.get("txn_id", "")
        with self._lock:
            self.asked.append(query)
            self._counts[key] += 1
            return self._counts[key] - 1


class Handler(BaseHTTPRequestHandler):
    """GET /payment_app.cgi (the protocol), /journal and /asked (for tests)."""

    server: Simulator

    def do_GET(self) -> None:
        """Answer a question of the protocol, or show what was credited and asked."""
        parts = urlsplit(self.path)
        if parts.path == PATH:
            self._answer(dict(parse_qsl(parts.query)))
        elif parts.path == "/journal":
            self._send(json.dumps(self.server.journal.rows()), "application/json")
        elif parts.path == "/asked":
            self._send(json.dumps(self.server.asked), "application/json")
        else:
            self.send_error(404)

    def log_message(self, *parts: object) -> None:
        """Keep quiet: accounts do not belong in logs."""

    def _answer(self, query: dict[str, str]) -> None:
        nth = self.server.count(query)
        command, account = query.get("command"), query.get("account", "")
        number, amount = query.get("txn_id", ""), query.get("sum", "")
        behaviour = BEHAVIOURS.get(account[-4:], ORDINARY)
        if command not in {"check", "pay"} or not number.isdigit() or not account or not amount:
            self._send("", "text/html")  # as real front ends do with a bad request
            return
        plan = behaviour.check if command == "check" else behaviour.pay
        word = plan[min(nth, len(plan) - 1)]
        row = None
        if command == "pay" and (word == "0" or behaviour.credits):
            date = query.get("txn_date", "")
            row = self.server.journal.credit(
                number=number, account=account, amount=amount, date=date
            )
            if (row["account"], row["sum"]) != (account, amount):
                word = "300"
            elif not row["fresh"]:
                word = behaviour.again
        self._say(word, behaviour, number, amount, row["prv_txn"] if row else "")

    def _say(self, word: str, behaviour: Behaviour, number: str, amount: str, own: str) -> None:
        if word == "slow":
            time.sleep(SLOW_SECONDS)
            word = "0"
        if word == "silent":
            self.close_connection = True
        elif word == "empty":
            self._send("", "text/html")
        elif word == "rubbish":
            self._send(RUBBISH, "text/html")
        elif behaviour.plain:
            self._send(_xml({"osmp_txn_id": number, "result": word}), "text/html")
        else:
            comment = "Duplicate transaction" if word == "300" else behaviour.comment
            facts = {"osmp_txn_id": number, "sum": amount, "result": word, "comment": comment}
            self._send(_xml({**facts, **({"prv_txn": own} if own else {})}), "text/xml")

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _xml(facts: dict[str, str]) -> str:
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in facts.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><response>{inside}</response>'
