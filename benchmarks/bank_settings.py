"""The bank as production sets it; only hashes of codewords are cheap, since none is measured."""

from homebank.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
