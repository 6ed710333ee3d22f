"""Everything that a running bank leaves behind, read as bytes: where a secret would be found."""

from __future__ import annotations

import base64
import binascii
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import psycopg
import redis
from django.contrib.sessions.backends.db import SessionStore
from psycopg import sql

from tests.system import LiveBank

TABLES = """
SELECT schemaname, relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY relname
"""
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(rb"\\\\?x((?:[0-9a-f]{2}){4,})")
SIX_DIGITS = re.compile(rb"(?<![\w.%/+-])\d{6}(?![\w.%/+=-])")
ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(.))", re.DOTALL)
CVV = re.compile(rb"(?i)cvv2?\W{1,4}\d{3}(?!\d)")


@dataclass
class Secrets:
    """What must be found nowhere, by its name: `words` in any disguise, `codes` of six digits."""

    words: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def found_in(self, text: bytes) -> set[str]:
        """The names of what the text holds."""
        whole = unfolded(text)
        found = {name for name, word in self.words.items()
                 if any(each in whole for each in disguises(word))}  # fmt: skip
        if not self.codes.isdisjoint(numbers_in(whole)):
            found.add("a code")
        return found | ({"a CVV"} if CVV.search(whole) else set())


def disguises(word: str) -> set[bytes]:
    """The word as text, in JSON and in an address; a card's number in groups too."""
    groups = [" ".join(word[i : i + 4] for i in range(0, len(word), 4))] if word.isdigit() else []
    told = {word, word.casefold(), *groups, *(each.replace(" ", "-") for each in groups)}
    forms = {form for each in told for form in (each, json.dumps(each)[1:-1], quote(each),
                                                quote_plus(each))}  # fmt: skip
    return {form.encode() for form in forms}


def unfolded(text: bytes) -> bytes:
    """The text, and after it what its escapes, hexadecimal and base64 say."""
    parts = [text]
    parts += [ESCAPE.sub(_unescaped, text)] if b"\\" in text else []
    parts += [bytes.fromhex(run.decode()) for run in HEX.findall(text)]
    parts += [known for run in BASE64.findall(text) for known in _of_base64(run)]
    return b"\n".join(parts)


def numbers_in(text: bytes) -> set[str]:
    """Numbers of six digits that stand there by themselves."""
    return {run.decode() for run in SIX_DIGITS.findall(text)}


@contextmanager
def overheard(live: LiveBank) -> Iterator[bytearray]:
    """What Valkey is told within the block: each command of each process, with its arguments."""
    address, heard = urlsplit(live.valkey.url()), bytearray()
    line = socket.create_connection((address.hostname or "", address.port or 0))
    line.sendall(f"AUTH {address.password}\r\nMONITOR\r\n".encode())
    assert line.recv(5) == b"+OK\r\n"
    listener = threading.Thread(target=_listen, args=(line, heard), daemon=True)
    listener.start()
    try:
        yield heard
    finally:
        line.shutdown(socket.SHUT_RDWR)
        listener.join(10)
        line.close()


def traces(live: LiveBank) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, table, session and key that the bank has written."""
    yield from _files(live)
    database = live.environment["DATABASE_URL"].rsplit("/", 1)[1]
    with psycopg.connect(live.postgres.url("postgres", database)) as reader:
        for schema, table in reader.execute(TABLES).fetchall():
            yield f"table {table}", _copied(reader, schema, table)
        for (data,) in reader.execute("SELECT session_data FROM django_session").fetchall():
            yield "a session", json.dumps(SessionStore().decode(data)).encode()
    with redis.Redis.from_url(live.valkey.url()) as broker:
        for key in broker.scan_iter():
            yield f"key {key.decode()}", key + b" " + _value(broker, key)


def _files(live: LiveBank) -> Iterator[tuple[str, bytes]]:
    """Logs of every process and of both servers, the broker's journal, beat's own."""
    kept = [path for path in live.state.rglob("*") if path.is_file()]
    secret = {"made.json", "valkey.conf"}
    for path in [*kept, live.postgres.root / "server" / "postgres.log"]:
        if path.name not in secret:
            yield f"file {path.name}", path.read_bytes()


def _copied(reader: psycopg.Connection, schema: str, table: str) -> bytes:
    copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, table))
    with reader.cursor() as cursor, cursor.copy(copy) as rows:
        return b"".join(bytes(row) for row in rows)


def _value(broker: Any, key: bytes) -> bytes:
    read = {
        b"string": broker.get, b"hash": broker.hgetall, b"set": broker.smembers,
        b"list": lambda name: broker.lrange(name, 0, -1),
        b"zset": lambda name: broker.zrange(name, 0, -1),
        b"none": lambda _name: b"",
    }  # fmt: skip
    return repr(read[broker.type(key)](key)).encode()


def _listen(line: socket.socket, heard: bytearray) -> None:
    while piece := line.recv(65536):
        heard += piece


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode()) if found[1] else found[2]


def _of_base64(run: bytes) -> Iterator[bytes]:
    plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    whole = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        yield base64.b64decode(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return
