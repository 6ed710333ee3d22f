"""Names in plain Latin letters: what an English SMS can carry without becoming three."""

import re
import unicodedata

# The table of the glossary; lower case follows it.
LETTERS = {
    "А": "A", "Ә": "A", "Б": "B", "В": "V", "Г": "G", "Ғ": "G", "Д": "D", "Е": "E", "Э": "E",
    "Ё": "YO", "Ж": "ZH", "З": "Z", "И": "I", "І": "I", "Й": "Y", "К": "K", "Қ": "K", "Л": "L",
    "М": "M", "Н": "N", "Ң": "N", "О": "O", "Ө": "O", "П": "P", "Р": "R", "С": "S", "Т": "T",
    "У": "U", "Ұ": "U", "Ү": "U", "Ф": "F", "Х": "KH", "Һ": "H", "Ц": "TS", "Ч": "CH", "Ш": "SH",
    "Щ": "SHCH", "Ы": "Y", "Ю": "YU", "Я": "YA", "Ъ": "", "Ь": "",
}  # fmt: skip
LOWER = {cyrillic.lower(): plain.lower() for cyrillic, plain in LETTERS.items()}
TITLE = {cyrillic: plain.capitalize() for cyrillic, plain in LETTERS.items() if len(plain) > 1}
SIGNS = {
    "№": "No ",
    "₸": "KZT",
    **dict.fromkeys("«»“”„‟", '"'),
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("–—−‑", "-"),
}
# GSM-7 has these of ASCII in one unit each; brackets and the like cost two, the backtick fails.
NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .,:;!?&/()*+='\"@#%$<>_\n-]")


def latin(text: str) -> str:
    """The text in letters that GSM-7 writes in one unit each; what has none is a blank."""
    spelled = "".join(_spell(text, place) for place in range(len(text)))
    plain = unicodedata.normalize("NFKD", spelled)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return NOT_PLAIN.sub(" ", plain)


def _spell(text: str, place: int) -> str:
    letter = text[place]
    if letter in TITLE and text[place + 1 : place + 2].islower():
        return TITLE[letter]
    return LETTERS.get(letter) or LOWER.get(letter) or _sign(letter)


def _sign(letter: str) -> str:
    if letter in LETTERS or letter in LOWER:
        return ""  # the hard and the soft sign have no sound of their own
    return SIGNS.get(letter, letter)
