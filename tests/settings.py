"""The bank's own settings on the tests' servers; only password hashes are cheaper."""

from tests import environment

environment.enter()

from homebank.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# Each Client() would look through all static files at its first request: a quarter of the suite's
# time. Running banks, which the browser walks, have the bank's own settings.
WHITENOISE_AUTOREFRESH = True
# One test asks for the production cost by name (tests/accounts).
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
