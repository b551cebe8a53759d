# SPDX-License-Identifier: Apache-2.0
"""What an index answers: path in, page or file out.

For: the layouts `/whl/<tag>/<name>/`, `/whl/<tag>/`, `/whl/<name>/`, `/simple/<name>/` and `/files/<shelf>/<file>`.
Promises: HTML as PEP 503 and 714 write it, `#sha256=` and %2B in links, an ETag on each page.
Never: lists a file that the store lacks.
"""
import hashlib
from dataclasses import dataclass, field
from html import escape
from typing import Callable, Dict, Iterable, List, Optional, Union
from urllib.parse import quote, unquote

from .store import Store
from .wheels import File


@dataclass
class Response:
    """What goes over the wire. A fault may change any part of it before it is sent."""

    status: int = 200
    body: Union[bytes, Iterable[bytes]] = b""
    headers: Dict[str, str] = field(default_factory=dict)
    declared_length: Optional[int] = None  # lies about the length when set
    before: Callable[[], None] = lambda: None  # runs before the first byte is sent


NOT_FOUND = Response(404, b"not found", {"Content-Type": "text/plain"})
FileUrl = Callable[[File], str]


def html(body: str, title: str) -> Response:
    text = (f"<!DOCTYPE html>\n<html><head><title>{escape(title)}</title></head><body>\n"
            f"<h1>{escape(title)}</h1>\n{body}</body></html>\n").encode()
    return Response(200, text, {"Content-Type": "text/html", "Cache-Control": "max-age=600",
                                "ETag": f'"{hashlib.sha256(text).hexdigest()[:32]}"'})


def anchor(file: File, url: str) -> str:
    python = f' data-requires-python="{escape(file.requires_python)}"' if file.requires_python else ""
    return (f'<a href="{escape(url)}#sha256={file.sha256}"{python}'
            f' data-core-metadata="sha256={file.metadata_sha256}">{escape(file.filename)}</a><br/>\n')


class FileSite:
    """`/files/<shelf>/<filename>[.metadata]`."""

    def __init__(self, store: Store):
        self.store = store

    def answer(self, path: str) -> Response:
        found = self.store.path(unquote(path)[len("/files/"):]) if path.startswith("/files/") else None
        if found is None or not found.is_file():
            return NOT_FOUND
        return Response(200, found.read_bytes(), {"Content-Type": "application/octet-stream",
                                                  "Cache-Control": "max-age=31536000"})


class Site:
    """Index pages. `shelves` are the tags (`{"cu126": {name: files}}`), or `{"": …}` for a plain index at `/simple`."""

    def __init__(self, prefix: str, shelves: Dict[str, Dict[str, List[File]]], url: FileUrl,
                 copies: Optional[Dict[str, List[File]]] = None):
        self.prefix, self.shelves, self.url = prefix, shelves, url
        self.copies = copies or {}  # pages that an index copies from another one

    def answer(self, path: str) -> Response:
        if not path.startswith(self.prefix + "/"):
            return NOT_FOUND
        parts = [unquote(part) for part in path[len(self.prefix) + 1:].split("/") if part]
        if path[-1] != "/":
            return Response(301, b"", {"Location": path + "/"})
        if len(parts) == 2 and parts[0] in self.shelves:
            return self._project(parts[1], {**self.copies, **self.shelves[parts[0]]}.get(parts[1]))
        if len(parts) == 1 and parts[0] in self.shelves:
            return self._names({**self.copies, **self.shelves[parts[0]]})
        if len(parts) == 1:
            files = [f for shelf in self.shelves.values() for f in shelf.get(parts[0], ())]
            return self._project(parts[0], files or self.copies.get(parts[0]))
        if not parts:
            return self._names({**self.copies, **{n: 1 for s in self.shelves.values() for n in s}})
        return NOT_FOUND

    def _project(self, name: str, files: Optional[List[File]]) -> Response:
        if not files:
            return NOT_FOUND
        return html("".join(anchor(file, self.url(file)) for file in files), f"Links for {name}")

    def _names(self, names: Iterable[str]) -> Response:
        return html("".join(f'<a href="{quote(n)}/">{escape(n)}</a><br/>\n' for n in sorted(names)),
                    "Simple index")


def file_path(file: File) -> str:
    """`torch/cu126/torch-2.9.1%2Bcu126-….whl`, to stand behind a host and a prefix."""
    return f"{file.shelf}/{quote(file.filename)}"
