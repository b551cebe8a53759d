# SPDX-License-Identifier: Apache-2.0
"""accel-shim beside pip, uv and light-the-torch: medians, ratios, requests.

For: docs/benchmarks.md, and seeing what a change costs.
Promises: peers run interleaved in rotating order after a warm-up; exits 1 only when something could not be run.
Never: judges a figure; installs outside build/bench; asks the real PyTorch index while it measures.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Callable, Dict, List

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "build" / "bench"
os.environ["ACCEL_E2E_CACHE"] = str(BENCH / "e2e")  # read when environments.py is imported
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from environments import Venv, clone, default_python, find_python  # noqa: E402
from hosts import GTX_1080  # noqa: E402
from loopback.__main__ import shelves  # noqa: E402
from loopback.faults import status  # noqa: E402
from loopback.world import World  # noqa: E402
from poetries import POETRIES  # noqa: E402
from poetry_projects import Kept  # noqa: E402
from shim import bin_dir, clean_environment  # noqa: E402

PIP, UV, LTT = "pip==26.3", "uv==0.13.9", ["light-the-torch==0.8.1", "pip==26.0.1"]
TAG = "cu126"
# light-the-torch has its index URL in its source: this runs its own main() with that one function replaced.
LTT_MAIN = ("import sys; from light_the_torch import _patch; url = sys.argv.pop(1); "
            "_patch.get_index_urls = lambda backends, channel: [f'{url}/{b}' for b in sorted(backends)]; "
            "from light_the_torch._cli import main; sys.exit(main())")
Row = Dict[str, object]


class Failed(Exception):
    """Something could not be run."""


def pinned(name: str, requirements: List[str]) -> Venv:
    """build/bench/<name> with exactly these, made once."""
    path, stamp = BENCH / name, BENCH / name / "complete"
    if not stamp.exists() or stamp.read_text() != " ".join(requirements):
        subprocess.run([find_python(default_python()), "-m", "venv", "--clear", path], check=True)
        subprocess.run([path / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
                        *requirements], check=True)
        stamp.write_text(" ".join(requirements))
    return Venv(path)


def with_pip() -> Venv:
    path = BENCH / "pip"
    shutil.rmtree(path, ignore_errors=True)
    return clone(default_python(), PIP.partition("==")[2], path)


def spawn(command: List[str], env: Dict[str, str]) -> float:
    """Seconds from posix_spawn to the end of the process; output goes nowhere."""
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, env, file_actions=nowhere)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    took = time.perf_counter() - began
    if code:
        raise Failed(f"{' '.join(command)} exited with {code}")
    return took


def interleaved(peers: Dict[str, Callable[[], Row]], rounds: int) -> Dict[str, List[Row]]:
    """One warm-up each, then every peer once a round; who is first changes from round to round."""
    names = list(peers)
    for name in names:
        peers[name]()
    taken: Dict[str, List[Row]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            taken[name].append(peers[name]())
    return taken


def table_rows(what: str, taken: Dict[str, List[Row]], goal: str = "") -> List[Row]:
    """The first peer is ours: each row's ratio is the median over the pairs of ours / that peer."""
    ours = next(iter(taken.values()))
    rows = []
    for name, runs in taken.items():
        ratios = [a["s"] / b["s"] for a, b in zip(ours, runs)]
        rows.append({"what": what, "program": name, "median_ms": 1000 * median(r["s"] for r in runs),
                     "ratio": None if runs is ours else median(ratios), "goal": "" if runs is ours else goal,
                     "pairs": len(runs), "requests": median(r["requests"] for r in runs) if "requests" in runs[0]
                     else None, "wheel": runs[0].get("wheel", ""), "seconds": [r["s"] for r in runs]})
    return rows


def version_rows(tool: str, venv: Venv, goal: str, pairs: int) -> List[Row]:
    env = clean_environment(BENCH / "home" / tool, venv, {})
    ours = [str(bin_dir() / "accel-shim"), tool, "--version"]
    theirs = [str(venv.bin / tool), "--version"]
    return table_rows(f"{tool} --version", interleaved(
        {f"accel-shim {tool}": lambda: {"s": spawn(ours, env)}, tool: lambda: {"s": spawn(theirs, env)}}, pairs), goal)


class Stopwatch:
    """Counts the world's requests as they arrive; torch's wheel stops it and is answered 404, so nothing is installed."""

    def __init__(self, world: World):
        self.world, self.lock = world, threading.Lock()
        self.faults, world.faults.apply = world.faults.apply, self._arrived
        self.reset()

    def leave(self) -> None:
        """The world answers again as it did."""
        self.world.faults.apply = self.faults

    def reset(self) -> None:
        with self.lock:
            self.requests, self.stopped, self.wheel = 0, 0.0, ""

    def _arrived(self, server, path, response):
        name = path.rsplit("/", 1)[-1]
        is_torch = name.startswith("torch-") and name.endswith(".whl")
        with self.lock:
            if not self.stopped:
                self.requests += 1
                if is_torch:
                    self.stopped, self.wheel = time.perf_counter(), "-".join(name.split("-")[:2]).replace("%2B", "+")
        return status(404)(response) if is_torch else self.faults(server, path, response)

    def run(self, command: List[str], env: Dict[str, str]) -> Row:
        self.reset()
        began = time.perf_counter()
        done = subprocess.run(command, env=env, cwd=env["HOME"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120)
        if not self.stopped:
            raise Failed(f"{' '.join(command)} asked for no torch wheel:\n{done.stdout[-2000:]}")
        return {"s": self.stopped - began, "requests": self.requests, "wheel": self.wheel}


def installers(world: World, pip: Venv, uv: Venv, ltt: Venv):
    """Name -> (venv, command, variables)."""
    index = f"{world.torch.url}/whl"
    run = ["install", "torch"]
    return {
        "accel-shim pip": (pip, [str(bin_dir() / "accel-shim"), "--host", GTX_1080, "pip", *run], world.environment()),
        "pip (1)": (pip, [str(pip.bin / "pip"), *run, "--extra-index-url", f"{index}/{TAG}"],
                    {"PIP_INDEX_URL": world.public_index}),
        "uv pip (2)": (pip, [str(uv.bin / "uv"), "pip", *run, "--index", f"{index}/{TAG}", "--default-index",
                             world.public_index], {}),
        "ltt (3)": (ltt, [str(ltt.bin / "python"), "-c", LTT_MAIN, index, *run],
                    {"PIP_INDEX_URL": world.public_index, "LTT_PYTORCH_COMPUTATION_BACKEND": TAG}),
    }


def install_rows(cold: bool, watch: Stopwatch, programs, pairs: int) -> List[Row]:
    def peer(name: str) -> Callable[[], Row]:
        venv, command, extra = programs[name]
        home = BENCH / "home" / name.replace(" ", "-")

        def once() -> Row:
            if cold:
                shutil.rmtree(home, ignore_errors=True)
            return watch.run(command, clean_environment(home, venv, extra))
        return once
    what = f"install torch, {'cold' if cold else 'warm'} cache"
    return table_rows(what, interleaved({name: peer(name) for name in programs}, pairs))


def poetry_rows(world: World, venv: Venv, version: str, package: bool, pairs: int) -> List[Row]:
    """Nothing to do, in two projects that are alike but for who keeps them."""
    def keeper(name: str, ours: bool) -> Callable[[], Row]:
        kept = Kept(BENCH / "poetry" / name, world, venv, version, ours, package)
        for words in (["lock"], ["install"]):
            kept.poetry(*words)

        def once() -> Row:
            began = time.perf_counter()
            said = kept.poetry("install")
            took = time.perf_counter() - began
            if "No dependencies to install or update" not in said:
                raise Failed(f"there was something to do:\n{said[-2000:]}")
            return {"s": took}
        return once
    what = f"poetry {version} install, no-op" + (", a package" if package else "")
    return table_rows(what, interleaved({"accel-shim poetry": keeper("ours", True), "poetry": keeper("bare", False)},
                                        pairs), "<= 1.05")


NOTES = """\
ratio: median over the pairs of accel-shim's time / the peer's. install: to the arrival of the request of torch's wheel.
cold: the program's own caches of pages and wheels are empty. warm: filled by the run before. wheel: what was asked for.
(1) --extra-index-url TORCHINDEX/cu126    (2) --index TORCHINDEX/cu126 --default-index PUBLIC, in place of
--torch-backend=cu126, whose URL is fixed    (3) its index URL is fixed: one function is replaced at start, the rest is its
own; the backend is given, so that it does not look for a GPU"""


def show(rows: List[Row]) -> None:
    head = ("what", "program", "median ms", "ratio", "goal", "pairs", "requests", "wheel")
    lines = [head] + [(r["what"], r["program"], f"{r['median_ms']:.1f}", f"{r['ratio']:.3f}" if r["ratio"] else "",
                       r["goal"], str(r["pairs"]), "" if r["requests"] is None else f"{r['requests']:g}", r["wheel"])
                      for r in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join(c.rjust(w) if 2 <= i <= 6 else c.ljust(w)
                        for i, (c, w) in enumerate(zip(line, widths))).rstrip())
    print("\n" + NOTES)


def measure(pairs: int, version_pairs: int, poetry: str) -> List[Row]:
    pip, uv, ltt = with_pip(), pinned("uv", [UV]), pinned("ltt", LTT)
    rows = version_rows("pip", pip, "<= 1.01", version_pairs) + version_rows("uv", uv, "<= 1.25", version_pairs)
    world = World(BENCH / "world", shelves())
    try:
        watch, programs = Stopwatch(world), installers(world, pip, uv, ltt)
        for cold in (True, False):
            rows += install_rows(cold, watch, programs, pairs)
        watch.leave()
        for package in (False, True):
            rows += poetry_rows(world, pip, poetry, package, pairs)
    finally:
        world.stop()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="accel-shim ($ACCEL_BIN_DIR, build/bin) and peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE too")
    parser.add_argument("--pairs", type=int, default=15, help="rounds of the installs (15)")
    parser.add_argument("--version-pairs", type=int, default=201, help="pairs of the --version rows (201)")
    parser.add_argument("--poetry", default=POETRIES[0], choices=POETRIES, help=f"which Poetry ({POETRIES[0]})")
    options = parser.parse_args()
    if not (bin_dir() / "accel-shim").exists():
        print(f"bench: {bin_dir()}/accel-shim is not there: run script/build", file=sys.stderr)
        return 1
    BENCH.mkdir(parents=True, exist_ok=True)
    try:
        rows = measure(options.pairs, options.version_pairs, options.poetry)
    except (Failed, OSError, subprocess.SubprocessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    show(rows)
    if options.json:
        options.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
