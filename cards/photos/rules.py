"""How large photos may be, how many, and how long they are kept (docs/ordering.md)."""

from datetime import timedelta

from homebank.lib.throttle import Limit
from homebank.lib.uploads import MEGABYTE

# As it comes. The header says how many pixels it would have, before anybody decodes it.
MOST_BYTES = 10 * MEGABYTE
MEGAPIXEL = 1_000_000
MOST_MEGAPIXELS = {"JPEG": 50, "PNG": 16}
LEAST_SIDE = 400

# As it is kept.
LONGEST_SIDE = 2000
QUALITY = 85

# What the process that decodes may use. A limit of addresses bounds the memory by itself.
MEMORY = 190 * MEGABYTE
CPU_SECONDS = 10
WALL_SECONDS = 60
MOST_MADE = 8 * MEGABYTE

# Per customer. Refused tries count too.
UPLOADS = Limit("photo-uploads", 40, timedelta(days=1))
MOST_WAITING = 6

LEASE = timedelta(seconds=120)
ATTEMPTS = 3

# How long they are kept once the order has ended: not at all if it was never sent; if it became no
# card; if it did, the selfie, and the document, by which the law wants a customer to be known.
KEPT_AFTER_NONE = timedelta(days=30)
KEPT_SELFIE = timedelta(days=30)
KEPT_DOCUMENT = timedelta(days=5 * 365 + 2)
