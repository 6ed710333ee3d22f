"""Every limit of this room by its name; docs/channel.md shows the same table, a test compares."""

from datetime import timedelta

from homebank.lib.throttle import Limit

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# How far a terminal's clock may stand from the bank's, and how long its nonces are kept.
SKEW = 2 * MINUTE
NONCES_KEPT = HOUR
# Signed requests of one terminal, and different numbers of cards that we do not have: each of them
# is counted once in its window.
REQUESTS = Limit("channel-requests", 60, MINUTE)
UNKNOWN_CARDS = Limit("channel-unknown-cards", 20, HOUR)
UNKNOWN_CARD = Limit("channel-unknown-card", 1, HOUR)
# What the operator of a branch got wrong: per login name (known or not) and terminal, per login
# name over all of them, and per terminal. They alone bound the guesses: a wrong code here lets no
# authenticator rest. One terminal has fewer than all, so that one stolen key shuts out nobody.
OPERATOR_CODES = Limit("channel-operator-codes", 3, DAY)
OPERATOR_NAMES = Limit("channel-operator-names", 5, DAY)
WRONG_CODES = Limit("channel-wrong-codes", 20, DAY)
# Deeds of one terminal: more than an honest one ever does. Whoever has stolen its key is stopped
# by them, and by UNKNOWN_CARDS and WRONG_CODES (channel/stopping.py). Refused ones do not count.
TERMINAL_NUMBERS = Limit("channel-terminal-numbers", 20, DAY)
TERMINAL_SLIPS = Limit("channel-terminal-slips", 30, DAY)
TERMINAL_PROPOSALS = Limit("channel-terminal-proposals", 40, DAY)
TERMINAL_UNBLOCKINGS = Limit("channel-terminal-unblockings", 40, DAY)
# Per customer: changes of the trusted number at machines, slips with a new codeword.
NUMBERS = Limit("channel-numbers", 3, DAY)
SLIPS = Limit("channel-slips", 3, DAY)
# A slip whose answer was lost may be asked for again, without a fee, so often and so long.
PRINTS_AGAIN = 2
AGAIN_LIFE = 15 * MINUTE
