# SPDX-License-Identifier: Apache-2.0
"""Poetry projects for benchmarks: one that bare Poetry keeps, one that accel-shim keeps, otherwise alike.

Promises: each has its own home, caches and environment; the public index and the torch index are the world's.
"""
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

from hosts import GTX_1080
from poetries import PoetryProject, pyproject
from shim import bin_dir, clean_environment


class Kept:
    """A project at `folder`, from nothing; `ours` says who keeps it."""

    def __init__(self, folder: Path, world, venv, version: str, ours: bool, package: bool = False):
        shutil.rmtree(folder, ignore_errors=True)
        path = folder / "project"
        path.mkdir(parents=True)
        (path / "pyproject.toml").write_text(pyproject("direct", version, world.public_index, package))
        if package:
            (path / "demo").mkdir()
            (path / "demo" / "__init__.py").write_text("")
        env = clean_environment(folder / "home", venv, world.environment())
        self.project = PoetryProject(path, version, {**env, "ACCEL_HOST": GTX_1080})
        self.ours = ours

    def command(self, *words: str) -> List[str]:
        return [str(bin_dir() / "accel-shim"), "poetry", *words] if self.ours else [str(self.project.bin / "poetry"), *words]

    def run(self, command: List[str]) -> str:
        done = subprocess.run(command, cwd=self.project.path, env=self.project.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise OSError(f"{' '.join(command)} exited with {done.returncode}:\n{done.stdout[-2000:]}")
        return done.stdout

    def poetry(self, *words: str) -> str:
        return self.run(self.command(*words))

    def installed(self) -> Dict[str, str]:
        return self.project.installed()
