# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with an index, one function per wrong.

For: tests that break one path of one server: `world.faults.put("torch", "/whl/*/torch/", status(500))`.
Promises: a fault is a function from the good Response to the bad one; clear() ends every stall.
Never: outlives its test.
"""
import fnmatch
import re
import threading
from dataclasses import replace
from typing import Callable, List, Tuple

from .pages import Response

Fault = Callable[[Response], Response]


class Faults:
    """Switches: (server, path pattern) -> fault. The first that matches wins."""

    def __init__(self):
        self._rows: List[Tuple[str, str, Fault]] = []
        self.released = threading.Event()
        self.hit = threading.Event()  # a fault was met: the moment to kill or interrupt

    def put(self, server: str, pattern: str, fault: Fault) -> None:
        self._rows.append((server, pattern, fault))

    def clear(self) -> None:
        self._rows = []
        self.released.set()
        self.released, self.hit = threading.Event(), threading.Event()

    def apply(self, server: str, path: str, response: Response) -> Response:
        for name, pattern, fault in self._rows:
            if name == server and fnmatch.fnmatchcase(path, pattern):
                self.hit.set()
                return fault(replace(response, headers=dict(response.headers)))
        return response

    def stall(self, seconds: float = 120) -> Fault:
        """Says nothing until the faults are cleared."""
        def fault(response: Response) -> Response:
            released = self.released
            return replace(response, before=lambda: released.wait(seconds))
        return fault


def status(code: int) -> Fault:
    return lambda response: Response(code, b"broken", {"Content-Type": "text/plain"})


def truncated() -> Fault:
    """Half of what Content-Length promises, then the connection ends."""
    return lambda response: replace(response, body=response.body[:len(response.body) // 2],
                                    declared_length=len(response.body))


def huge(megabytes: int = 100) -> Fault:
    """A well-formed page that grows far past any real one."""
    def fault(response: Response) -> Response:
        row = b'<a href="https://download.pytorch.org/whl/x.whl">padding</a><br/>\n'
        chunk = row * (2**20 // len(row) + 1)
        body = (chunk[:2**20] for _ in range(megabytes))
        return replace(response, body=body, declared_length=megabytes * 2**20)
    return fault


def redirect(url: str) -> Fault:
    return lambda response: Response(302, b"", {"Location": url})


def edited(change: Callable[[str], str]) -> Fault:
    """The page, or the file read as latin-1, after `change`."""
    def fault(response: Response) -> Response:
        headers = {key: value for key, value in response.headers.items() if key != "ETag"}
        return replace(response, body=change(response.body.decode("latin-1")).encode("latin-1"),
                       headers=headers)
    return fault


def links(make: Callable[[str], str]) -> Fault:
    """Every href of the page replaced by what `make` says."""
    return edited(lambda page: re.sub(r'href="([^"]*)"', lambda m: f'href="{make(m.group(1))}"', page))


def wrong_hash() -> Fault:
    return edited(lambda page: re.sub(r"#sha256=[0-9a-f]{64}", "#sha256=" + "0" * 64, page))


def no_metadata() -> Fault:
    """The page as an index without metadata files gives it."""
    return edited(lambda page: re.sub(r' data-core-metadata="[^"]*"', "", page))


def extra_links(rows: str) -> Fault:
    """The page with `rows` of HTML put before its links."""
    return edited(lambda page: page.replace("</h1>", "</h1>" + rows, 1))
