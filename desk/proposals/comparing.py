"""Two texts compared line by line, at a cost that nobody who writes one of them can raise."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

# Lines that repeat make the comparison cubic: 300 on both sides take a tenth of a second at worst.
MOST = 300
Pieces = Iterator[tuple[str, str]]


def pieces_of(before: str, after: str) -> list[tuple[str, str]]:
    """The lines of both texts in their order: (del, ins or nothing, line).

    What differs over more than MOST lines stands whole, the former text before the new one.
    """
    old, new = before.splitlines(), after.splitlines()
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    begin, end = old[:first], old[len(old) - last :]
    changed = _compared(old[first : len(old) - last], new[first : len(new) - last])
    return [*_signed("", begin), *changed, *_signed("", end)]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _compared(old: Sequence[str], new: Sequence[str]) -> Pieces:
    if max(len(old), len(new)) > MOST:
        yield from _signed("del", old)
        yield from _signed("ins", new)
        return
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for sign, old_from, old_to, new_from, new_to in found:
        yield from _signed("" if sign == "equal" else "del", old[old_from:old_to])
        if sign != "equal":
            yield from _signed("ins", new[new_from:new_to])


def _signed(sign: str, lines: Sequence[str]) -> Pieces:
    return ((sign, line) for line in lines)
