"""Every limit of 3-D Secure by its name; docs/3-d-secure.md shows the same, a test compares."""

from datetime import timedelta

from homebank.lib.throttle import Limit

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)

# One purchase: tries by code and by password count together, a new code brings none.
TRIES = 3
SENDS = 3
# All purchases of one card: requests of shops, and passwords that were wrong.
REQUESTS = Limit("three-ds-requests", 10, HOUR)
WRONG_PASSWORDS = Limit("three-ds-passwords", 6, DAY)
# The static set-up: wrong numbers, expiries, verification values and master keys of one card.
SETUP_TRIES = 3
WRONG_SETUPS = Limit("three-ds-set-up", 6, DAY)
SETUP_LIFE = 15 * MINUTE

# From the ARes to the browser's CReq, and while the cardholder does nothing.
FIRST_CREQ = 30 * SECOND
IDLE = 10 * MINUTE
# How long the page waits for the shop's server to take the result, and how long it is offered one.
RESULT_AWAITED = 10 * SECOND
RESULT_OFFERED = 15 * MINUTE
