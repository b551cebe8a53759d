# SPDX-License-Identifier: Apache-2.0
"""The grid given to other programs that choose builds of torch, and to accelctl beside them: docs/peers.md.

For: script/grid --peers.
Promises: the oracle of grid.py judges all of them; `--cells` prints every cell that is not right; exits 1 only when something
could not be run.
Never: installs outside build/bench; asks the real PyTorch index; counts a difference of taste as a failure (`judged`).
"""
import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "bench")]

import choosers  # noqa: E402
import oracle  # noqa: E402
from environments import default_python  # noqa: E402
from grid import Cell, SERIES, ask, cells, expected, series_of  # noqa: E402
from programs import BENCH, LTT, UV, pinned  # noqa: E402
from stand_in import StandIn  # noqa: E402

VERDICTS = ("right", "broken", "not newest", "cpu instead of gpu", "refused")
VARIANTLIB = next(line for line in (ROOT / "tests" / "requirements.txt").read_text().split() if line.startswith("variantlib=="))


class Judged(NamedTuple):
    cell: Cell
    verdict: str
    build: str
    right: str

    @property
    def question(self) -> str:
        return f"{'AMD' if self.cell.machine.gfx else 'NVIDIA'}, torch {'of a version' if self.cell.series else '(any)'}"


def accelctl(program: str) -> choosers.Chooser:
    def answers(all_cells: List[Cell]) -> List[choosers.Build]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [(said.version, said.tag) for said in pool.map(lambda cell: ask(program, cell), all_cells)]
    return choosers.Chooser("accelctl", lambda cell: True, answers)


def age(series: str, tag: str) -> Tuple[Tuple[int, ...], Tuple[int, ...]]:
    return oracle.numbers(series), oracle.numbers(oracle.toolkit(tag) if tag.startswith("cu") else tag.removeprefix("rocm"))


def judged(cell: Cell, series: str, tag: str, best: Tuple[str, str]) -> str:
    """Kinder than grid.verdict. Right is also a build that runs with a newer toolkit than the oracle would take, which prefers
    one of the driver's own age; and, where no GPU build of the version runs, the cpu build as well as none."""
    gpu_runs = best[1] not in ("", "cpu")
    if (series, tag) == best:
        return "right"
    if not tag:
        return "refused" if best[1] else "right"
    if tag == "cpu":
        return "cpu instead of gpu" if gpu_runs else "right"
    if not oracle.runs(series, tag, cell.machine):
        return "broken"
    return "not newest" if age(series, tag) < age(*best) else "right"


def judge(chooser: choosers.Chooser, cell: Cell, build: choosers.Build) -> Judged:
    version, tag = build
    on_offer = {series: tags for series, tags in chooser.offered(cell.machine.architecture).items() if series in SERIES}
    best = expected(cell, on_offer)
    return Judged(cell, judged(cell, series_of(version), tag, best), f"{version}+{tag}" if tag else "none",
                  "+".join(best) if best[1] else "none")


def results(chooser: choosers.Chooser) -> List[Judged]:
    asked = [cell for cell in cells() if chooser.offers(cell)]
    return [judge(chooser, cell, build) for cell, build in zip(asked, chooser.answers(asked))]


def show_cells(name: str, found: List[Judged]) -> None:
    for one in found:
        if one.verdict != "right":
            print(f"{name}: {one.cell.machine.description} torch {one.cell.series or '(any)'}: {one.verdict}: "
                  f"{one.build}, not {one.right}")


def table(found: Dict[str, List[Judged]]) -> None:
    lines = [("asked for", "program", "cells", *VERDICTS)]
    for question in dict.fromkeys(one.question for one in next(iter(found.values()))):
        for name, judgements in found.items():
            verdicts = [one.verdict for one in judgements if one.question == question]
            if verdicts:
                lines.append((question, name, str(len(verdicts)), *(str(verdicts.count(v)) for v in VERDICTS)))
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join(text.ljust(w) if i < 2 else text.rjust(w) for i, (text, w) in enumerate(zip(line, widths))))


def measure(program: str) -> Dict[str, List[Judged]]:
    folder, python = BENCH / "peers", default_python()
    for name in ("uv", "ltt"):
        shutil.rmtree(folder / name, ignore_errors=True)  # their caches are of an older index
    uv, ltt, variantlib = pinned("uv", [UV]), pinned("ltt", LTT), pinned("variantlib", [VARIANTLIB])
    index = StandIn(folder / "index", int(python.partition(".")[2]))
    try:
        peers = [accelctl(program),
                 choosers.uv(UV.replace("==", " "), uv, folder / "uv", index.environment, python),
                 choosers.light_the_torch(LTT[0].replace("==", " "), ltt, folder / "ltt", index.environment),
                 choosers.variantlib(VARIANTLIB.replace("==", " "), variantlib)]
        return {peer.name: results(peer) for peer in peers}
    finally:
        index.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/grid --peers")
    parser.add_argument("--accelctl", required=True)
    parser.add_argument("--cells", action="store_true", help="print every cell that is not right")
    options = parser.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    try:
        found = measure(options.accelctl)
    except (choosers.Failed, OSError, subprocess.SubprocessError) as error:
        print(f"grid: {error}", file=sys.stderr)
        return 1
    for name, judgements in found.items() if options.cells else ():
        show_cells(name, judgements)
    table(found)
    print("right: " + ", ".join(f"{name} {sum(one.verdict == 'right' for one in said)} of {len(said)}"
                                for name, said in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
