"""ISO 8583:1987 in ASCII: messages of card networks as values, and how they lie on the wire."""

from homebank.lib.iso8583.codec import Message, Wrong, decode, encode

__all__ = ["Message", "Wrong", "decode", "encode"]
