"""Words as the search compares them: one letter for ё and е, for қ and к, no marks, small."""

import unicodedata

# Kazakh letters as people type them on a Russian keyboard, and ё as everybody types it.
FOLDED = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


def search_key(*texts: str) -> str:
    """All the texts in one line to look words up in."""
    composed = unicodedata.normalize("NFC", " ".join(texts)).casefold().translate(FOLDED)
    return " ".join("".join(c if c.isalnum() else " " for c in composed).split())
