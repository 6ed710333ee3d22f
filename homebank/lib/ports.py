"""Ports of this machine for servers of our own: whether one is free, whether one is listened on."""

import itertools
import os
import socket

# Below those that systems give to clients: who knocks at one of these, before its server is there,
# may be given that very port and meet itself.
LOWEST, HIGHEST = 16_384, 32_767
# Processes that choose at one moment begin so many ports from each other. By the golden section of
# the range: also of fifty processes no two come within a hundred ports, however their ids lie.
APART = round((HIGHEST - LOWEST) / 1.618)

_turns = itertools.count(os.getpid() * APART)


def free_port() -> int:
    """A port that nothing holds at this moment, each time another. OSError if there is none."""
    for turn in itertools.islice(_turns, HIGHEST - LOWEST):
        port = LOWEST + turn % (HIGHEST - LOWEST)
        if _is_free(port):
            return port
    raise OSError("Every port is taken.")


def listens(port: int) -> bool:
    """Whether something accepts connections on the port of this machine."""
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex(("127.0.0.1", port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
