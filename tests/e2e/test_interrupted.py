# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, kill -9 and a full disk: nothing half done, nothing left running, and the next run works."""
import os
import resource
import shutil
import signal
import subprocess
import time

import pytest

import hosts
from environments import nothing_left
from marks import both_pips, slow

POINTS = {  # where the run is when it ends: server, path that says nothing
    "our page": ("torch", "/whl/*torch/"),
    "a page of the default index": ("public", "/simple/filelock/"),
    "metadata": ("files", "*.metadata"),
    "wheel": ("files", "*/torch-*.whl"),
}
QUICK = ("our page", "wheel")
points = pytest.mark.parametrize("server, pattern", [value if name in QUICK else slow(*value)
                                                     for name, value in POINTS.items()], ids=POINTS)


def start_and_stall(shim, world, server, pattern):
    world.faults.put(server, pattern, world.faults.stall())
    process = shim.start("install", "torch", host=hosts.GTX_1080)
    if not world.faults.hit.wait(30):
        process.kill()
        raise AssertionError(f"never asked for {pattern}: {process.communicate()}")
    return process


def works_again(shim, venv, env):
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert "No broken" in venv.pip("check", env=env).stdout


@points
def test_ctrl_c(shim, venv, env, world, tmp_path, server, pattern):
    before = venv.snapshot()
    process = start_and_stall(shim, world, server, pattern)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode != 0 and "terminate called" not in err
    assert nothing_left(tmp_path) == [] and venv.snapshot() == before
    world.faults.clear()
    works_again(shim, venv, env)


@pytest.mark.slow
@pytest.mark.parametrize("pip_version", ["23.0.1"])
@pytest.mark.parametrize("server, pattern", [POINTS["our page"], POINTS["wheel"]], ids=["our page", "wheel"])
def test_ctrl_c_with_the_old_pip(shim, venv, env, world, tmp_path, server, pattern):
    test_ctrl_c(shim, venv, env, world, tmp_path, server, pattern)


@pytest.mark.parametrize("number", [signal.SIGTERM, slow(signal.SIGHUP)])
def test_a_signal_to_us_alone_ends_pip_too(shim, venv, world, tmp_path, number):
    before = venv.snapshot()
    process = start_and_stall(shim, world, "files", "*/torch-*.whl")
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode != 0 and nothing_left(tmp_path) == [] and venv.snapshot() == before


@points
def test_kill_9_while_waiting(shim, venv, env, world, tmp_path, server, pattern):
    before = venv.snapshot()
    process = start_and_stall(shim, world, server, pattern)
    process.kill()
    world.faults.clear()
    process.communicate(timeout=30)
    assert nothing_left(tmp_path) == []
    assert venv.snapshot() == before or venv.installed().get("torch") == "2.14.1+cu126"
    works_again(shim, venv, env)


def as_before_or_whole(shim, venv, tmp_path, before):
    """After kill -9 of the shim: the run either changed nothing or was finished; the next one gets through."""
    assert nothing_left(tmp_path) == []
    after = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert after in (before, venv.snapshot())
    return after != before


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", range(20, 2000, 60))
def test_kill_9_at_any_moment(shim, venv, tmp_path, milliseconds):
    before = venv.snapshot()
    process = shim.start("install", "torch", host=hosts.GTX_1080)
    try:
        process.wait(timeout=milliseconds / 1000)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate(timeout=30)
    as_before_or_whole(shim, venv, tmp_path, before)


@both_pips
@pytest.mark.parametrize("old", [None, slow("torch==2.13.0")], ids=["fresh", "over another version"])
def test_kill_9_once_pip_has_begun_to_write(shim, venv, tmp_path, old):
    if old:
        assert shim("install", old, host=hosts.GTX_1080).rc == 0
    before, listed = venv.snapshot(), set(os.listdir(venv.site_packages))
    process = shim.start("install", "torch", "--upgrade", host=hosts.GTX_1080)
    while set(os.listdir(venv.site_packages)) == listed and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.communicate(timeout=30)
    assert as_before_or_whole(shim, venv, tmp_path, before), "it was not let finish"


@pytest.mark.parametrize("variable", ["PIP_PREFIX", slow("PIP_ROOT"), slow("PIP_TARGET")])
def test_kill_9_while_pip_writes_elsewhere(shim, tmp_path, variable):
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    process = shim.start("install", "torch", host=hosts.GTX_1080, env={variable: str(cut)})
    while not any(cut.rglob("*.py")) and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.communicate(timeout=30)
    assert nothing_left(tmp_path) == []
    assert shim("install", "torch", host=hosts.GTX_1080, env={variable: str(whole)}).rc == 0

    def packages(folder):
        return sorted(path.name for path in folder.rglob("*.dist-info"))
    assert packages(cut) == packages(whole) != []


def test_kill_9_of_pip_while_it_writes_is_told(shim, venv, tmp_path):
    listed = set(os.listdir(venv.site_packages))
    process = shim.start("install", "torch", host=hosts.GTX_1080)
    while set(os.listdir(venv.site_packages)) == listed and process.poll() is None:
        time.sleep(0.001)
    for child in open(f"/proc/{process.pid}/task/{process.pid}/children").read().split():
        os.kill(int(child), signal.SIGKILL)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 137 and "--force-reinstall" in err, out + err


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", range(20, 2000, 120))
def test_kill_9_of_the_whole_group_leaves_our_files_whole(shim, world, tmp_path, milliseconds):
    """pip may die in the middle of its own work; what we wrote must still be read by the next run."""
    process = shim.start("install", "torch", host=hosts.GTX_1080)
    try:
        process.wait(timeout=milliseconds / 1000)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    done = shim("install", "--dry-run", "torch", host=hosts.GTX_1080, options=["--explain"])
    assert done.rc == 0 and ("2.14.1" in done.text or "nothing to decide" in done.text), done


@pytest.fixture
def tiny_disk():
    """Mounts a file system with `free` KiB over a folder; limits the size of files where mounting is not allowed."""
    mounted = []

    def mount(folder, free):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={free + 4}k", "tiny", folder], capture_output=True)
        if done.returncode:
            return {"preexec_fn": lambda: _limit_files(1024 if free else 16384)}
        mounted.append(folder)
        (folder / "filler").write_bytes(b"x" * 4096)
        return {}
    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


def _limit_files(size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err


@both_pips
def test_a_full_cache_disk_costs_nothing_but_the_cache(shim, venv, tmp_path, tiny_disk):
    limits = tiny_disk(tmp_path / "home" / "cache", free=0)
    before = venv.snapshot()
    rc, text = run(shim.start("install", "torch", host=hosts.GTX_1080, **limits))
    assert "Traceback" not in text and "terminate called" not in text
    if rc == 0:
        assert venv.installed()["torch"] == "2.14.1+cu126"
    else:
        assert ("space" in text or "too large" in text) and venv.snapshot() == before, text


@both_pips
def test_a_full_temporary_disk_is_named(shim, venv, tmp_path, tiny_disk):
    limits = tiny_disk(tmp_path / "home" / "tmp", free=16)  # pip goes elsewhere when it is full at the start
    before = venv.snapshot()
    rc, text = run(shim.start("install", "torch", host=hosts.GTX_1080, **limits))
    assert rc != 0 and venv.snapshot() == before, text
    assert "No space left" in text or "File too large" in text, text


def test_an_unwritable_cache_is_no_obstacle(shim, venv, tmp_path):
    shutil.rmtree(tmp_path / "home" / "cache")
    (tmp_path / "home" / "cache").write_text("a file where the folder should be")
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
