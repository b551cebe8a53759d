# SPDX-License-Identifier: Apache-2.0
"""Where we are not needed we are not there: exec, exit codes, finding the tool, never ourselves."""
import os
import stat
import subprocess
import sys

import pytest

import hosts
from shim import bin_dir

FAKE = """#!{python}
import os, sys
print(os.getpid())
print(sys.argv[1:])
print(sys.stdin.read())
sys.exit(int(os.environ.get("FAKE_RC", "0")))
"""


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def fake(shim, tmp_path):
    """`pip`, `pip3` and `python` that print their pid, arguments and standard input, first on PATH."""
    for name in ("pip", "pip3", "pip3.11", "python", "python3"):
        script(tmp_path / "fake" / name, FAKE.format(python=sys.executable))
    shim.env["PATH"] = f"{tmp_path / 'fake'}:{shim.env['PATH']}"
    return shim


VERBS = [  # argument lists of pip that install nothing
    [], ["--version"], ["-V"], ["--help"], ["help", "install"], ["list", "--format", "json"], ["freeze"], ["show", "torch"],
    ["check"], ["config", "list"], ["cache", "dir"], ["debug"], ["inspect"], ["uninstall", "-y", "torch"],
    ["hash", "x.whl"], ["completion", "--bash"], ["install", "--help"], ["--no-input", "list"], ["no-such-verb"],
]


EVERY_TOOL = [(["pip"], verb) for verb in VERBS] + [
    (tool, verb) for tool in (["pip3"], ["python", "-m", "pip"], ["python3", "-m", "pip"]) for verb in VERBS[:2] + VERBS[5:7]]


@pytest.mark.parametrize("tool, arguments", EVERY_TOOL, ids=" ".join)
def test_verbs_that_install_nothing_become_the_tool(fake, world, tool, arguments):
    process = fake.start(*arguments, tool=tool, stdin=subprocess.PIPE, env={"FAKE_RC": "7"})
    out, err = process.communicate("typed in", timeout=30)
    assert out.splitlines() == [str(process.pid), str(tool[1:] + arguments), "typed in"], err
    assert process.returncode == 7 and err == "" and world.requests() == []


@pytest.mark.parametrize("arguments", [["-c", "print(1)"], ["script.py", "-m", "pip"], ["-m", "venv", "x"]], ids=" ".join)
def test_python_without_pip_becomes_python(fake, arguments):
    process = fake.start(*arguments, tool=["python"])
    out, _ = process.communicate(timeout=30)
    assert out.splitlines()[:2] == [str(process.pid), str(arguments)]


def test_off_means_off(fake, world):
    process = fake.start("install", "torch", env={"ACCEL_SHIM": "off"})
    out, err = process.communicate(timeout=30)
    assert out.splitlines()[0] == str(process.pid) and err == "" and world.requests() == []


def test_pips_own_exit_code_comes_back(shim):
    assert shim("install", "no-such-package-anywhere", host=hosts.GTX_1080).rc == 1
    assert shim("install", "--no-such-option", "torch", host=hosts.GTX_1080).rc == 2


def test_pip3_and_python_m_pip_install_too(shim, venv):
    done = shim("install", "torch", host=hosts.GTX_1080, tool=["python", "-m", "pip"])
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    done = shim("install", "torch==2.9.1", host=hosts.GTX_1080, tool=["pip3"])
    assert done.rc == 0 and venv.installed()["torch"] == "2.9.1+cu126", done


@pytest.mark.parametrize("loop", ['exec "{shim}" pip "$@"', '"{shim}" pip "$@"', 'exec "{shim}" "$(basename "$0")" "$@"'])
@pytest.mark.parametrize("arguments", [["--version"], ["install", "torch"]], ids=" ".join)
def test_a_pip_that_calls_us_again_does_not_go_round(shim, venv, env, tmp_path, loop, arguments):
    script(tmp_path / "loop" / "pip", "#!/bin/sh\n" + loop.format(shim=bin_dir() / "accel-shim") + "\n")
    done = shim(*arguments, host=hosts.GTX_1080, env={"PATH": f"{tmp_path / 'loop'}:{env['PATH']}"}, timeout=30)
    if done.rc == 0:  # the real pip further along PATH did it
        assert "pip " in done.out or venv.installed()["torch"] == "2.14.1+cu126", done
    else:
        assert "accel-shim" in done.ours or "recurs" in done.ours or "itself" in done.ours, done


@pytest.mark.parametrize("place", ["link", "copy", "hard link"])
def test_our_own_program_under_the_name_of_pip_is_passed_over(shim, tmp_path, env, place):
    target = tmp_path / "ours" / "pip"
    target.parent.mkdir()
    source = bin_dir() / "accel-shim"
    if place == "link":
        target.symlink_to(source)
    elif place == "copy":
        target.write_bytes(source.read_bytes())
        target.chmod(0o755)
    else:
        try:
            os.link(source, target)
        except OSError:
            pytest.skip("the build folder is on another file system")
    done = shim("--version", env={"PATH": f"{target.parent}:{env['PATH']}"}, timeout=30)
    assert done.rc == 0 and done.out.startswith("pip "), done


def test_no_tool_on_path_is_127(shim, tmp_path):
    done = shim("list", env={"PATH": str(tmp_path)})
    assert done.rc == 127 and "pip" in done.ours, done


def test_a_tool_that_cannot_be_run_is_126(shim, tmp_path):
    broken = script(tmp_path / "broken" / "pip", "#!/no/such/interpreter\n")
    done = shim("list", env={"PATH": str(broken.parent)})
    assert done.rc == 126 and "pip" in done.ours, done


USAGE = [[], ["--no-such-option", "pip", "list"], ["--host"], ["--policy", "most", "pip", "list"], ["no-such-tool", "list"]]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_2(shim, arguments):
    done = shim(tool=arguments)
    assert done.rc == 2 and done.ours, done


def test_explain_shows_the_decision_and_stops(shim, venv, world):
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080, options=["--explain"])
    assert done.rc == 0 and venv.snapshot() == before, done
    for word in ("2.14.1", "cu126", "580.95.05", "6.1"):
        assert word in done.text, (word, done)
    assert not [row for row in world.requests() if row["path"].endswith(".whl")]


def test_explain_of_a_refusal_says_so(shim, venv):
    before = venv.snapshot()
    done = shim("install", "torch==2.12.0", host=hosts.RTX_5090_R570, options=["--explain"])
    assert done.rc == 1 and "580.65.06" in done.text and venv.snapshot() == before, done


def test_dry_run_installs_nothing_but_names_the_build(shim, venv):
    before = venv.snapshot()
    done = shim("install", "--dry-run", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and "torch-2.14.1+cu126" in done.out and venv.snapshot() == before, done
