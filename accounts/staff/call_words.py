"""The words that tell a call of the bank: everyday things, each in Kazakh, Russian and English."""

import csv
from functools import cache
from pathlib import Path

from accounts.models import BankCall

FILE = Path(__file__).parent.parent / "data" / "call_words.csv"
COUNT = 256
LANGUAGES = ("kk", "ru", "en")


def words_of(call: BankCall, language: str) -> tuple[str, str]:
    """Both words of a call in one language of the three; in Russian for any other."""
    return word(call.first_word, language), word(call.second_word, language)


def words_in_each(call: BankCall) -> dict[str, tuple[str, str]]:
    """Both words in each of the three languages."""
    return {language: words_of(call, language) for language in LANGUAGES}


def word(place: int, language: str) -> str:
    """The word at a place of the list, from 0 to COUNT - 1."""
    return _rows()[place][LANGUAGES.index(language) if language in LANGUAGES else 1]


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((kk, ru, en) for kk, ru, en in csv.reader(file))
