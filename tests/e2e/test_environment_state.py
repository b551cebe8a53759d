# SPDX-License-Identifier: Apache-2.0
"""What is there already, what is asked of whom, and what a second run costs."""
import re

import pytest

import hosts
from loopback.family import FAMILY, ROCM_ONLY_HERE
from loopback.log import bytes_sent, projects
from loopback.wheels import Wheel
from marks import both_pips, slow

BOUND = FAMILY | ROCM_ONLY_HERE

FOUND = [  # what is installed before, what is asked for, what must be there after
    (["torch==2.14.1"], ["torch"], {"torch": "2.14.1+cu126"}),
    (["torch==2.15.0"], ["torch"], {"torch": "2.14.1+cu126"}),
    (["torch==2.14.1+cpu"], ["torch"], {"torch": "2.14.1+cu126"}),
    slow(["torch==2.14.1+cu130"], ["torch"], {"torch": "2.14.1+cu126"}),
    slow(["torch==2.9.1"], ["torch==2.9.1"], {"torch": "2.9.1+cu126"}),
    slow(["torch==2.8.0"], ["needs-torch"], {"torch": "2.8.0+cu126"}),
    slow(["torch==2.14.1", "torchvision==0.29.1"], ["torch", "torchvision"],
         {"torch": "2.14.1+cu126", "torchvision": "0.29.2+cu126"}),
    (["torch==2.14.1", "torchvision==0.29.1"], ["torch"], {"torch": "2.14.1+cu126", "torchvision": "+cu126"}),
    slow(["torch==2.14.1+cpu"], ["--upgrade", "torch"], {"torch": "2.14.1+cu126"}),
]


def bare_install(venv, env, world, requirements):
    tag = requirements[0].partition("+")[2]
    extra = ["--extra-index-url", f"{world.torch.url}/whl/{tag}"] if tag else []
    venv.pip("install", *requirements, *extra, env=env)


@both_pips
@pytest.mark.parametrize("before, asked, after", FOUND, ids=lambda v: "+".join(v) if isinstance(v, list) else "")
def test_a_wrong_build_is_replaced(shim, venv, env, world, before, asked, after):
    bare_install(venv, env, world, before)
    done = shim("install", *asked, host=hosts.GTX_1080)
    assert done.rc == 0, done
    installed = venv.installed()
    assert {n: v for n, v in after.items() if not installed.get(n, "").endswith(v)} == {}, (installed, done)


@both_pips
@pytest.mark.parametrize("asked", ["torch", slow("needs-any-torch"), slow("torchvision")])
def test_the_second_run_asks_nobody(shim, venv, world, asked):
    assert shim("install", asked, host=hosts.GTX_1080).rc == 0
    before, mark = venv.snapshot(), world.log.mark()
    done = shim("install", asked, host=hosts.GTX_1080)
    assert done.rc == 0 and venv.snapshot() == before, done
    again = world.requests(after=mark)
    assert [row["path"] for row in again] == [] and bytes_sent(again) == 0


def test_what_freeze_wrote_installs_again(shim, venv, env):
    assert shim("install", "torch", "torchvision", host=hosts.GTX_1080).rc == 0
    frozen, before = venv.pip("freeze", env=env).stdout, venv.snapshot()
    (shim.cwd / "requirements.txt").write_text(frozen)
    done = shim("install", "--force-reinstall", "-r", "requirements.txt", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.pip("freeze", env=env).stdout == frozen, done
    assert before


def test_without_an_index_the_folders_decide(shim, venv, world):
    done = shim("download", "torch==2.9.1", "--no-deps", "-d", "wheels", host=hosts.GTX_1080)
    assert done.rc == 0, done
    mark = world.log.mark()
    done = shim("install", "--no-index", "--find-links", "wheels", "--no-deps", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.9.1+cu126", done
    assert world.requests(after=mark) == []


@both_pips
def test_only_the_familys_pages_are_asked_of_our_index(shim, world):
    done = shim("install", "torch", "torchvision", "colorama", host=hosts.GTX_1080)
    assert done.rc == 0, done
    page = re.compile(r"/whl/(?:[a-z0-9.]+/)?([a-z0-9-]+)/")
    asked = [row["path"] for row in world.requests("torch")]
    strangers = [path for path in asked if not page.fullmatch(path) or page.fullmatch(path).group(1) not in BOUND]
    assert strangers == []
    files = {row["path"].rsplit("/", 1)[-1].split("-")[0].replace("_", "-") for row in world.requests("files")}
    assert files and files <= BOUND
    assert not set(projects(world.requests("public"))) & BOUND


@both_pips
def test_wheels_are_downloaded_once(shim, world):
    assert shim("install", "torch", host=hosts.GTX_1080).rc == 0
    wheels = [row["path"] for row in world.requests() if row["path"].endswith(".whl") and row["status"] == 200]
    assert len(wheels) == len(set(wheels)) and sum("/torch-" in path for path in wheels) == 1


@both_pips
def test_a_package_of_no_business_of_ours_comes_from_the_default_index(shim, venv, world):
    done = shim("install", "colorama", "requests", host=hosts.GTX_1080)
    assert done.rc == 0 and {"colorama", "requests"} <= set(venv.installed()), done
    assert world.requests("torch") == [] and world.requests("files") == []
    assert projects(world.requests("public")) == ["colorama", "requests"]


CONFLICTS = [  # a pin of the user that no build for this machine admits
    ["torch", "nvidia-cublas-cu12==12.8.4.1"],
    ["torch==2.9.1", "nvidia-cublas-cu12==12.8.4.1"],
    slow(["torch==2.9.1", "triton==3.4.0"]),
    slow(["torch==2.9.1", "sympy==1.13.1"]),
]


@both_pips
@pytest.mark.parametrize("asked", CONFLICTS, ids="+".join)
def test_a_conflicting_pin_ends_with_nothing_installed(shim, venv, asked):
    before = venv.snapshot()
    done = shim("install", *asked, host=hosts.GTX_1080)
    assert done.rc == 1 and venv.snapshot() == before, done
    assert re.search("conflict|cannot install|no matching", done.text, re.I), done


def test_a_mirror_that_names_the_true_download_host_is_mapped(shim, venv, origin_world):
    done = shim("install", "torch", host=hosts.GTX_1080, env=origin_world.environment())
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert any(row["path"].endswith(".whl") for row in origin_world.requests("files"))


PLACES = [([], "PIP_PREFIX"), slow([], "PIP_ROOT"), slow([], "PIP_TARGET"), slow(["--prefix"], ""), slow(["--root"], "")]


@pytest.mark.parametrize("words, variable", PLACES)
def test_a_wrong_build_in_another_place_is_told(shim, tmp_path, words, variable):
    (tmp_path / "links").mkdir()
    wheel = Wheel("torch", "99.0")
    (tmp_path / "links" / wheel.filename).write_bytes(wheel.build())
    place = str(tmp_path / "place")
    done = shim("install", "--no-deps", "--find-links", str(tmp_path / "links"), "torch", *[w for o in words for w in (o, place)],
                host=hosts.GTX_1080, env={variable: place} if variable else {})
    assert done.rc == 1 and "torch 99.0 is a plain build" in done.ours, done


def test_an_older_torch_beside_a_newer_companion_of_another_machine(shim, venv):
    assert shim("install", "torch==2.14.1", "torchvision", host=hosts.GTX_1080).rc == 0
    done = shim("install", "torch==2.9.1", host=hosts.NO_GPU)
    assert done.rc == 0 and venv.installed()["torch"] == "2.9.1+cpu", done
    assert "accel-shim pip install torch==2.9.1 torchvision" in done.ours, done


def test_an_index_url_that_names_another_build_is_told(shim, venv):
    done = shim("install", "--index-url", "https://download.pytorch.org/whl/cpu", "--no-deps", "torch==2.9.1",
                host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.9.1+cu126" and "torch==2.9.1+cpu" in done.ours, done


def test_policy_visible_without_a_variable_sees_every_gpu(shim):
    done = shim("install", "torch==2.9.1", host=hosts.GTX_1080, policy="visible", options=["--explain"])
    assert done.rc == 0 and "2.9.1+cu126" in done.out, done
    done = shim("install", "torch==2.9.1", host=hosts.GTX_1080, policy="visible", options=["--explain"],
                env={"CUDA_VISIBLE_DEVICES": ""})
    assert "2.9.1+cu126" not in done.out, done
