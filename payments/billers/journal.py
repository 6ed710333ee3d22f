"""What the biller simulator has credited, on disk before it answers: a kill loses nothing."""

import json
import os
import threading
from pathlib import Path
from typing import Any

FIRST_NUMBER = 7001


class Journal:
    """Credited payments by their `txn_id`, one JSON object a line, synced line by line."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        file.parent.mkdir(parents=True, exist_ok=True)
        self._credited: dict[str, dict[str, str]] = {}
        for line in file.read_text().splitlines() if file.exists() else []:
            self._remember(line)
        self._out = file.open("a")

    def credit(self, *, number: str, account: str, amount: str, date: str) -> dict[str, Any]:
        """Credit once for a number: the row as stored, with `fresh` true the first time."""
        with self._lock:
            if known := self._credited.get(number):
                return {**known, "fresh": False}
            row = {"txn_id": number, "account": account, "sum": amount, "txn_date": date,
                   "prv_txn": str(FIRST_NUMBER + len(self._credited))}  # fmt: skip
            self._out.write(json.dumps(row) + "\n")
            self._out.flush()
            os.fsync(self._out.fileno())
            self._credited[number] = row
            return {**row, "fresh": True}

    def rows(self) -> list[dict[str, str]]:
        """All that was credited, in order."""
        with self._lock:
            return list(self._credited.values())

    def _remember(self, line: str) -> None:
        try:
            row: dict[str, str] = json.loads(line)
        except ValueError:
            return  # the last line of a process that was killed while writing: never answered for
        self._credited[row["txn_id"]] = row
