"""Texts of a proposal compared line by line: what stands in which order, however they are long."""

from __future__ import annotations

import pytest

from desk.models import Publication
from desk.proposals.comparing import MOST, pieces_of
from desk.wording.publishing import propose_words
from homebank.lib import clock
from homebank.public.editing.forms import LANGUAGES
from homebank.public.editing.shipped import shipped_body
from tests.accounts.staff import DESK, at_the_desk

LONG = 900


def lines(word: str, count: int = LONG) -> list[str]:
    """Lines that resemble each other and those of another word, each of them another."""
    return [f"{word} fees {number}" for number in range(count)]


def pieces(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    return pieces_of("\n".join(before), "\n".join(after))


def test_what_was_left_out_stands_before_what_came_in_its_place() -> None:
    assert pieces(["a", "fee 1", "fee 2", "b", "c"], ["a", "fee 3", "fee 4", "b"]) == [
        ("", "a"), ("del", "fee 1"), ("del", "fee 2"), ("ins", "fee 3"), ("ins", "fee 4"),
        ("", "b"), ("del", "c"),
    ]  # fmt: skip
    assert pieces(["a", "x", "b", "y", "c"], ["a", "b", "c"]) == [
        ("", "a"), ("del", "x"), ("", "b"), ("del", "y"), ("", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [
    (lines("old"), lines("new")),
    (lines("old", MOST), lines("new", MOST)),
    (["x", *lines("old")], ["y", *lines("new"), "x"]),
    (["same"] * LONG, ["same"] * LONG),
    (["same"] * LONG, ["same"] * MOST),
    (lines("old", 0), lines("new")),
    ([f"{n % 2}" for n in range(6000)], [f"{n % 3}" for n in range(6000)]),
], ids=["resembling", "just compared", "shifted", "equal", "fewer", "none", "short"])  # fmt: skip
def test_each_line_of_both_texts_stands_once_and_in_its_order(
    before: list[str], after: list[str]
) -> None:
    found = pieces(before, after)
    assert [line for sign, line in found if sign != "ins"] == before
    assert [line for sign, line in found if sign != "del"] == after


def test_one_line_among_many_is_found_and_more_than_is_compared_stands_whole() -> None:
    text = lines("old")
    changed = pieces(text, [*text[:450], "new", *text[451:]])
    assert [piece for piece in changed if piece[0]] == [("del", text[450]), ("ins", "new")]
    kept = ["kept"] * (MOST - 1)
    old, new = ["a", *kept, "b"], ["c", *kept, "d"]
    whole = [*(("del", line) for line in old), *(("ins", line) for line in new)]
    assert pieces(old, new) == whole


@pytest.mark.requirement("OPS-04", "before and after")
def test_two_long_articles_that_resemble_each_other_are_shown(db: None) -> None:
    (second, other), by = at_the_desk("administrator"), at_the_desk("administrator")[1]
    body = shipped_body("calls") or {}
    texts = {word: dict.fromkeys(LANGUAGES, "\n".join(lines(word))) for word in ("old", "new")}
    old, new = ({**body, "text": texts[word]} for word in texts)
    Publication.objects.create(kind="article", slug="calls", number=1, why="w", at=clock.now(),
                               body=old, by=by, approved_by=other)  # fmt: skip
    made = propose_words(kind="article", slug="calls", body=new, base=1, why="w", by=by)
    page = second.get(f"{DESK}proposals/{made.pk}/")
    assert page.status_code == 200
    assert (page.text.count("<del>"), page.text.count("<ins>")) == (3 * LONG, 3 * LONG)
