# SPDX-License-Identifier: Apache-2.0
"""Runs accel-shim the way a user does.

For: `shim("install", "torch", host="gpu=GTX 1080,driver=580.95.05")` and what came of it.
Promises: shim options stand before the tool; a run that hangs fails the test, its whole process group is ended.
Never: skips when the binary is missing; lets a variable of the machine through (sanitizer settings aside).
"""
import ctypes
import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from environments import ROOT, Venv

LIBC = ctypes.CDLL(None)
KEPT = ("ASAN_", "UBSAN_", "LSAN_", "TSAN_", "LLVM_PROFILE", "GCOV_")


def bin_dir() -> Path:
    return Path(os.environ.get("ACCEL_BIN_DIR", ROOT / "build" / "bin"))


@dataclass
class Done:
    rc: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def ours(self) -> str:
        """What we said ourselves: the lines of standard error that begin with `accel:`, or are indented below one."""
        return "\n".join(re.findall(r"^accel: .*(?:\n[ \t]+.*)*", self.err, re.M))

    def __repr__(self) -> str:
        return f"exit {self.rc}\n--- out\n{self.out}\n--- err\n{self.err}"


class Shim:
    """`env` is the whole environment of the runs. `program` is "accel-shim" unless a test says otherwise."""

    def __init__(self, venv: Venv, env: Dict[str, str], cwd: Path):
        self.venv, self.env, self.cwd, self.started = venv, env, cwd, []

    def stop(self) -> None:
        """Ends what a failed test left running."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def __call__(self, *arguments: str, timeout: float = 90, **options) -> Done:
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            raise AssertionError(f"still running after {timeout} s\n{out}\n{err}")
        return Done(process.returncode, out, err)

    def start(self, *arguments: str, host: Optional[str] = None, policy: Optional[str] = None,
              options: Sequence[str] = (), tool: Sequence[str] = ("pip",), env: Optional[Dict[str, str]] = None,
              stdin=subprocess.DEVNULL, preexec_fn: Callable[[], None] = lambda: None) -> subprocess.Popen:
        """Starts `accel-shim [--host H] [--policy P] OPTIONS… TOOL ARGUMENTS…` in a process group of its own."""
        program = bin_dir() / "accel-shim"
        assert program.exists(), f"{program} is not there: build it, or point ACCEL_BIN_DIR at it"
        command: List[str] = [str(program)]
        command += ["--host", host] if host else []
        command += ["--policy", policy] if policy else []
        command += [*options, *tool, *arguments]
        self.started.append(subprocess.Popen(
            command, env={**self.env, **(env or {})}, cwd=self.cwd, stdin=stdin, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, preexec_fn=lambda: (_fresh(), preexec_fn())))
        return self.started[-1]


def _fresh() -> None:
    """As from a terminal, even where the tests run behind nohup; a test run that is killed takes the shim along."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def clean_environment(home: Path, venv: Venv, extra: Dict[str, str]) -> Dict[str, str]:
    """The environment of one test: nothing of the machine's but sanitizer settings and /usr/bin."""
    for name in ("cache", "config", "data", "tmp", "pip"):
        (home / name).mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if key.startswith(KEPT)}
    return {**kept, "PATH": f"{venv.bin}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
            "VIRTUAL_ENV": str(venv.path), "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
            "PIP_CACHE_DIR": str(home / "pip"), "TMPDIR": str(home / "tmp"), "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1", **extra}
