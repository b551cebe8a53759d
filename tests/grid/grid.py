# SPDX-License-Identifier: Apache-2.0
"""Asks accelctl for every machine and version of the grid and compares with the oracle. Exit code 1 when a cell is not right."""
import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, NamedTuple, Set

import oracle
from machines import Machine, amd, nvidia

SERIES = [version for version in oracle.VERSIONS if oracle.numbers(version) >= (2, 6)]


class Answer(NamedTuple):
    version: str  # series; empty when refused
    tag: str
    offered: Dict[str, Set[str]]  # series -> tags


class Cell(NamedTuple):
    machine: Machine
    series: str  # empty: torch without a version


def series_of(version: str) -> str:
    return ".".join(version.split(".")[:2])


def ask(program: str, cell: Cell) -> Answer:
    requirement = f"torch=={cell.series}.*" if cell.series else "torch"
    done = subprocess.run([program, "tags", requirement, "--host", cell.machine.description, "--json", "--no-daemon"],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(f"accelctl tags {requirement} --host {cell.machine.description}: {done.stderr}")
    answer = json.loads(done.stdout)
    offered: Dict[str, Set[str]] = {}
    for build in answer.get("builds", []):
        offered.setdefault(series_of(build["version"]), set()).add(build["tag"])
    choice = answer.get("choice", [{}])[0]
    return Answer(series_of(choice.get("version", "")) if choice else "", choice.get("tag", ""), offered)


def expected(cell: Cell, offered: Dict[str, Set[str]]):
    """(series, tag); both empty for a refusal."""
    if cell.series:
        tag = oracle.best(cell.series, offered.get(cell.series, set()), cell.machine)
        return (cell.series if tag else "", tag)
    newest_first = sorted(offered, key=oracle.numbers, reverse=True)
    for series in newest_first:
        tag = oracle.best(series, offered[series], cell.machine) if series in oracle.VERSIONS else ""
        if tag:
            return series, tag
    return "", ""


def lacks(cell: Cell, offered: Dict[str, Set[str]]) -> Set[str]:
    """What is published according to the facts and not on offer."""
    return {tag for tag, build in oracle.builds_of(cell.series, cell.machine).items() if build.get("published", True)
            } - offered.get(cell.series, set()) if cell.series else set()


def verdict(cell: Cell, answer: Answer) -> str:
    series, tag = expected(cell, answer.offered)
    if lacks(cell, answer.offered):
        return f"not on offer: {', '.join(sorted(lacks(cell, answer.offered)))}"
    if (answer.version, answer.tag) == (series, tag):
        return "right"
    if tag not in ("", "cpu") and answer.tag in ("", "cpu"):
        return "cpu instead of gpu"
    if answer.tag not in ("", "cpu") and not oracle.runs(answer.version, answer.tag, cell.machine):
        return "broken"
    return "not newest"


def cells():
    machines = nvidia() + amd(oracle.PRODUCTS)
    return [Cell(machine, series) for machine in machines for series in [*SERIES, ""]
            if not series or oracle.VERSIONS[series][machine.architecture]]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--accelctl", required=True)
    arguments = parser.parse_args()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        all_cells = cells()
        answers = list(pool.map(lambda cell: ask(arguments.accelctl, cell), all_cells))
    counts = {"right": 0, "broken": 0, "not newest": 0, "cpu instead of gpu": 0}
    for cell, answer in zip(all_cells, answers):
        said = verdict(cell, answer)
        counts[said] = counts.get(said, 0) + 1
        if said != "right":
            print(f"{cell.machine.description} torch {cell.series or '(any)'}: {said}: {answer.version}+{answer.tag or 'refused'}, "
                  f"not {'+'.join(expected(cell, answer.offered))}")
    print(f"{len(all_cells)} cells: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0 if counts["right"] == len(all_cells) else 1


if __name__ == "__main__":
    sys.exit(main())
