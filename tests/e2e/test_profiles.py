# SPDX-License-Identifier: Apache-2.0
"""Which build ends up on which machine. A new machine is one line."""
import json
import subprocess

import pytest

import hosts
from marks import both_pips, slow
from shim import bin_dir

INSTALLED = [  # host, policy, what is asked for, what pip list shows
    (hosts.GTX_1080, None, ["torch"], {"torch": "2.14.1+cu126"}),
    (hosts.V100, None, ["torch==2.8.0"], {"torch": "2.8.0+cu129"}),
    (hosts.V100, None, ["torch==2.7.1"], {"torch": "2.7.1+cu126"}),
    (hosts.V100, None, ["torch"], {"torch": "2.14.1+cu126"}),
    (hosts.RTX_5090_R570, None, ["torch"], {"torch": "2.11.0+cu128"}),
    (hosts.H100, None, ["torch"], {"torch": "2.15.0+cu130"}),
    (hosts.RTX_3090_R535, None, ["torch"], {"torch": "2.14.1+cu126"}),
    (hosts.GTX_1080_AND_RTX_4090, "all", ["torch"], {"torch": "2.14.1+cu126"}),
    (hosts.GTX_1080_AND_RTX_4090, "best", ["torch"], {"torch": "2.15.0+cu130"}),
    (hosts.RX_7900_XTX, None, ["torch"], {"torch": "2.14.1+rocm7.14", "triton-rocm": "3.8.0", "rocm": "7.14"}),
    (hosts.RX_7900_XTX_SECOND, None, ["torch"], {"torch": "2.14.1+rocm7.14"}),
    (hosts.ARC_B580, None, ["torch"], {"torch": "2.14.1+xpu", "triton-xpu": "3.8.0"}),
    (hosts.UHD_770, None, ["torch"], {"torch": "2.15.0+cpu"}),
    (hosts.NOUVEAU, None, ["torch"], {"torch": "2.15.0+cpu"}),
    (hosts.NO_GPU, None, ["torch"], {"torch": "2.15.0+cpu"}),
    (hosts.GTX_1080, None, ["torch", "torchvision"], {"torch": "2.14.1+cu126", "torchvision": "0.29.2+cu126"}),
    slow(hosts.GTX_1080, None, ["torch==2.9.1", "torchvision"], {"torch": "2.9.1+cu126", "torchvision": "0.24.1+cu126"}),
    (hosts.H100, None, ["torchvision"], {"torch": "2.15.0+cu130", "torchvision": "0.29.2+cu130"}),
    slow(hosts.V100, None, ["torchvision==0.23.0"], {"torch": "2.8.0+cu129", "torchvision": "0.23.0+cu129"}),
    slow(hosts.H100, None, ["torch", "torchaudio"], {"torch": "2.11.0+cu130", "torchaudio": "2.11.0+cu130"}),
    (hosts.GTX_1080, None, ["needs-torch"], {"torch": "2.8.0+cu126", "needs-torch": "1.0"}),
    slow(hosts.V100, None, ["needs-torch"], {"torch": "2.8.0+cu129"}),
    slow(hosts.RX_7900_XTX, None, ["needs-torch"], {"torch": "2.8.0+rocm6.4", "pytorch-triton-rocm": "3.4.0"}),
    slow(hosts.GTX_1080, None, ["needs-any-torch"], {"torch": "2.14.1+cu126"}),
    slow(hosts.H100, None, ["needs-vision"], {"torch": "2.15.0+cu130", "torchvision": "0.29.2+cu130", "colorama": "0.4.6"}),
    slow(hosts.GTX_1080, None, ["torch>=2.9,<2.12"], {"torch": "2.11.0+cu126"}),
    (hosts.GTX_1080, None, ["torch==2.9.1+cu126", "colorama; sys_platform == 'linux'"], {"torch": "2.9.1+cu126"}),
    slow(hosts.H100, None, ["torch==2.9.1+cu128"], {"torch": "2.9.1+cu128"}),
    slow(hosts.H100, None, ["torch==2.9.1+cpu"], {"torch": "2.9.1+cpu"}),
    slow(hosts.GTX_1080, None, ["torch==2.15.0; sys_platform == 'win32'", "colorama"], {"colorama": "0.4.6"}),
]

REFUSED = [  # host, what is asked for, what the message must name
    (hosts.GTX_1080, "torch==2.15.0", ["2.15.0", "2.14.1"]),
    (hosts.RTX_5090_R570, "torch==2.12.0", ["2.12.0", "580.65.06", "2.11.0"]),
    (hosts.RTX_3090_R535, "torch==2.15.0", ["2.15.0", "2.14.1"]),
    (hosts.RX_7900_XTX, "torch==2.15.0", ["2.15.0", "2.14.1"]),
    (hosts.GTX_1080, "torch==2.9.1+cu128", ["2.9.1+cu128", "torch==2.9.1+cu126"]),
]

SAYS_WHY = [  # host, words that the explanation of the installed build must hold
    (hosts.NOUVEAU, ["nouveau"]),
    (hosts.RX_7900_XTX_SECOND, ["HIP_VISIBLE_DEVICES"]),
]


def name(value):
    return "+".join(value) if isinstance(value, list) else value if isinstance(value, str) else ""


@both_pips
@pytest.mark.parametrize("host, policy, asked, expected", INSTALLED, ids=name)
def test_the_build_that_runs_here(shim, venv, env, host, policy, asked, expected):
    done = shim("install", *asked, host=host, policy=policy)
    assert done.rc == 0, done
    installed = venv.pip_list(env)
    assert {name: installed.get(name) for name in expected} == expected, done
    if len(expected) > 1:
        assert "No broken" in venv.pip("check", env=env).stdout


@both_pips
@pytest.mark.parametrize("host, asked, words", REFUSED, ids=name)
def test_refused_with_the_ways_out(shim, venv, world, host, asked, words):
    before = venv.snapshot()
    done = shim("install", asked, host=host)
    assert done.rc == 1, done
    assert [word for word in words if word not in done.ours] == [], done
    assert venv.snapshot() == before
    assert [row for row in world.requests("files") if row["path"].endswith(".whl")] == []


@pytest.mark.parametrize("host, words", SAYS_WHY, ids=name)
def test_says_why(shim, host, words):
    done = shim("install", "torch", host=host)
    assert done.rc == 0 and [word for word in words if word not in done.ours] == [], done


def test_accept_cpu_is_a_way_out(shim, venv):
    done = shim("install", "torch==2.12.0", host=hosts.RTX_5090_R570, options=["--accept-cpu"])
    assert done.rc == 0 and venv.installed()["torch"] == "2.12.0+cpu", done


@pytest.mark.parametrize("python_version", ["3.10", slow("3.12"), slow("3.13")])
def test_the_python_counts(shim, venv, python_version):
    done = shim("install", "torch", host=hosts.H100)
    expected = "2.14.1+cu130" if python_version == "3.10" else "2.15.0+cu130"
    assert done.rc == 0 and venv.installed()["torch"] == expected, done


def test_host_comes_from_the_environment_too(shim, venv):
    done = shim("install", "torch", env={"ACCEL_HOST": hosts.GTX_1080})
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done


def test_this_machine_gets_what_its_facts_say(shim, venv, env, python_version):
    asked = subprocess.run([bin_dir() / "accelctl", "tags", "torch", "--python", python_version, "--offline", "--json"],
                           env=env, capture_output=True, text=True, timeout=60)
    assert asked.returncode == 0, asked.stderr
    choice = json.loads(asked.stdout)["choice"][0]
    done = shim("install", "torch")
    assert done.rc == 0, done
    assert venv.installed()["torch"] == f"{choice['version']}+{choice['tag']}"


def test_an_unknown_gpu_lists_the_near_ones(shim, venv):
    before = venv.snapshot()
    done = shim("install", "torch", host="gpu=GTX 1081,driver=580.95.05")
    assert done.rc in (1, 2) and "GTX 1080" in done.ours and venv.snapshot() == before, done
