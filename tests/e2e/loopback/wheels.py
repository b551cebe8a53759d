# SPDX-License-Identifier: Apache-2.0
"""Tiny valid wheels.

For: filling an index. A Wheel is a value; build() gives its bytes, metadata() the core metadata inside.
Promises: the same value gives the same bytes on every machine and every Python (stored, fixed dates).
Never: touches a file, compiles anything, holds more than one module of one or two lines.
"""
import base64
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Dict, Tuple

DATE = (2026, 1, 1, 0, 0, 0)


def normalized(name: str) -> str:
    """PEP 503 form: `Typing_Extensions` -> `typing-extensions`."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Wheel:
    """What one wheel says about itself. `says_name` and `says_version` make its METADATA lie."""

    name: str
    version: str
    tags: str = "py3-none-any"
    requires: Tuple[str, ...] = ()
    requires_python: str = ""
    extras: Tuple[str, ...] = ()
    code: str = ""  # added to the module, runs on import
    says_name: str = ""
    says_version: str = ""

    @property
    def filename(self) -> str:
        return f"{self.module}-{self.version}-{self.tags}.whl"

    @property
    def module(self) -> str:
        return normalized(self.name).replace("-", "_")

    def metadata(self) -> bytes:
        lines = ["Metadata-Version: 2.1", f"Name: {self.says_name or self.name}",
                 f"Version: {self.says_version or self.version}"]
        if self.requires_python:
            lines.append(f"Requires-Python: {self.requires_python}")
        lines += [f"Provides-Extra: {extra}" for extra in self.extras]
        lines += [f"Requires-Dist: {requirement}" for requirement in self.requires]
        return ("\n".join(lines) + "\n").encode()

    def build(self) -> bytes:
        info = f"{self.module}-{self.version}.dist-info"
        pure = "true" if self.tags.endswith("-none-any") else "false"
        interpreters, abi, platforms = self.tags.split("-")
        tags = "".join(f"Tag: {i}-{abi}-{p}\n"
                       for i in interpreters.split(".") for p in platforms.split("."))
        files = {
            f"{self.module}/__init__.py": f"__version__ = {self.version!r}\n{self.code}".encode(),
            f"{info}/METADATA": self.metadata(),
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: loopback\nRoot-Is-Purelib: {pure}\n"
                             f"{tags}".encode(),
        }
        return _zip(files, f"{info}/RECORD")


def _zip(files: Dict[str, bytes], record: str) -> bytes:
    rows = [f"{path},sha256={_record_hash(data)},{len(data)}\n" for path, data in files.items()]
    files = dict(files, **{record: ("".join(rows) + f"{record},,\n").encode()})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, DATE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _record_hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class File:
    """A wheel that lies on a shelf: what an index page tells of it."""

    filename: str
    shelf: str  # "torch/cu126", "public"
    sha256: str
    metadata_sha256: str
    requires_python: str = ""
    project: str = field(default="", compare=False)
