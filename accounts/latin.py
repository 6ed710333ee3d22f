"""A person's name in Latin letters, as the bank suggests it for a card; the document decides."""

import re

from notifications.latin import latin

LONGEST = 26
CONSONANTS = "БВГҒДЖЗКҚЛМНҢПРСТФХҺЦЧШЩ"


def suggest_latin_name(full_name: str) -> str:
    """`Ахметова Айгерим Сериковна` gives `AIGERIM AKHMETOVA`: A-Z, blanks, hyphens, at most 26."""
    surname, *given = full_name.upper().split() or [""]
    words = [_word(word) for word in (*given[:1], surname)]
    return " ".join(filter(None, words))[:LONGEST].strip(" -")


def _word(word: str) -> str:
    word = re.sub("^Е", "ЫЕ", word)  # YE at the start: Yerlan
    word = re.sub(f"Й(?=[{CONSONANTS}])", "И", word)  # I before a consonant: Aigerim
    return re.sub("[^A-Z-]", "", latin(word))
