"""A developer's gateway: messages, codes too, go to the standard error of the worker."""

import sys
import threading
from typing import TextIO
from uuid import UUID


class Console:
    """Writes each message to the process's own standard error, past the log and its redaction.

    A code may be read there because the console is the developer's own; a system check
    (notifications.E001) refuses this gateway outside a demo.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        # Celery puts a logger in place of sys.stderr; sys.__stderr__ is the real one.
        self._stream = stream or sys.__stderr__ or sys.stderr
        self._turn = threading.Lock()

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        lines = "\n".join(f"  | {line}" for line in text.splitlines())
        with self._turn:
            self._stream.write(f"SMS to {to} ({reference})\n{lines}\n")
            self._stream.flush()
        return str(reference)
