"""To whom a paper was issued, as much as a stranger who holds it needs to compare."""

SHOWN = 3


def masked_name(name: str) -> str:
    """`Касымова Айгерим` as `Кас••••• А.`; a short word keeps one letter. Empty stays empty."""
    first, *others = name.split() or [""]
    shown = first[: SHOWN if len(first) > SHOWN else 1]
    initials = [f"{word[0]}." for word in others[:2]]
    hidden = "•" * min(max(len(first) - len(shown), 0), 8)
    return " ".join([shown + hidden, *initials]).strip()
