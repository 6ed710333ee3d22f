"""Limits of this room by name; docs/documents.md tells them."""

from datetime import timedelta

from homebank.lib.throttle import Limit

# Wrong numbers and codes from one network. Right ones are free: an embassy may check all day.
WRONG_LOOKS = Limit("wrong-papers-network", 20, timedelta(hours=1))
