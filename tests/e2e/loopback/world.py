# SPDX-License-Identifier: Apache-2.0
"""The servers of one world, wired together.

For: tests and the demo. `torch` has the index pages, `files` the wheels (as the download host is another one than the
index), `public` the default index with its own wheels.
Promises: everything is up when the constructor returns; stop() ends it.
Never: shares a port or a log with another world.
"""
import os
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from .faults import Faults
from .log import Log
from .pages import FileSite, Site, file_path
from .server import Server
from .store import Store
from .wheels import File, Wheel

TORCH_INDEX = "https://download.pytorch.org/whl"  # what the loopback index stands for
TORCH_FILES = "https://download-r2.pytorch.org/whl"  # the host that its pages name


class World:
    """`links`: "files" = pages name the files server; "origin" = pages name the true download host, as an unedited mirror
    does, and the mirror setting has to map it; "same" = pages and wheels on one server."""

    def __init__(self, root: Path, shelves: Dict[str, List[Wheel]], links: str = "files", port: int = 0,
                 tls: Optional[Tuple[str, str]] = None):
        self.store, self.faults = Store(root / "wheels", shelves), Faults()
        self.log = Log(root / f"requests-{os.getpid()}-{id(self):x}.jsonl")
        self.links = links
        self.torch = self.server("torch", port=port, tls=tls)
        self.files, self.public = self.server("files", tls=tls), self.server("public", tls=tls)
        store, tags = self.store.shelves, {}
        tags = {name[6:]: shelf for name, shelf in store.items() if name.startswith("torch/")}
        self.torch.serve(Site("/whl", tags, self.file_url, store["public"]), FileSite(self.store))
        self.files.serve(FileSite(self.store))
        self.public.serve(self.simple_site("public"), FileSite(self.store))

    def server(self, name: str, **options) -> Server:
        """One more server in this world's log and under its fault switches."""
        made = Server(name, self.log, self.faults, **options)
        self.servers = getattr(self, "servers", []) + [made]
        return made

    def simple_site(self, shelf: str) -> Site:
        """`/simple/<name>/` over one shelf, its files beside it (serve a FileSite on the same server)."""
        return Site("/simple", {"": self.store.shelves[shelf]}, lambda file: f"/files/{file_path(file)}")

    def file_url(self, file: File) -> str:
        if not file.shelf.startswith("torch/"):
            return f"{self.public.url}/files/{file_path(file)}"
        if self.links == "origin":
            return f"{TORCH_FILES}/{file_path(file)[6:]}"
        return f"{self.files.url if self.links == 'files' else ''}/files/{file_path(file)}"

    @property
    def public_index(self) -> str:
        return f"{self.public.url}/simple/"

    @property
    def mirrors(self) -> str:
        """The mirror setting that puts this world in the place of the PyTorch index."""
        pairs = f"{TORCH_INDEX}={self.torch.url}/whl"
        return pairs + (f" {TORCH_FILES}={self.files.url}/files/torch" if self.links == "origin" else "")

    def environment(self) -> Dict[str, str]:
        return {"ACCEL_MIRRORS": self.mirrors, "PIP_INDEX_URL": self.public_index}

    def stop(self) -> None:
        self.faults.clear()
        for server in self.servers:
            server.stop()
        self.log.close()
