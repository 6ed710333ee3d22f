"""Checks an exported book against its signed roots. Runs alone: Python, and nothing else of ours.

    python3 book_checker.py BOOK.jsonl ROOTS_FOLDER PUBLIC_KEY

An auditor needs no Django, no database and nothing to install: even the signature is checked
here (Ed25519, RFC 8032, 5.1.7; verification has no secret to leak). docs/ledger.md has the format.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "homebank-book 1"
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]


@dataclass
class Root:
    """A published root: `text` is what was signed."""

    text: str
    signature: str

    @property
    def facts(self) -> dict[str, str]:
        """number, at, previous, entries, chains, digest."""
        return dict(line.split(": ", 1) for line in self.text.splitlines()[1:])

    @property
    def number(self) -> int:
        return int(self.facts["number"])

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass
class _Chain:
    """The entries of one shard of an account, as far as they were read."""

    name: str
    sequence: int = 0
    head: str = ""
    balance: int = 0


@dataclass
class _Sums:
    """What is known of all chains together."""

    lines: dict[int, Any] = field(default_factory=dict)
    cuts: dict[int, int] = field(default_factory=dict)
    by_currency: dict[str, int] = field(default_factory=dict)


def chain_start(account: int, shard: int) -> str:
    """The head of a chain before its first entry."""
    return hashlib.sha256(f"{FORMAT}\n{account}/{shard}".encode()).hexdigest()


def next_head(head: str, line: str) -> str:
    """The head after one more entry, of which `line` is the exported line."""
    return hashlib.sha256(f"{head}\n{line}".encode()).hexdigest()


def check(lines: Iterable[str], roots: list[Root], public_key: str) -> Iterator[str]:
    """Each fault as a sentence; nothing when book and roots agree. Reads the lines once."""
    yield from _check_roots(roots, public_key)
    sums = _Sums({root.number: hashlib.sha256() for root in roots})
    chain = _Chain("")
    for line in lines:
        kind, *values = json.loads(line)
        name = f"{values[0]}/{values[1]}"
        if name != chain.name:
            chain = _Chain(name, head=chain_start(values[0], values[1]))
        if kind == "entry":
            yield from _entry(chain, line, values, sums)
        else:
            yield from _cut(chain, values, sums)
    yield from _agree(roots, sums)


def _check_roots(roots: list[Root], public_key: str) -> Iterator[str]:
    previous, number = "", 0
    for root in roots:
        if not root.text.startswith(f"{FORMAT}\n"):
            yield f"root {root.number}: not of the format {FORMAT}"
        if root.number != number + 1:
            yield f"root {number + 1} is missing"
        elif root.facts["previous"] != previous:
            yield f"root {root.number} does not follow from root {number}"
        if not is_signed(public_key, root.text.encode(), bytes.fromhex(root.signature)):
            yield f"root {root.number}: the signature is not of this key"
        previous, number = root.hash, root.number


def _entry(chain: _Chain, line: str, values: list[Any], sums: _Sums) -> Iterator[str]:
    sequence, amount, currency, after = values[2:6]
    if sequence != chain.sequence + 1:
        yield f"chain {chain.name}: after entry {chain.sequence} comes {sequence}"
    if chain.balance + amount != after:
        yield f"chain {chain.name}, entry {sequence}: the balance after it is not {after}"
    chain.head, chain.sequence, chain.balance = next_head(chain.head, line), sequence, after
    sums.by_currency[currency] = sums.by_currency.get(currency, 0) + amount


def _cut(chain: _Chain, values: list[Any], sums: _Sums) -> Iterator[str]:
    account, shard, sequence, number, head = values
    if sequence != chain.sequence:
        yield f"chain {chain.name}: root {number} says entry {sequence}, here is {chain.sequence}"
    elif head != chain.head:
        yield f"chain {chain.name}: entries up to {sequence} are not those of root {number}"
    if number not in sums.lines:
        yield f"chain {chain.name}: root {number} is not among the roots"
        return
    sums.lines[number].update(cut_line(account, shard, sequence, head))
    sums.cuts[number] = sums.cuts.get(number, 0) + 1


def _agree(roots: list[Root], sums: _Sums) -> Iterator[str]:
    for currency, rest in sums.by_currency.items():
        if rest:
            yield f"{currency}: all entries together make {rest}, not zero"
    for root in roots:
        found = sums.cuts.get(root.number, 0)
        if found != int(root.facts["chains"]):
            yield f"root {root.number} tells of {root.facts['chains']} chains, here are {found}"
        elif sums.lines[root.number].hexdigest() != root.facts["digest"]:
            yield f"root {root.number}: its chains are not those of the book"


def cut_line(account: int, shard: int, sequence: int, head: str) -> bytes:
    """What a root's digest is taken over, a line for each chain that grew."""
    return f"{account} {shard} {sequence} {head}\n".encode()


def read_roots(folder: Path) -> list[Root]:
    """The published roots in their order: `root-000001.txt`, the signature in its last line."""
    found = []
    for path in sorted(folder.glob("root-*.txt")):
        text, signature = path.read_text().rsplit("signature: ", 1)
        found.append(Root(text, signature.strip()))
    return found


def is_signed(public_key: str, message: bytes, signature: bytes) -> bool:
    """Whether the key (64 hexadecimal digits) signed the message with this Ed25519 signature."""
    key, first, second = bytes.fromhex(public_key), signature[:32], signature[32:]
    owner, point, factor = _decoded(key), _decoded(first), int.from_bytes(second, "little")
    if len(signature) != 64 or owner is None or point is None or factor >= ORDER:
        return False
    mixed = int.from_bytes(hashlib.sha512(first + key + message).digest(), "little") % ORDER
    left, right = _times(factor, BASE), _add(point, _times(mixed, owner))
    return not ((left[0] * right[2] - right[0] * left[2]) % P
                or (left[1] * right[2] - right[1] * left[2]) % P)  # fmt: skip


def _add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point, factor = _add(point, point), factor >> 1
    return result


def _decoded(data: bytes) -> Point | None:
    if len(data) != 32:
        return None
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = _x_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _base() -> Point:
    y = 4 * pow(5, -1, P) % P
    x = _x_of(y, 0)
    assert x is not None
    return (x, y, 1, x * y % P)


BASE = _base()


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    book, folder, key = arguments
    roots, faults = read_roots(Path(folder)), 0
    with open(book) as file:
        for fault in check((line.rstrip("\n") for line in file), roots, key):
            faults += 1
            sys.stdout.write(f"{fault}\n")
    sys.stderr.write(f"{len(roots)} roots, {faults} faults\n")
    return 1 if faults or not roots else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
