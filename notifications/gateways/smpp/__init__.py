"""The SMPP gateway. pdu: the wire; alphabet: texts to parts; session, link: the connection."""

from notifications.gateways.smpp.gateway import Smpp

__all__ = ["Smpp"]
