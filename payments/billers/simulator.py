"""The billers as one process on loopback, for the demo and tests: OSMP and the invoice protocol.

How they behave follows from the last four digits of the account (`moods`; in words in
docs/billers.md); every other account is credited at once.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from payments.billers.invoice_peer import InvoicePeer
from payments.billers.journal import Journal
from payments.billers.moods import Behaviour, mood_of
from payments.billers.residents import holder_of

# Where each protocol is answered.
PATHS = {"osmp": "/payment_app.cgi", "invoice": "/invoice"}
PATH = PATHS["osmp"]
SLOW_SECONDS = 15
RUBBISH = "<html><body><h1>It works!</h1>"
LARGEST_QUESTION = 64 * 1024


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
        self.invoices = InvoicePeer(self.journal, self.count)

    def count(self, query: dict[str, str]) -> int:
        """Note the question; which one of its kind and number this is, from zero."""
        key = query.get("command", ""), query.get("txn_id", "")
        with self._lock:
            self.asked.append(query)
            self._counts[key] += 1
            return self._counts[key] - 1


class Handler(BaseHTTPRequestHandler):
    """GET of OSMP, POST of the invoice protocol; /journal and /asked for tests."""

    server: Simulator

    def do_GET(self) -> None:
        """Answer a question of OSMP, or show what was credited and asked."""
        parts = urlsplit(self.path)
        if parts.path == PATH:
            self._answer(dict(parse_qsl(parts.query)))
        elif parts.path == "/journal":
            self._send(json.dumps(self.server.journal.rows()), "application/json")
        elif parts.path == "/asked":
            self._send(json.dumps(self.server.asked), "application/json")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Answer a question of the invoice protocol."""
        length = int(self.headers.get("Content-Length") or 0)
        if urlsplit(self.path).path != PATHS["invoice"] or length > LARGEST_QUESTION:
            self.send_error(404)
            return
        question = self.rfile.read(length).decode(errors="replace")
        reply = self.server.invoices.answer(question)
        if not self._trouble(reply):
            reply = "" if reply == "slow" else reply
            self._send(reply, "text/xml" if reply.startswith("<") else "text/plain")

    def log_message(self, *parts: object) -> None:
        """Keep quiet: accounts do not belong in logs."""

    def _answer(self, query: dict[str, str]) -> None:
        nth = self.server.count(query)
        command, account = query.get("command"), query.get("account", "")
        number, amount = query.get("txn_id", ""), query.get("sum", "")
        behaviour = mood_of(account)
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
        if not self._trouble(word):
            self._say("0" if word == "slow" else word, behaviour, query, row)

    def _trouble(self, word: str) -> bool:
        """Whether the answer is a trouble that leaves nothing to say; "slow" only takes time."""
        if word == "slow":
            time.sleep(SLOW_SECONDS)
        troubles: dict[str, Callable[[], None]] = {
            "silent": self._hang_up,
            "empty": lambda: self._send("", "text/html"),
            "rubbish": lambda: self._send(RUBBISH, "text/html"),
        }
        if word in troubles:
            troubles[word]()
        return word in troubles

    def _hang_up(self) -> None:
        self.close_connection = True

    def _say(
        self, word: str, behaviour: Behaviour, query: dict[str, str], row: dict[str, str] | None
    ) -> None:
        facts = {"osmp_txn_id": query["txn_id"], "result": word}
        if behaviour.plain:
            self._send(_xml(facts), "text/html")
            return
        comment = "Duplicate transaction" if word == "300" else behaviour.comment
        facts |= {"sum": query["sum"], "comment": comment}
        if row:
            facts["prv_txn"] = row["prv_txn"]
        holder = behaviour.comment if behaviour.comment != "OK" else holder_of(query["account"])
        is_known = word == "0" and query["command"] == "check" and holder
        self._send(_xml(facts, holder if is_known else ""), "text/xml")

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _xml(facts: dict[str, str], holder: str = "") -> str:
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in facts.items())
    if holder:
        field = f'<field1 name="fio" type="disp">{escape(holder)}</field1>'
        inside += f"<fields>{field}</fields>"
    return f'<?xml version="1.0" encoding="UTF-8"?><response>{inside}</response>'
