"""How much of statements may be taken, and how long it is kept (docs/cards.md)."""

from datetime import timedelta

from homebank.lib.throttle import Limit

# Made at once, while the customer waits, up to so many entries; longer ones by a worker.
AT_ONCE = 500
# A paper is set as a whole, in memory; tables are written row by row.
PAPER_ROWS = 3_000
FILE_ENTRIES = 500_000

# Per customer. Each PDF that says something new is a paper that the bank keeps for ever.
FILES = Limit("statement-files", 60, timedelta(hours=1))
LONG_FILES = Limit("statement-long-files", 20, timedelta(days=1))
WAITING = 3

KEPT = timedelta(days=7)
