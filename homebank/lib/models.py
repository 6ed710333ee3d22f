"""Tables of the cellar, where Django looks for them."""

from homebank.lib.throttle import Tally

__all__ = ["Tally"]
