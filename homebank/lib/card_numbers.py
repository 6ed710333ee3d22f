"""The keyed hash by which a card is found: cards keep it, registration below them asks by it."""

from homebank.lib import crypto

NUMBER_COLUMN = "cards_card.number"


def number_fingerprint(number: str) -> str:
    """The hash of a whole number in digits, under the index key: 64 hexadecimal digits."""
    return crypto.fingerprint(number, column=NUMBER_COLUMN)
