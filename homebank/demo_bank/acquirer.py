"""An acquirer and the banks behind it, on loopback, for the demo and the tests: `python -m` this.

It speaks what docs/other-cards.md writes down, and shows the issuer's page of 3-D Secure. How a
card behaves follows from the four digits before its check digit (`MOODS`). What was done under a
key is on disk before it is answered; of a number only a keyed hash and ten digits are.
"""

import argparse
import hashlib
import hmac
import html
import json
import os
import threading
import time
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]
LARGEST_QUESTION = 16 * 1024
SLOW_SECONDS = 15
# The code that the demo's banks "send"; another one is wrong, three wrong ones end it.
CODE, TRIES = "3333", 3
# By the four digits before the check digit: what the deed has instead of its ordinary end.
# verify, charge, undo: a list of words, one a time, the last one stays. "ok" is the ordinary end;
# silent, slow and rubbish do the deed and do not say so; nothing does nothing and says nothing.
MOODS: dict[str, dict[str, list[str]]] = {
    "0001": {"verify": ["wrong-card"]},
    "0002": {"verify": ["silent"]},
    "0003": {"verify": ["rubbish"]},
    "0004": {"charge": ["no-money"]},
    "0005": {"charge": ["silent", "ok"]},
    "0006": {"charge": ["nothing", "internet-closed"]},
    "0007": {"charge": ["rubbish", "ok"]},
    "0008": {"undo": ["silent", "nothing", "ok"]},
    "0009": {"charge": ["nothing"]},
    "0010": {"look": ["nothing", "rubbish", "ok"]},
    "0011": {"release": ["nothing", "silent", "ok"]},
    "0012": {"charge": ["slow", "ok"]},
    "0013": {"charge": ["silent"]},
}


class Acquirer(ThreadingHTTPServer):
    """The server with its journal: checks of cards, debits, and tokens, each by its key."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, journal: Path, key: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.key, self.journal = key, journal
        self.lock = threading.RLock()
        self.rows: dict[str, Row] = {}
        self.counts: Counter[tuple[str, str]] = Counter()
        if journal.exists():
            for line in journal.read_text().splitlines():
                self._remember(line)

    def write(self, row: Row) -> Row:
        """Keep the row, on disk first."""
        with self.lock, self.journal.open("a") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())
            self.rows[row["id"]] = row
        return row

    def word(self, mood: str, deed: str, key: str) -> str:
        """What happens this time: each deed of each key has its own turn."""
        with self.lock:
            words = MOODS.get(mood, {}).get(deed, ["ok"])
            turn = min(self.counts[deed, key], len(words) - 1)
            self.counts[deed, key] += 1
            return words[turn]

    def token_of(self, number: str) -> str:
        """The same for the same number: `tok_` and a keyed hash."""
        hashed = hmac.new(self.key.encode(), number.encode(), hashlib.sha256).hexdigest()
        return f"tok_{hashed[:40]}"

    def _remember(self, line: str) -> None:
        try:
            row: Row = json.loads(line)
        except ValueError:
            return  # the last line of a process that was killed while writing: never answered for
        self.rows[row["id"]] = row


class Handler(BaseHTTPRequestHandler):
    """/v1/… for the bank, /issuer/… for the holder of a card, /journal for tests."""

    server: Acquirer
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        """Look at a check, show an issuer's page, or all that was done."""
        place = self._place()
        if place[:1] == ["issuer"] and len(place) == 2:
            self._issuer_page(place[1])
        elif place == ["journal"]:
            self._json(list(self.server.rows.values()))
        elif place[:2] == ["v1", "verifications"] and len(place) == 3 and self._is_known():
            self._look(place[2])
        else:
            self.send_error(404)

    def do_PUT(self) -> None:
        """Check a card, or debit it: once a key."""
        place = self._place()
        if len(place) != 3 or place[0] != "v1" or not self._is_known():
            self.send_error(404)
        elif place[1] == "verifications":
            self._verify(place[2], self._question())
        elif place[1] == "charges":
            self._charge(place[2], self._question())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Release, undo, forget; and what the holder of a card says on the issuer's page."""
        place = self._place()
        if place[:1] == ["issuer"] and len(place) == 2:
            self._issuer_answer(place[1])
        elif place[0] != "v1" or not self._is_known():
            self.send_error(404)
        elif place[1:] == ["tokens", "forget"]:
            self._forget(self._question())
        elif place[1] == "verifications" and place[3:] == ["release"]:
            self._end(place[2], "release", "released")
        elif place[1] == "charges" and place[3:] == ["undo"]:
            self._end(place[2], "undo", "undone")
        else:
            self.send_error(404)

    def log_message(self, *parts: object) -> None:
        """Keep quiet: numbers of cards do not belong in logs."""

    # What the bank asks -------------------------------------------------------------------

    def _verify(self, key: str, asked: Row) -> None:
        number = str(asked.get("number", ""))
        mood = number[-5:-1]
        with self.server.lock:
            row = self.server.rows.get(key)
            word = self.server.word(mood, "verify", key)
            if row is None and word == "wrong-card":
                row = self.server.write(self._check_row(key, asked, "declined", word))
            elif row is None:
                row = self.server.write(self._check_row(key, asked, "waits"))
        self._say(word, row)

    def _check_row(self, key: str, asked: Row, status: str, reason: str = "") -> Row:
        number = str(asked["number"])
        host = self.headers.get("Host") or ""
        return {
            "id": key, "kind": "check", "status": status, "reason": reason, "wrong": 0,
            "mood": number[-5:-1], "shown": f"{number[:6]}…{number[-4:]}",
            "token": self.server.token_of(number), "return_to": str(asked["return_to"]),
            "page": f"http://{host}/issuer/{key}",
        }  # fmt: skip

    def _look(self, key: str) -> None:
        row = self.server.rows.get(key)
        if row is None:
            self._json({"key": key, "status": "unknown"})
            return
        self._say(self.server.word(row["mood"], "look", key), row)

    def _charge(self, key: str, asked: Row) -> None:
        with self.server.lock:
            row, card = self.server.rows.get(key), self._card(str(asked.get("token")))
            mood = card["mood"] if card else ""
            word = self.server.word(mood, "charge", key)
            if row is None and word != "nothing":
                row = self.server.write(self._charge_row(key, asked, mood, word, card))
        if row is not None and row["status"] == "undone":
            row = {**row, "status": "declined", "reason": "issuer"}
        self._say("nothing" if row is None else word, row or {})

    def _charge_row(self, key: str, asked: Row, mood: str, word: str, card: Row | None) -> Row:
        declines = {"no-money", "internet-closed"}
        status = "declined" if word in declines or card is None else "charged"
        reason = "card-gone" if card is None else word if word in declines else ""
        return {"id": key, "kind": "charge", "status": status, "reason": reason, "mood": mood,
                "amount": asked.get("amount"), "number": uuid.uuid4().hex[:12],
                "about": str(asked.get("about", ""))}  # fmt: skip

    def _card(self, token: str) -> Row | None:
        """The last check that gave this token, unless the token was forgotten."""
        if f"forgotten {token}" in self.server.rows:
            checked = [r for r in self.server.rows.values() if r.get("token") == token]
            forgotten = self.server.rows[f"forgotten {token}"]["checks"]
            return checked[-1] if len(checked) > forgotten else None
        rows = list(self.server.rows.values())
        return next((row for row in reversed(rows) if row.get("token") == token), None)

    def _end(self, key: str, deed: str, status: str) -> None:
        """Once ended it stays so, and a key that nobody knows is ended for good as well."""
        with self.server.lock:
            row = self.server.rows.get(key) or {"id": key, "kind": deed, "mood": ""}
            word = self.server.word(row["mood"], deed, key)
            if word != "nothing" and row.get("status") not in (status, "declined"):
                row = self.server.write({**row, "status": status})
        self._say(word, {**row, "status": status})

    def _forget(self, asked: Row) -> None:
        token = str(asked.get("token"))
        checks = sum(row.get("token") == token for row in self.server.rows.values())
        self.server.write({"id": f"forgotten {token}", "kind": "forgotten", "checks": checks})
        self._json({"status": "forgotten"})

    def _say(self, word: str, row: Row) -> None:
        """The row as it stands, unless the mood keeps it to itself."""
        if word in ("silent", "nothing"):
            self.close_connection = True
            return
        if word == "slow":
            time.sleep(SLOW_SECONDS)
        if word == "rubbish":
            self._send(b"<html>It works!</html>", "text/html")
            return
        names = ("status", "reason", "page", "token", "amount", "number")
        told = {name: row[name] for name in names if row.get(name) is not None}
        if told.get("status") != "held":
            told.pop("token", None)
        self._json({"key": row["id"], **told})

    # What the holder of the card sees -----------------------------------------------------

    def _issuer_page(self, key: str, note: str = "") -> None:
        row = self.server.rows.get(key)
        if row is None or row["kind"] != "check" or row["status"] != "waits":
            self._send(_page("<p>There is nothing to confirm.</p>"), "text/html", 404)
            return
        shown = html.escape(row["shown"])
        self._send(_page(
            f"<p>Homebank asks for <b>1.00 KZT</b> on <b>{shown}</b>. It is given back.</p>"
            f"<p>{html.escape(note)}</p><form method=post><label>Code from your bank’s SMS "
            f'<input name=code inputmode=numeric autocomplete=one-time-code></label> '
            "<button name=do value=confirm>Confirm</button> "
            "<button name=do value=refuse>Refuse</button></form>"
            f"<p><small>Demo: the code is {CODE}.</small></p>"
        ), "text/html")  # fmt: skip

    def _issuer_answer(self, key: str) -> None:
        said = parse_qs(self._body().decode(errors="replace"))
        code, deed = said.get("code", [""])[0].strip(), said.get("do", [""])[0]
        with self.server.lock:
            row = self.server.rows.get(key)
            if row is None or row["kind"] != "check" or row["status"] != "waits":
                self._issuer_page(key)
                return
            if deed != "refuse" and code == CODE:
                row = self.server.write({**row, "status": "held"})
            elif deed == "refuse" or row["wrong"] + 1 >= TRIES:
                ended = {"status": "declined", "reason": "authentication"}
                row = self.server.write({**row, **ended})
            else:
                row = self.server.write({**row, "wrong": row["wrong"] + 1})
        if row["status"] == "waits":
            self._issuer_page(key, "That code does not match.")
            return
        self.send_response(303)
        self.send_header("Location", row["return_to"])
        self.end_headers()

    # How it is carried --------------------------------------------------------------------

    def _place(self) -> list[str]:
        return [part for part in urlsplit(self.path).path.split("/") if part] or [""]

    def _is_known(self) -> bool:
        told = self.headers.get("Authorization") or ""
        return hmac.compare_digest(told, f"Bearer {self.server.key}")

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, LARGEST_QUESTION))

    def _question(self) -> Row:
        try:
            asked = json.loads(self._body())
        except ValueError:
            asked = {}
        return asked if isinstance(asked, dict) else {}

    def _json(self, told: Any) -> None:
        self._send(json.dumps(told).encode(), "application/json")

    def _send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _page(inside: str) -> bytes:
    head = "<!doctype html><html lang=en><meta charset=utf-8><title>Card’s bank</title>"
    look = "<meta name=viewport content='width=device-width'><body><h1>Your card’s bank</h1>"
    return f"{head}{look}{inside}</body></html>".encode()


def main() -> None:
    """Serve until it is stopped."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--state", type=Path, required=True, help="file of what was done")
    told.add_argument("--key", required=True, help="what the bank shows to be known")
    options = told.parse_args()
    Acquirer(options.port, options.state, options.key).serve_forever()


if __name__ == "__main__":
    main()
