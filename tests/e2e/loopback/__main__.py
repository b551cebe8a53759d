# SPDX-License-Identifier: Apache-2.0
"""`python -m loopback serve --root DIR`: the world for a person or a script.

For: script/quickstart's demo index, and trying things by hand.
Promises: one JSON line with the URLs and the environment on standard output once everything answers; serves until its
standard input ends (with --until-eof), SIGINT or SIGTERM.
Never: writes outside DIR.
"""
import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import List, Optional

from . import family, public
from .world import World


def shelves(only: Optional[int] = None):
    torch = family.shelves(only)
    return {**torch, **public.shelves(torch, only)}


def _arguments(argv: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="loopback")
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--root", type=Path, required=True, help="folder for wheels and the request log")
    parser.add_argument("--port", type=int, default=0, help="of the torch index; 0 = any")
    parser.add_argument("--python", help="wheels for this Python alone, such as 3.11")
    parser.add_argument("--links", choices=["files", "origin", "same"], default="files")
    parser.add_argument("--print-env", action="store_true", help="shell assignments instead of JSON")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    return parser.parse_args(argv)


def main(argv: List[str]) -> int:
    options = _arguments(argv)
    only = int(options.python.split(".")[1]) if options.python else None
    world = World(options.root, shelves(only), options.links, options.port)
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    if options.print_env:
        print("\n".join(f"export {k}='{v}'" for k, v in world.environment().items()), flush=True)
    else:
        print(json.dumps({"torch_index": f"{world.torch.url}/whl", "public_index": world.public_index,
                          "files": f"{world.files.url}/files", "log": str(world.log.path),
                          "environment": world.environment()}), flush=True)
    if options.until_eof:
        threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    done.wait()
    world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
