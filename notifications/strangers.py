"""Words of gateways as they may stand in a row, whatever a gateway hands on."""


def plain(told: object, longest: int) -> str:
    """One short line; "" for nothing. A NUL or half a sign would undo a batch that is sent."""
    text = "" if told is None else str(told)
    return "".join(letter for letter in text if letter.isprintable())[:longest].strip()
