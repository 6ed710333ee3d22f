"""A hash of nobody's, so that a try at who is not there costs the same."""

import secrets
from functools import cache

from django.contrib.auth.hashers import get_hasher, make_password


def nobodys_hash() -> str:
    """A hash that nothing matches, as costly to check as a person's."""
    return _hash_of_nothing(get_hasher().algorithm)


@cache
def _hash_of_nothing(algorithm: str) -> str:
    return make_password(secrets.token_urlsafe())
