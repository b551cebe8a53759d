# SPDX-License-Identifier: Apache-2.0
"""Shelves of wheels on disk.

For: building a set of wheels once and serving it many times. A shelf is a folder; its name is part of the file URLs.
Promises: the folder is keyed by the content of the set, complete or absent (a kill leaves no half), quick the second time.
Never: changes a finished folder.
"""
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Dict, Iterable, List

from .wheels import File, Wheel, normalized

FORMAT = "2"  # a change of the builder changes the key

Shelves = Dict[str, Dict[str, List[File]]]  # shelf -> project -> files


class Store:
    """The wheels of one world. `shelves` tells what there is; path() where it lies."""

    def __init__(self, root: Path, wheels: Dict[str, Iterable[Wheel]]):
        wheels = {shelf: list(items) for shelf, items in wheels.items()}
        self.folder = root / _key(wheels)
        if not (self.folder / "files.json").exists():
            _fill(root, self.folder, wheels)
        self.shelves: Shelves = {}
        for row in json.loads((self.folder / "files.json").read_text()):
            file = File(**row)
            self.shelves.setdefault(file.shelf, {}).setdefault(file.project, []).append(file)

    def path(self, relative: str) -> Path:
        """Where `shelf/filename` or `shelf/filename.metadata` lies; never outside the store."""
        path = (self.folder / relative).resolve()
        return path if self.folder.resolve() in path.parents else self.folder / "outside"


def _key(wheels: Dict[str, List[Wheel]]) -> str:
    spec = json.dumps({shelf: [asdict(wheel) for wheel in items] for shelf, items in wheels.items()})
    return hashlib.sha256((FORMAT + spec).encode()).hexdigest()[:20]


def _fill(root: Path, folder: Path, wheels: Dict[str, List[Wheel]]) -> None:
    root.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=root))
    rows = [asdict(_put(draft, shelf, wheel)) for shelf, items in wheels.items() for wheel in items]
    (draft / "files.json").write_text(json.dumps(rows))
    try:
        os.rename(draft, folder)
    except OSError:  # another process was first
        shutil.rmtree(draft)


def _put(root: Path, shelf: str, wheel: Wheel) -> File:
    data, metadata = wheel.build(), wheel.metadata()
    path = root / shelf / wheel.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".metadata").write_bytes(metadata)
    return File(filename=wheel.filename, shelf=shelf, sha256=hashlib.sha256(data).hexdigest(),
                metadata_sha256=hashlib.sha256(metadata).hexdigest(),
                requires_python=wheel.requires_python, project=normalized(wheel.name))
