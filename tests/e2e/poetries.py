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

import hosts
from environments import CACHE, default_python, find_python, installed_in
from shim import Done, bin_dir

POETRIES = ("2.5.1", "2.1.4", "1.8.5")


def poetry_folder(version: str) -> Path:
    """The folder with the program `poetry`; made at the first call, safe with several test runs at once. `version` may
    name plugins behind it: "2.5.1 poetry-dynamic-versioning==1.10.1"."""
    path = CACHE / "poetry" / version.replace(" ", "-")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path / "complete").exists():
            subprocess.run([find_python(default_python()), "-m", "venv", "--clear", path], check=True)
            subprocess.run([path / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
                            *f"poetry=={version}".split()], check=True)
            (path / "complete").touch()
    return path / "bin"


OPTIONAL_GROUP = '[tool.poetry.group.ml]\noptional = true\n[tool.poetry.group.ml.dependencies]\ntorch = "2.9.1"'
THEIRS = '[[tool.poetry.source]]\nname = "theirs"\nurl = "TORCH/cpu"\npriority = "explicit"\n'

# What stands for the dependencies of a project: a PEP 621 form, and the older one that Poetry 1.8 reads.
SHAPES = {
    "direct": ('dependencies = ["torch==2.9.1", "colorama"]', 'torch = "2.9.1"\ncolorama = "*"'),
    "too new": ('dependencies = ["torch==2.15.0"]', 'torch = "2.15.0"'),
    "transitive": ('dependencies = ["needs-torch"]', 'needs-torch = "*"'),
    "torch and torchvision": ('dependencies = ["torch==2.9.1", "torchvision"]', 'torch = "2.9.1"\ntorchvision = "*"'),
    "group": ('dependencies = ["colorama"]\n' + OPTIONAL_GROUP,
              'colorama = "*"\n' + OPTIONAL_GROUP),
    "extra": ('dependencies = ["colorama"]\n[project.optional-dependencies]\nml = ["torch==2.9.1"]',
              'colorama = "*"\ntorch = {version = "2.9.1", optional = true}\n[tool.poetry.extras]\nml = ["torch"]'),
    "two extras": ('dependencies = ["colorama"]\n[project.optional-dependencies]\ngpu = ["torch==2.9.1"]\n'
                   'img = ["torchvision==0.24.1"]',
                   'colorama = "*"\ntorch = {version = "2.9.1", optional = true}\n'
                   'torchvision = {version = "0.24.1", optional = true}\n'
                   '[tool.poetry.extras]\ngpu = ["torch"]\nimg = ["torchvision"]'),
    "path inside": ('dependencies = ["torch==2.9.1", "lib"]\n[tool.poetry.dependencies]\nlib = {path = "libs/lib"}',
                    'torch = "2.9.1"\nlib = {path = "libs/lib"}'),
    "path outside": ('dependencies = ["colorama", "lib"]\n[tool.poetry.dependencies]\n'
                     'lib = {path = "../lib", develop = true}\n',
                     'colorama = "*"\nlib = {path = "../lib", develop = true}'),
    "source": ('dependencies = ["torch==2.9.1", "colorama"]\n[tool.poetry.dependencies]\ntorch = {source = "theirs"}\n'
               + THEIRS, 'torch = {version = "2.9.1", source = "theirs"}\ncolorama = "*"\n' + THEIRS),
}


LIBRARY = """[tool.poetry]
name = "lib"
version = "0.1.0"
description = ""
authors = []
[tool.poetry.dependencies]
python = "*"
torch = "2.9.1"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""

# A build backend (PEP 517, 660) that needs no index: the wheel has the metadata and a .pth.
BACKEND = """import os
import zipfile

INFO = "lib-0.1.0.dist-info/"


def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "lib-0.1.0-py3-none-any.whl"
    files = {INFO + "METADATA": "Metadata-Version: 2.1\\nName: lib\\nVersion: 0.1.0\\nRequires-Dist: torch==2.9.1\\n",
             INFO + "WHEEL": "Wheel-Version: 1.0\\nGenerator: lib\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
             "lib.pth": os.getcwd() + "\\n"}
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(INFO + "RECORD", "".join(path + ",,\\n" for path in [*files, INFO + "RECORD"]))
    return name


build_editable = build_wheel
"""


def put_library(folder: Path) -> None:
    """A project of its own that needs torch, for shapes with a path."""
    (folder / "lib").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(LIBRARY)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "lib" / "__init__.py").write_text("")


def pyproject(shape: str, version: str, index: str, package: bool = False) -> str:
    """`index` is the public one. The explicit source of a shape is written as TORCH/cpu: replace TORCH."""
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


def run(project, *words) -> Done:
    done = subprocess.run([bin_dir() / "accel-shim", *words], cwd=project.path, env=project.env, capture_output=True,
                          text=True, timeout=120, stdin=subprocess.DEVNULL)
    return Done(done.returncode, done.stdout, done.stderr)


def accel(project, *arguments, host=hosts.GTX_1080) -> Done:
    return run(project, "--host", host, "poetry", *arguments)


def lock(project, *arguments, host=None) -> Done:
    return run(project, *(["--host", host] if host else []), "lock", *arguments)
