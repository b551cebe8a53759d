# SPDX-License-Identifier: Apache-2.0
"""Virtual environments with a real pip, quickly.

For: tests that install. One template per (Python, pip) is made with the real pip wheel; each test gets a clone.
Promises: a clone is what `python -m venv` and `pip install pip==V` make, its scripts name its own python.
Never: uses the pip of the machine inside an environment; skips where an interpreter is there but broken.
"""
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional

from loopback.wheels import normalized

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("ACCEL_E2E_CACHE", ROOT / "build" / "e2e"))
PIPS = ("26.3", "23.0.1")


@lru_cache(maxsize=None)
def find_python(version: str) -> Optional[str]:
    """An interpreter of CPython `version` ("3.11") that runs: from PATH, /usr/bin, or a pyenv folder."""
    name = f"python{version}"
    folders = [*os.environ.get("PATH", "").split(":"), "/usr/bin", "/usr/local/bin"]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [Path(f) / name for f in folders if f] + sorted(pyenv.glob(f"{version}.*/bin/{name}"))
    return next((real for real in map(_real, found) if real), None)


def _real(candidate: Path) -> Optional[str]:
    if not candidate.exists():
        return None
    ask = "import sys, venv; print(sys._base_executable if hasattr(sys, '_base_executable') else sys.executable)"
    done = subprocess.run([candidate, "-c", ask], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def default_python() -> str:
    """3.11, else the nearest newer one that the machine has."""
    for version in ("3.11", "3.12", "3.13", "3.14"):
        if find_python(version):
            return version
    raise RuntimeError("no Python 3.11 to 3.14 found: install python3 with its venv module")


def installed_in(site_packages: Path) -> Dict[str, str]:
    """{"torch": "2.14.1+cu126", …} by the names of the dist-info folders, pip itself left out."""
    names = (folder.name[:-len(".dist-info")] for folder in site_packages.glob("*.dist-info"))
    rows = (name.rsplit("-", 1) for name in names)
    return {normalized(name): version for name, version in rows if name != "pip"}


class Venv:
    def __init__(self, path: Path):
        self.path, self.bin, self.python = path, path / "bin", path / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        return next((self.path / "lib").glob("python3.*/site-packages"))

    def pip(self, *arguments: str, env: Dict[str, str], check: bool = True,
            cwd: Optional[Path] = None) -> subprocess.CompletedProcess:
        """The real pip, without the shim."""
        done = subprocess.run([self.python, "-m", "pip", *arguments], env=env, cwd=cwd or self.path,
                              capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def pip_list(self, env: Dict[str, str]) -> Dict[str, str]:
        """What `pip list` says: {"torch": "2.14.1+cu126", …}, pip itself left out."""
        rows = json.loads(self.pip("list", "--format", "json", env=env).stdout)
        return {normalized(row["name"]): row["version"] for row in rows if row["name"] != "pip"}

    def installed(self) -> Dict[str, str]:
        """The same, read from the names of the dist-info folders, which costs nothing."""
        return installed_in(self.site_packages)

    def snapshot(self) -> Dict[str, str]:
        """Path -> digest of every file; byte code left out. Equal before and after = nothing changed."""
        files = (p for p in self.path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return {str(p.relative_to(self.path)): _digest(p) for p in files}


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=12).hexdigest()


def pip_wheel(version: str) -> Path:
    """The wheel of pip `version`, downloaded once with the pip of the machine as it is configured."""
    folder = CACHE / "pip"
    wheel = folder / f"pip-{version}-py3-none-any.whl"
    if not wheel.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
                        f"pip=={version}"], check=True)
    return wheel


def template(python: str, pip: str) -> Path:
    """The environment that clones are made of; safe with several test runs at once."""
    path = CACHE / "venvs" / f"python{python}-pip{pip}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path / "complete").exists():
            shutil.rmtree(path, ignore_errors=True)
            _make(path, python, pip)
            (path / "complete").touch()
    return path


def _make(path: Path, python: str, pip: str) -> None:
    wheel = pip_wheel(pip)
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(path), "PIP_CONFIG_FILE": os.devnull}
    subprocess.run([find_python(python), "-m", "venv", "--without-pip", path], check=True, env=clean)
    subprocess.run([path / "bin" / "python", f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)],
                   check=True, env=clean, capture_output=True)


def clone(python: str, pip: str, path: Path) -> Venv:
    """A fresh environment at `path`. Files of pip are hard links into the template: pip replaces, never rewrites them."""
    source = template(python, pip)
    shutil.copytree(source, path, symlinks=True, copy_function=_link,
                    ignore=lambda folder, names: ["complete"] if folder == str(source) else [])
    for script in (path / "bin").iterdir():
        if not script.is_symlink() and str(source).encode() in script.read_bytes():
            text = script.read_text().replace(str(source), str(path))
            mode = script.stat().st_mode
            script.unlink()
            script.write_text(text)
            script.chmod(mode)
    return Venv(path)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system
        shutil.copy2(source, target, follow_symlinks=False)


def processes_with(word: str) -> List[int]:
    """Pids of running processes whose environment or command line holds `word`: what a test left behind."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and int(folder.name) != os.getpid() and _alive(folder):
                text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
                found += [int(folder.name)] if word.encode() in text else []
        except OSError:
            continue
    return found


def _alive(folder: Path) -> bool:
    return (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"


def nothing_left(folder: Path, seconds: float = 30) -> List[str]:
    """Waits until no process of the test in `folder` runs; the command lines of those that stay."""
    until = time.monotonic() + seconds
    while processes_with(str(folder)) and time.monotonic() < until:
        time.sleep(0.05)
    return [open(f"/proc/{pid}/cmdline").read().replace("\0", " ") for pid in processes_with(str(folder))]
