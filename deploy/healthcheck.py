"""For the image: exit code 0 if the part named is well.

`web` asks the site, `cardhost` whether its door is open, `beat` its diary.
"""

import os
import socket
import sys
import time
import urllib.request
from pathlib import Path

SITE = "http://127.0.0.1:8000/readyz"
DIARY, OLDEST_SECONDS = "beat*", 600


def web() -> bool:
    """Whether the site has all that a request needs. It answers to its own name only."""
    name = os.environ["HOMEBANK_ALLOWED_HOSTS"].split(",")[0]
    request = urllib.request.Request(SITE, headers={"Host": name})
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (our own)
        return bool(answer.status == 200)


def cardhost() -> bool:
    """Whether somebody listens: without a certificate nobody says more."""
    with socket.create_connection(("127.0.0.1", 8583), timeout=5):
        return True


def beat() -> bool:
    """Whether beat wrote its diary lately: it does so every three minutes."""
    written = [path.stat().st_mtime for path in Path("/tmp").glob(DIARY)]  # noqa: S108
    return time.time() - max(written, default=0) < OLDEST_SECONDS


if __name__ == "__main__":
    try:
        well = {"web": web, "cardhost": cardhost, "beat": beat}[sys.argv[1]]()
    except OSError as reason:
        sys.exit(str(reason))
    sys.exit(0 if well else "not well")
