# SPDX-License-Identifier: Apache-2.0
"""The PyTorch index as a program finds it that has its address built in.

For: script/grid --peers. A proxy on loopback leads the index's host, and no other, to an index of small torch wheels of the
published versions, tags and platforms; its certificate is of an authority that only who is told of it trusts.
Promises: programs run as they are, nothing in them is replaced; what the index has is what offered() says.
Never: connects to anything but loopback; leaves a process or a trusted certificate behind.
"""
import shutil
import socket
import socketserver
import threading
from pathlib import Path
from typing import Dict, Iterable, List, Set
from urllib.parse import urlsplit

import oracle
from grid import series_of
from loopback import family, tls
from loopback.wheels import Wheel
from loopback.world import TORCH_INDEX, World

HOST = urlsplit(TORCH_INDEX).hostname
PLATFORMS = {"x86_64": family.MANYLINUX, "aarch64": family.MANYLINUX.replace("x86_64", "aarch64")}


def tags_of(release: dict, architecture: str) -> List[str]:
    """What the index has of a release: for x86_64 as the loopback index lists it, for aarch64 as the facts do."""
    if architecture == "x86_64":
        return release["tags"]
    return [tag for tag, build in oracle.VERSIONS[series_of(release["version"])][architecture].items()
            if build.get("published", True)]


def offered(architecture: str) -> Dict[str, Set[str]]:
    """Series -> tags."""
    found: Dict[str, Set[str]] = {}
    for release in family.DATA["releases"]:
        found.setdefault(series_of(release["version"]), set()).update(tags_of(release, architecture))
    return found


def _wheels(release: dict, tag: str, python: int) -> Iterable[Wheel]:
    """Without requirements: what a build brings along is the same question for each of the programs."""
    for abi in family.python_tags(release, python):
        for architecture, platform in PLATFORMS.items():
            if tag in tags_of(release, architecture):
                yield Wheel("torch", f"{release['version']}+{tag}", f"{abi}-{platform}",
                            requires_python=release["requires_python"])


def shelves(python: int) -> Dict[str, List[Wheel]]:
    """`python`: the minor version of the one Python that wheels are for."""
    result: Dict[str, List[Wheel]] = {"public": [Wheel("filelock", "4.2.12")]}
    for release in family.DATA["releases"]:
        for tag in {tag for architecture in PLATFORMS for tag in tags_of(release, architecture)}:
            result.setdefault(f"torch/{tag}", []).extend(_wheels(release, tag, python))
    return {name: sorted(wheels, key=lambda wheel: wheel.filename) for name, wheels in sorted(result.items())}


class StandIn:
    """`environment`: what a program must be told."""

    def __init__(self, folder: Path, python: int):
        shutil.rmtree(folder / "tls", ignore_errors=True)  # certificates are short-lived
        authority, certificate = tls.authority(folder / "tls", [HOST])
        self.world = World(folder, shelves(python), links="same", tls=certificate)
        self.proxy = _Proxy(("127.0.0.1", 0), _Tunnel)
        self.proxy.port = self.world.torch.port
        threading.Thread(target=self.proxy.serve_forever, args=(0.05,), daemon=True).start()
        self.environment = {"HTTPS_PROXY": f"http://127.0.0.1:{self.proxy.server_address[1]}",
                            "SSL_CERT_FILE": authority, "PIP_CERT": authority}

    def stop(self) -> None:
        self.proxy.shutdown()
        self.proxy.server_close()
        self.world.stop()


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close, request_queue_size = True, False, 128
    port: int


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = self.rfile.readline().decode("latin-1").split()
        while self.rfile.readline().strip():
            pass
        if asked[:2] != ["CONNECT", f"{HOST}:443"]:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.server.port)) as index:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(index, self.connection), daemon=True)
            back.start()
            _pass_on(self.connection, index)
            back.join()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:  # either side left
        pass
