"""Words as the search compares them: by sound, in one alphabet, whatever keyboard typed them.

`Қазақтелеком`, `казактелеком`, `Qazaqtelecom` and `rfpfrntktrjv` (the wrong layout) are one word.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

SOUNDS = {
    **dict(zip("абвгдезиклмнопрстуфхыэ", "abvgdeziklmnoprstufhie", strict=True)),
    **dict(zip("әғқңөұүһіїё", "agknouuhiie", strict=True)),
    "ж": "zh", "й": "i", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "",
    "ю": "iu", "я": "ia",
}  # fmt: skip
CYRILLIC = str.maketrans(SOUNDS)
# The same sound in Latin as different people write it, in this order; a doubled letter is one.
LATIN = [(re.compile(pattern), sound) for pattern, sound in (
    ("kh", "h"), ("shch", "sh"), ("c(?!h)", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "zh"),
    ("x", "ks"), (r"([a-z])\1+", r"\1"),
)]  # fmt: skip
ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
OTHER_LAYOUT = str.maketrans(ENGLISH_KEYS + RUSSIAN_KEYS, RUSSIAN_KEYS + ENGLISH_KEYS)
# A mistyped word is looked for among words this like it, if it is long enough to be like one.
LIKENESS, SHORTEST_MISTYPED, MOST_LIKE = 0.75, 4, 3

# What one typed word may mean: any of the readings, and of a reading all the words.
Readings = tuple[tuple[str, ...], ...]


def search_key(*texts: str) -> str:
    """All the texts in one line to look words up in, each word once."""
    return " ".join(dict.fromkeys(_words(" ".join(texts))))


def readings(question: str) -> list[Readings]:
    """Each typed word as it stands, and as it would be in the other layout of the keyboard."""
    typed = question.casefold().split()
    return [tuple(filter(None, (_words(t), _words(t.translate(OTHER_LAYOUT))))) for t in typed]


def words_like(word: str, known: Iterable[str]) -> list[str]:
    """Known words that `word` may be a misspelling of, the likest first."""
    if len(word) < SHORTEST_MISTYPED:
        return []
    return get_close_matches(word, list(known), n=MOST_LIKE, cutoff=LIKENESS)


def _words(text: str) -> tuple[str, ...]:
    composed = unicodedata.normalize("NFC", text).casefold().translate(CYRILLIC)
    kept = "".join(c if c.isalnum() else " " for c in composed)
    for pattern, sound in LATIN:
        kept = pattern.sub(sound, kept)
    return tuple(kept.split())
