"""A person's name in Latin letters, as the bank suggests it for a card; the document decides."""

import re

LONGEST = 26
PAIRS = ["А", "A", "Ә", "A", "Б", "B", "В", "V", "Г", "G", "Ғ", "G", "Д", "D", "Е", "E", "Ё", "YO", "Ж", "ZH", "З", "Z", "И", "I", "І", "I", "Й", "Y", "К", "K", "Қ", "K", "Л", "L", "М", "M", "Н", "N", "Ң", "N", "О", "O", "Ө", "O", "П", "P", "Р", "R", "С", "S", "Т", "T", "У", "U", "Ұ", "U", "Ү", "U", "Ф", "F", "Х", "KH", "Һ", "H", "Ц", "TS", "Ч", "CH", "Ш", "SH", "Щ", "SHCH", "Ы", "Y", "Э", "E", "Ю", "YU", "Я", "YA", "Ъ", "-", "Ь", "-"]
LETTERS = dict(zip(PAIRS[::2], PAIRS[1::2], strict=True)) | {"Ъ": "", "Ь": ""}
CONSONANTS = "БВГҒДЖЗКҚЛМНҢПРСТФХҺЦЧШЩ"


def suggest_latin_name(full_name: str) -> str:
    """`АХМЕТОВА Айгерим Сериковна` gives `AIGERIM AKHMETOVA`: A-Z, blanks, hyphens, at most 26."""
    surname, *given = full_name.upper().split() or [""]
    words = [*given[:1], surname]
    return " ".join(_word(word) for word in words if word)[:LONGEST].strip(" -")


def _word(word: str) -> str:
    word = re.sub("^Е", "ЫЕ", word)  # YE at the start: Yerlan
    word = re.sub(f"Й(?=[{CONSONANTS}])", "И", word)  # I before a consonant: Aigerim
    latin = "".join(LETTERS.get(letter, letter) for letter in word)
    return re.sub("[^A-Z-]", "", latin)
