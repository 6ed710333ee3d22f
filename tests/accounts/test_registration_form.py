"""What the first page of registration says when something was mistyped (ACC-01)."""

import pytest

from tests.accounts.pages import Browser, facts, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NOT_KEPT = "We keep no card data and no codeword: enter them again."


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


@pytest.mark.requirement("ACC-01", "one answer for every mismatch")
@pytest.mark.parametrize("wrong", [{"cvv": "000"}, {"phone": "+7 700 111 11 11"}])
def test_a_mismatch_says_what_to_do(visitor: Browser, anna: Person, wrong: dict[str, str]) -> None:
    answer = words(visitor.post("/register/", facts(anna, **wrong)))
    assert (
        "These details do not match what the bank has. Tries left: 4. Check every field. "
        "New number? Call 7111 or come to a branch with your document."
    ) in answer


def test_emptied_boxes_are_explained_once(visitor: Browser, anna: Person) -> None:
    assert NOT_KEPT not in words(visitor.get("/register/"))
    for wrong in ({"cvv": "0"}, {"cvv": "000"}):
        answer = visitor.post("/register/", facts(anna, **wrong))
        assert words(answer).count(NOT_KEPT) == 1


@pytest.mark.parametrize("day", ["31.02.1994", "1994-02-31", "00.10.1990", "1.13.1990"])
def test_a_day_that_never_was_is_told(visitor: Browser, anna: Person, day: str) -> None:
    answer = visitor.post("/register/", facts(anna, birth_date=day))
    assert "There is no such day." in words(answer)
