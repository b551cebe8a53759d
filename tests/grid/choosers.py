# SPDX-License-Identifier: Apache-2.0
"""uv, light-the-torch and variantlib, asked for the cells of the grid.

For: script/grid --peers.
Promises: each program's own code decides, in its pinned release from PyPI. uv and light-the-torch are asked once for all
cells that are alike in what they look at: the driver and no GPU; of AMD uv looks at the target.
Never: installs torch; takes a program that failed for one that found nothing.
"""
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Set, Tuple

import variants
from environments import Venv
from grid import Cell
from shim import clean_environment
from stand_in import PLATFORMS, offered

Build = Tuple[str, str]  # version, tag; both empty: the program found nothing
Asked = Tuple[str, str, str, str]  # driver, gfx, architecture, requirement
NOTHING = re.compile(r"No solution found|No matching distribution found")
FOUND = re.compile(r"\btorch[=-]+([0-9.]+)\+([a-z0-9.]+)")
BEST = ("import json, sys; from variantlib.api import get_variants_by_priority as by_priority; "
        "print(json.dumps([by_priority(variants_json=document)[0].label for document in json.load(sys.stdin)]))")


class Failed(Exception):
    """A program could not be run."""


class Chooser(NamedTuple):
    """`answers`: cell -> build. `offers`: whether it does anything for a cell. `offered`: architecture -> series -> tags."""

    name: str
    offers: Callable[[Cell], bool]
    answers: Callable[[List[Cell]], List[Build]]
    offered: Callable[[str], Dict[str, Set[str]]] = offered


def requirement(series: str) -> str:
    return f"torch=={series}.*" if series else "torch"


def once_each(cells: List[Cell], ask: Callable[[Asked], Build]) -> List[Build]:
    asked = [(c.machine.driver, c.machine.gfx, c.machine.architecture, requirement(c.series)) for c in cells]
    different = list(dict.fromkeys(asked))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(different, pool.map(ask, different)))
    return [found[one] for one in asked]


def read(command: List[str], env: Dict[str, str]) -> Build:
    done = subprocess.run(command, env=env, cwd=env["HOME"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120)
    said = done.stdout + done.stderr
    found = FOUND.findall(said)
    if found and done.returncode == 0:
        return found[-1]
    if NOTHING.search(said):
        return "", ""
    raise Failed(f"{' '.join(command)} exited with {done.returncode}:\n{said[-2000:]}")


def fake(folder: Path, name: str, head: str) -> str:
    """PATH with a program in front that prints `head`, and the variable FAKE."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f'#!/bin/sh\necho {head}\necho "$FAKE"\n')
    (folder / name).chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def another_gpu_here() -> bool:
    """What uv would see before an AMD GPU, or in its place: NVIDIA's driver, a display device of Intel."""
    displays = [device for device in Path("/sys/bus/pci/devices").glob("*")
                if (device / "class").read_text().startswith("0x03")]
    return (Path("/sys/module/nvidia/version").exists() or Path("/proc/driver/nvidia/version").exists()
            or any((device / "vendor").read_text().strip() == "0x8086" for device in displays))


def uv(name: str, venv: Venv, folder: Path, index: Dict[str, str], python: str) -> Chooser:
    """What it would read in /sys/module/nvidia is given by its own variable; rocm_agent_enumerator is a script."""
    path = fake(folder / "bin", "rocm_agent_enumerator", "gfx000")

    def ask(asked: Asked) -> Build:
        driver, gfx, architecture, wanted = asked
        here = {"UV_CUDA_DRIVER_VERSION": driver} if driver else {"PATH": path, "FAKE": gfx}
        return read([str(venv.bin / "uv"), "pip", "install", "--dry-run", "--torch-backend", "auto", "--no-deps",
                     "--no-config", "--python", str(venv.python), "--python-version", python, "--python-platform",
                     f"{architecture}-manylinux_2_28", wanted], clean_environment(folder / "home", venv, {**index, **here}))
    hidden = another_gpu_here()
    return Chooser(name, lambda cell: not (cell.machine.gfx and hidden), lambda cells: once_each(cells, ask))


def light_the_torch(name: str, venv: Venv, folder: Path, index: Dict[str, str]) -> Chooser:
    """It runs nvidia-smi, here a script. Of AMD it detects nothing."""
    path = fake(folder / "bin", "nvidia-smi", "driver_version")

    def ask(asked: Asked) -> Build:
        driver, _, architecture, wanted = asked
        here = {"PATH": path, "FAKE": driver, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
        return read([str(venv.bin / "ltt"), "install", "--dry-run", "--no-deps", "--only-binary", ":all:", "--platform",
                     PLATFORMS[architecture], wanted], clean_environment(folder / "home", venv, {**index, **here}))
    return Chooser(name, lambda cell: not cell.machine.gfx, lambda cells: once_each(cells, ask))


def variantlib(name: str, venv: Venv) -> Chooser:
    """It orders the variants of one version, so it chooses no version. For AMD its answer hangs on the one ROCm release that is
    installed, of which the grid's machines say nothing."""
    def answers(cells: List[Cell]) -> List[Build]:
        documents = json.dumps([variants.document(cell.series, cell.machine) for cell in cells])
        done = subprocess.run([venv.python, "-c", BEST], input=documents, capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"variantlib: {done.stderr[-2000:]}")
        return [(cell.series, "cpu" if label == "null" else label) for cell, label in zip(cells, json.loads(done.stdout))]
    return Chooser(name, lambda cell: bool(cell.series) and not cell.machine.gfx, answers, variants.offered)
