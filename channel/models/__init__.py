"""What the channel keeps: terminals, the nonces they have spent, what was done through them."""

from channel.models.deeds import TerminalDeed
from channel.models.terminals import Nonce, Terminal

__all__ = ["Nonce", "Terminal", "TerminalDeed"]
