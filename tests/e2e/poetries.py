# SPDX-License-Identifier: Apache-2.0
"""Real Poetry, and small projects for it.

For: tests of `accel-shim poetry`. One installation per version, kept; one project per test.
Promises: Poetry comes from the package index of the machine, unmodified; a project's public packages come from the
loopback index, named as its primary source.
Never: lets a project reach a Poetry configuration or cache of the machine.
"""
import fcntl
import json
import subprocess
from pathlib import Path
from typing import Dict, Optional

from environments import CACHE, default_python, find_python, installed_in

POETRIES = ("2.5.1", "2.1.4", "1.8.5")


def poetry_folder(version: str) -> Path:
    """The folder with the program `poetry`; made at the first call, safe with several test runs at once."""
    path = CACHE / "poetry" / version
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path / "complete").exists():
            subprocess.run([find_python(default_python()), "-m", "venv", "--clear", path], check=True)
            subprocess.run([path / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
                            f"poetry=={version}"], check=True)
            (path / "complete").touch()
    return path / "bin"


# What stands for the dependencies of a project: a PEP 621 form, and the older one that Poetry 1.8 reads.
SHAPES = {
    "direct": ('dependencies = ["torch==2.9.1", "colorama"]', 'torch = "2.9.1"\ncolorama = "*"'),
    "too new": ('dependencies = ["torch==2.15.0"]', 'torch = "2.15.0"'),
    "transitive": ('dependencies = ["needs-torch"]', 'needs-torch = "*"'),
    "torch and torchvision": ('dependencies = ["torch==2.9.1", "torchvision"]', 'torch = "2.9.1"\ntorchvision = "*"'),
    "group": ('dependencies = ["colorama"]\n[tool.poetry.group.ml.dependencies]\ntorch = "2.9.1"',
              'colorama = "*"\n[tool.poetry.group.ml.dependencies]\ntorch = "2.9.1"'),
    "extra": ('dependencies = ["colorama"]\n[project.optional-dependencies]\nml = ["torch==2.9.1"]',
              'colorama = "*"\ntorch = {version = "2.9.1", optional = true}\n[tool.poetry.extras]\nml = ["torch"]'),
}


def pyproject(shape: str, version: str, index: str, package: bool = False) -> str:
    standard, older = SHAPES[shape]
    minor = default_python().split(".")[1]
    pythons = f">=3.{minor},<3.{int(minor) + 1}"
    source = f'[[tool.poetry.source]]\nname = "fakes"\nurl = "{index}"\npriority = "primary"\n'
    mode = "" if package else "[tool.poetry]\npackage-mode = false\n"
    if version.startswith("1."):
        head = mode or "[tool.poetry]\n"
        return (f'{head}name = "demo"\nversion = "0.1.0"\ndescription = ""\nauthors = []\n'
                f'[tool.poetry.dependencies]\npython = "{pythons}"\n{older}\n{source}')
    return f'[project]\nname = "demo"\nversion = "0.1.0"\nrequires-python = "{pythons}"\n{standard}\n{mode}{source}'


class PoetryProject:
    """A project at `path`, in an environment of Poetry's own making below `home`."""

    def __init__(self, path: Path, version: str, env: Dict[str, str]):
        self.path, self.version, self.bin = path, version, poetry_folder(version)
        self.env = {**env, "PATH": f"{self.bin}:/usr/bin:/bin", "POETRY_CACHE_DIR": f"{env['HOME']}/poetry",
                    "POETRY_NO_INTERACTION": "1"}
        for name in ("VIRTUAL_ENV", "PIP_INDEX_URL"):
            self.env.pop(name, None)

    def poetry(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """The bare Poetry."""
        done = subprocess.run([self.bin / "poetry", *arguments], env=self.env, cwd=self.path, capture_output=True,
                              text=True)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def read(self, name: str) -> Optional[str]:
        file = self.path / name
        return file.read_text() if file.exists() else None

    @property
    def site_packages(self) -> Path:
        path = Path(self.poetry("env", "info", "--path").stdout.strip())
        return next((path / "lib").glob("python3.*/site-packages"))

    def installed(self) -> Dict[str, str]:
        return installed_in(self.site_packages)

    def direct_url(self, name: str) -> Optional[dict]:
        for file in self.site_packages.glob(f"{name}-*.dist-info/direct_url.json"):
            return json.loads(file.read_text())
        return None
