"""Whether an error says that the database is away, and not that somebody is at fault."""

from django.db import InterfaceError, OperationalError

# Classes of SQLSTATE: the line is lost, the server is out of something, an operator stops it.
AWAY = ("08", "53", "57P")


def is_away(reason: BaseException | None) -> bool:
    """True where the same request may do in a moment. A deadlock or a wrong statement is no such.

    Of a deed under way nobody knows then whether it was done: the line may be lost at its commit.
    """
    if not isinstance(reason, OperationalError | InterfaceError):
        return False
    state = getattr(reason.__cause__, "sqlstate", None)
    # Without a state it is the driver who speaks: no line, or one that broke.
    return state is None or state.startswith(AWAY)
