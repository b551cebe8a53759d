# SPDX-License-Identifier: Apache-2.0
"""The torchtriton attack: a stranger offers what our build brings from its own index. Nobody asks the stranger."""
import functools
import http.server
import subprocess
import threading
from pathlib import Path

import pytest

import hosts
from loopback.log import projects
from marks import each_pip, slow

BOUND = {"torch", "torchtriton", "torchvision", "torchaudio", "triton"}


@pytest.fixture
def env(env, attack_world):
    return {**env, **attack_world.environment()}


def by_environment(env, home, work, evil):
    env["PIP_EXTRA_INDEX_URL"] = evil
    return ["torch", "colorama"]


def by_pip_conf(env, home, work, evil):
    (home / "config" / "pip").mkdir(parents=True)
    (home / "config" / "pip" / "pip.conf").write_text(f"[global]\nextra-index-url = {evil}\n")
    return ["torch", "colorama"]


def by_command_line(env, home, work, evil):
    return ["--extra-index-url", evil, "torch", "colorama"]


def by_command_line_with_equals(env, home, work, evil):
    return ["torch", f"--extra-index-url={evil}", "colorama"]


def by_index_url(env, home, work, evil):
    return ["-i", evil, "--extra-index-url", env["PIP_INDEX_URL"], "torch", "colorama"]


def by_requirements_file(env, home, work, evil):
    (work / "requirements.txt").write_text(f"--extra-index-url {evil}\ntorch\ncolorama\n")
    return ["-r", "requirements.txt"]


def by_nested_requirements_file(env, home, work, evil):
    (work / "base.txt").write_text(f"--extra-index-url={evil}\ntorch\n")
    (work / "requirements.txt").write_text("-r base.txt\ncolorama\n")
    return ["-r", "requirements.txt"]


def by_variable_in_a_requirements_file(env, home, work, evil):
    env["STRANGER"] = evil
    (work / "requirements.txt").write_text("--extra-index-url ${STRANGER}\ntorch\ncolorama\n")
    return ["-r", "requirements.txt"]


def by_requirements_file_on_a_server(env, home, work, evil):
    (work / "requirements.txt").write_text(f"--extra-index-url {evil}\ntorch\ncolorama\n")
    return ["-r", serve(work) + "/requirements.txt"]


def by_configured_constraints(env, home, work, evil):
    (work / "constraints.txt").write_text(f"--extra-index-url {evil}\n")
    env["PIP_CONSTRAINT"] = "constraints.txt"
    return ["torch", "colorama"]


def by_pip_conf_of_the_environment_when_isolated(env, home, work, evil):
    (Path(env["VIRTUAL_ENV"]) / "pip.conf").write_text(f"[install]\nextra-index-url = {evil}\n")
    return ["--isolated", "--index-url", env["PIP_INDEX_URL"], "torch", "colorama"]


def by_build_constraints(env, home, work, evil):
    (work / "constraints.txt").write_text(f"--extra-index-url {evil}\n")
    env["PIP_BUILD_CONSTRAINT"] = "constraints.txt"
    return ["torch", "colorama"]


def serve(folder):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


PLACES = [by_environment, by_pip_conf, by_command_line, by_requirements_file,
          by_variable_in_a_requirements_file, by_requirements_file_on_a_server, by_configured_constraints,
          by_pip_conf_of_the_environment_when_isolated, slow(by_build_constraints), slow(by_command_line_with_equals), slow(by_index_url), slow(by_nested_requirements_file)]


@each_pip
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_bound_names_come_from_our_index_alone(shim, venv, env, attack_world, tmp_path, place):
    arguments = place(env, tmp_path / "home", shim.cwd, f"{attack_world.evil.url}/simple/")
    shim.env = env
    done = shim("install", *arguments, host=hosts.GTX_1080)
    assert done.rc == 0, done
    installed = venv.installed()
    assert (installed["torch"], installed["torchtriton"]) == ("2.9.1+cu126", "2.0.0"), installed
    assert "colorama" in installed
    asked = set(projects(attack_world.requests("evil"))) | set(projects(attack_world.requests("public")))
    assert asked & BOUND == set()
    assert no_canary(venv, env, tmp_path / "canary")


@each_pip
def test_the_strangers_would_have_won_without_us(venv, env, attack_world, tmp_path):
    """The attack is real: bare pip with our index and the public one takes the stranger's torchtriton at the same version."""
    venv.pip("install", "torch==2.9.1+cu126", "--index-url", f"{attack_world.torch.url}/whl/cu126",
             "--extra-index-url", attack_world.public_index, env=env)
    assert not no_canary(venv, env, tmp_path / "canary")


def no_canary(venv, env, canary):
    """Imports what was installed; the stranger's modules would write `canary`."""
    subprocess.run([venv.python, "-c", "import torch, torchtriton"], env={**env, "LOOPBACK_CANARY": str(canary)},
                   check=True, cwd=venv.path)
    return not canary.exists()
