# SPDX-License-Identifier: Apache-2.0
"""The request log: one JSON line per request.

For: tests that say who was asked for what. A mark separates what happened before from what happens next.
Promises: a line is complete when the last byte of the answer was handed to the kernel, also when the client left.
Never: writes down a credential.
"""
import json
import threading
import time
from pathlib import Path
from typing import Dict, List, Optional


class Log:
    """All servers of a world append to one Log; since() reads it back."""

    def __init__(self, path: Path):
        self.path = path
        self._lock = threading.Lock()
        self._rows: List[Dict] = []
        self._file = path.open("w", buffering=1)

    def append(self, **row) -> None:
        row = dict(row, time=time.time())
        with self._lock:
            self._rows.append(row)
            self._file.write(json.dumps(row) + "\n")

    def mark(self) -> int:
        with self._lock:
            return len(self._rows)

    def since(self, mark: int, server: Optional[str] = None) -> List[Dict]:
        """Rows after `mark`; of one server when `server` is given ("torch", "files", "public", "evil")."""
        with self._lock:
            rows = self._rows[mark:]
        return [row for row in rows if server in (None, row["server"])]

    def close(self) -> None:
        with self._lock:
            self._file.close()
            self._file = open("/dev/null", "w")


def bytes_sent(rows: List[Dict]) -> int:
    return sum(row["bytes"] for row in rows)


def projects(rows: List[Dict]) -> List[str]:
    """The sorted names whose project pages were asked for."""
    names = {row["path"].rstrip("/").rsplit("/", 1)[-1] for row in rows
             if row["path"].startswith(("/whl/", "/simple/")) and row["path"].count("/") >= 3}
    return sorted(names)
