# SPDX-License-Identifier: Apache-2.0
"""`accel-shim poetry` and `accel-shim lock` when things go wrong: killed, twice at once, no disk, no network, a stranger."""
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
from dataclasses import replace

import pytest

import hosts
from environments import nothing_left
from marks import each_poetry, slow
from poetries import POETRIES, PoetryProject, accel, lock, pyproject, run
from shim import bin_dir


def start(project, *words, host=hosts.GTX_1080):
    return subprocess.Popen([bin_dir() / "accel-shim", "--host", host, *words], cwd=project.path, env=project.env,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


# --- a stranger

@each_poetry
@pytest.mark.parametrize("rest", ["torchtriton 99", slow("torchtriton 2.0.0")])
def test_torchtriton_is_never_asked_of_the_public_index(tmp_path, env, attack_world, version, rest):
    env.update(attack_world.environment())
    (tmp_path / "project").mkdir()
    project = PoetryProject(tmp_path / "project", version, env)
    (project.path / "pyproject.toml").write_text(pyproject("direct", version, attack_world.public_index))
    project.poetry("lock")
    if rest == "torchtriton 2.0.0":  # the project has the stranger's at our very version in its lock
        text = project.read("pyproject.toml")
        text = text.replace('torch = "2.9.1"', 'torch = "2.9.1"\ntorchtriton = "2.0.0"') if version == "1.8.5" else \
            text.replace('"torch==2.9.1"', '"torch==2.9.1", "torchtriton==2.0.0"')
        (project.path / "pyproject.toml").write_text(text)
        project.poetry("lock")
    mark = attack_world.log.mark()
    done = accel(project, "install")
    assert done.rc == 0, done
    assert project.installed()["torchtriton"] == "2.0.0" and project.installed()["torch"] == "2.9.1+cu126"
    ours = next(attack_world.store.folder.glob("torch/cu126/torchtriton-2.0.0-*.whl"))
    assert hashlib.sha256(ours.read_bytes()).hexdigest() in project.read("accel.lock")
    fetched = [row["path"] for row in attack_world.requests("public", after=mark) if row["path"].endswith(".whl")]
    assert not [path for path in fetched if "torch" in path]
    python, canary = project.site_packages.parents[2] / "bin" / "python", tmp_path / "canary"
    subprocess.run([python, "-c", "import torch, torchtriton"], env={**env, "LOOPBACK_CANARY": str(canary)}, check=True)
    assert not canary.exists()
    mark = attack_world.log.mark()
    assert accel(project, "install").rc == 0
    assert lock(project, "--for", "cu126", "--upgrade").rc == 0
    assert "torchtriton-99" not in " ".join(row["path"] for row in attack_world.requests(after=mark))


def test_a_bound_name_that_somebody_else_asks_for_comes_from_our_index_too(tmp_path, env, attack_world):
    env.update(attack_world.environment())
    (tmp_path / "project").mkdir()
    project = PoetryProject(tmp_path / "project", POETRIES[0], env)
    text = pyproject("direct", POETRIES[0], attack_world.public_index).replace('"colorama"', '"needs-torchtriton"')
    (project.path / "pyproject.toml").write_text(text)
    project.poetry("lock")
    done = accel(project, "install", host=hosts.ARC_B580)
    assert done.rc == 0 and project.installed()["torchtriton"] == "2.0.0", done
    assert '"torchtriton==2.0.0"' in project.read("accel.lock")


def test_a_bound_name_that_our_index_lacks_is_refused(tmp_path, env, attack_world):
    env.update(attack_world.environment())
    attack_world.faults.put("torch", "*/xpu/torchtriton/*", lambda response: replace(response, status=404, body=b""))
    (tmp_path / "project").mkdir()
    project = PoetryProject(tmp_path / "project", POETRIES[0], env)
    text = pyproject("direct", POETRIES[0], attack_world.public_index).replace('"colorama"', '"needs-torchtriton"')
    (project.path / "pyproject.toml").write_text(text)
    project.poetry("lock")
    done = accel(project, "install", host=hosts.ARC_B580)
    assert done.rc == 1 and "torchtriton 99 would come from" in done.ours and "torch" not in project.installed(), done


def test_what_another_projects_index_said_of_a_release_does_not_count(make, world, tmp_path, version):
    """Poetry remembers a release under the name of its source, for all projects."""
    private = world.server("private")
    private.serve(*world.torch.sites)
    world.faults.put("private", "*/torch-2.9.1*.metadata", lambda response: replace(response, body=b"Metadata-Version: 2.1\n"))
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    honest = project.read("accel.lock")
    (project.path / "accel.lock").unlink()
    text = project.read("pyproject.toml")
    (project.path / "pyproject.toml").write_text(
        text + f'\n[tool.accel.packages.torch.index]\ncu126 = "{private.url}/whl/cu126"\n')
    lock(project, "--for", "cu126")
    (project.path / "accel.lock").unlink(missing_ok=True)
    (project.path / "pyproject.toml").write_text(text)
    assert lock(project, "--for", "cu126").rc == 0 and project.read("accel.lock") == honest


def test_an_overlay_that_brings_torch_from_elsewhere_is_refused(make):
    """Even with its hashes made right: whoever can write the file can do that."""
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    text = project.read("accel.lock")
    at = text.index('name = "torch"\n')
    source = r'type = "legacy"\nurl = "[^"]*"'
    changed = text[:at] + re.sub(source, 'type = "url"\nurl = "http://127.0.0.1:9/torch.whl"', text[at:], count=1)
    content = changed[changed.index("\ntag = ") + 1:]
    changed = re.sub(r'content-hash = "[0-9a-f]*"', f'content-hash = "{hashlib.sha256(content.encode()).hexdigest()}"', changed, count=1)
    (project.path / "accel.lock").write_text(changed)
    for words in (["poetry", "install"], ["verify"], ["lock", "--check", "--for", "cu126"]):
        done = run(project, "--host", hosts.GTX_1080, *words)
        assert done.rc == 1 and "locks torch 2.9.1+cu126 from http://127.0.0.1:9/torch.whl" in done.ours, done


def test_a_password_of_a_mirror_is_in_no_file_and_no_message(make, world):
    project = make("direct")
    true = project.env["ACCEL_MIRRORS"].split("=", 1)
    project.env["ACCEL_MIRRORS"] = f"{true[0]}={true[1].replace('http://', 'http://bob:S3CRET@', 1)}"
    world.faults.put("torch", "*/cpu/torch/*", lambda response: replace(response, status=500))
    failed = lock(project, "--for", "cpu")
    assert failed.rc == 1 and "S3CRET" not in failed.err, failed
    done = accel(project, "install")
    assert done.rc == 0 and "S3CRET" not in done.out + done.err, done
    found = subprocess.run(["grep", "-rl", "S3CRET", project.path, project.env["HOME"]], capture_output=True, text=True)
    assert found.stdout == "", found.stdout


def test_a_folder_in_another_is_left_alone(make, tmp_path):
    project = make("direct")
    for place, name in (("core", "core"), ("core/plugins/plug", "plug")):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "pyproject.toml").write_text(
            f'[tool.poetry]\nname = "{name}"\nversion = "1.0"\ndescription = ""\nauthors = []\npackage-mode = false\n'
            '[tool.poetry.dependencies]\npython = "*"\n')
    text = project.read("pyproject.toml").replace('"colorama"]', '"core", "plug"]\n[tool.poetry.dependencies]\n'
                                                  'core = {path = "../core"}\nplug = {path = "../core/plugins/plug"}')
    (project.path / "pyproject.toml").write_text(text)
    project.poetry("lock")
    assert lock(project, "--for", "cpu").rc == 0
    assert (tmp_path / "core/plugins/plug/pyproject.toml").is_file() and not (tmp_path / "core/plugins/plug").is_symlink()


@each_poetry
def test_a_tampered_wheel_is_not_installed(make, world, version):
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    world.faults.put("files", "*/torch-2.9.1*.whl", lambda response: replace(response, body=response.body + b"x"))
    done = accel(project, "install")
    assert done.rc == 1 and "torch" not in project.installed(), done


# --- killed

@pytest.fixture
def warm(make):
    """A project whose caches are filled, without overlay and without torch."""
    project = make("direct")
    assert accel(project, "install").rc == 0
    return project


def forget(project):
    (project.path / "accel.lock").unlink(missing_ok=True)
    for name in ("torch", "colorama"):
        for path in project.site_packages.glob(f"{name}*"):
            shutil.rmtree(path)


def kill_and_look(project, words, seconds, whole_group):
    """Kills one run after `seconds`; the project's files are as before, or accel.lock is whole."""
    before = project.read("pyproject.toml"), project.read("poetry.lock")
    process = start(project, *words)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL) if whole_group else process.kill()
    process.communicate()
    assert nothing_left(project.path.parent) == []
    assert (project.read("pyproject.toml"), project.read("poetry.lock")) == before
    assert sorted(set(os.listdir(project.path)) - {"accel.lock"}) == ["poetry.lock", "pyproject.toml"]
    return project.read("accel.lock")


def kills(project, words, points, seed):
    assert run(project, "lock", "--for", "cu126").rc == 0
    whole = project.read("accel.lock")
    chance = random.Random(seed)
    for point in range(points):
        forget(project)
        left = kill_and_look(project, words, chance.uniform(0.02, 3.5), whole_group=point % 2 == 0)
        assert left in (None, whole)
        if point % 10 == 0:
            done = accel(project, "install")
            assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu126", done
            assert project.read("accel.lock") == whole
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"


COMMANDS = {"lock": ["lock", "--for", "cu126"], "install": ["poetry", "install"]}


@pytest.mark.parametrize("name", COMMANDS)
def test_kill_9_leaves_the_project_whole(warm, name):
    kills(warm, COMMANDS[name], 3, seed=name)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(10))
@pytest.mark.parametrize("name", COMMANDS)
def test_kill_9_at_random_points(warm, name, chunk):
    kills(warm, COMMANDS[name], 10, seed=f"{name} {chunk}")


@pytest.mark.parametrize("number", [signal.SIGINT, slow(signal.SIGTERM)])
def test_ctrl_c_while_locking_leaves_the_old_overlay(make, world, number):
    project = make("direct")
    assert lock(project, "--for", "cpu").rc == 0
    before = project.read("accel.lock")
    world.faults.put("torch", "/whl/cu126/torch/", world.faults.stall())
    process = start(project, "lock", "--for", "cu126")
    assert world.faults.hit.wait(60)
    os.killpg(process.pid, number)
    process.communicate(timeout=30)
    assert process.returncode != 0 and nothing_left(project.path.parent) == []
    assert project.read("accel.lock") == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, slow(signal.SIGHUP)])
def test_a_change_that_is_interrupted_while_we_lock_is_taken_back(make, world, number):
    """Twice in a row, by a terminal (the whole group) or by somebody who knows us alone."""
    project = make("direct")
    assert lock(project, "--for", "cpu").rc == 0
    before = {name: project.read(name) for name in os.listdir(project.path)}
    world.faults.put("torch", "/whl/cu126/torch/", world.faults.stall())
    process = start(project, "poetry", "add", "pyyaml")
    assert world.faults.hit.wait(60) and "pyyaml" in project.read("poetry.lock")
    for _ in range(2):
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=30)
    assert abs(process.returncode) in (number, 128 + number) and nothing_left(project.path.parent) == [], err
    assert err.count("pyproject.toml and poetry.lock are as they were") == 1, err
    assert {name: project.read(name) for name in os.listdir(project.path)} == before
    world.faults.clear()
    assert accel(project, "add", "pyyaml").rc == 0 and "pyyaml" in project.installed()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_change_that_is_interrupted_at_any_moment_is_whole_or_taken_back(warm, number):
    before = {name: warm.read(name) for name in os.listdir(warm.path)}
    chance = random.Random(number)
    for _ in range(10):
        process = start(warm, "poetry", "add", "torch==2.15.0")  # which is refused
        try:
            process.wait(chance.uniform(0.05, 6))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, number)
        process.communicate(timeout=60)
        assert process.returncode != 0
        assert {name: warm.read(name) for name in os.listdir(warm.path)} == before


# --- twice at once

def test_of_two_installs_at_once_one_waits(make):
    project = make("direct")
    project.poetry("run", "python", "-c", "")  # the environment is there
    both = [start(project, "poetry", "install") for _ in range(2)]
    ends = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    assert sum("waiting for it" in err for _, err in ends) == 1, ends
    assert project.installed()["torch"] == "2.9.1+cu126"


def test_a_lock_that_another_process_edits_meanwhile_is_told(make, world):
    project = make("direct")
    world.faults.put("torch", "/whl/cu126/torch/", world.faults.stall())
    process = start(project, "poetry", "install")
    assert world.faults.hit.wait(60)
    project.poetry("add", "--lock", "pyyaml")
    world.faults.clear()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1 and "poetry.lock: has changed meanwhile" in err and project.read("accel.lock") is None, err
    assert accel(project, "install").rc == 0 and "pyyaml" in project.installed()


# --- no disk, no network

@pytest.fixture
def mounted(tmp_path):
    """mounted(path, "-o", "ro", …) mounts until the test ends."""
    paths = set()

    def mount(path, *words):
        done = subprocess.run(["mount", *words, path], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
        paths.add(path)
    yield mount
    for path in paths:
        subprocess.run(["umount", "-l", path], check=True)


def read_only(project, mounted):
    mounted(project.path, "--bind", project.path)
    mounted(project.path, "-o", "remount,bind,ro")


def test_a_read_only_project_is_installed_with_the_overlay_that_it_has(make, mounted):
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    read_only(project, mounted)
    done = accel(project, "install")
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu126", done


def test_a_read_only_project_without_overlay_is_refused_by_name(make, mounted):
    project = make("direct")
    read_only(project, mounted)
    done = accel(project, "install")
    assert done.rc == 1 and "accel.lock" in done.ours and "Read-only" in done.ours, done
    assert "torch" not in project.installed()


def test_a_full_disk_keeps_the_old_overlay(make, mounted, tmp_path):
    project = make("direct")
    assert lock(project, "--for", "cpu").rc == 0
    files = {name: project.read(name) for name in ("pyproject.toml", "poetry.lock", "accel.lock")}
    mounted(project.path, "-t", "tmpfs", "-o", f"size={256 << 10}", "none")
    for name, text in files.items():
        (project.path / name).write_text(text)
    with open(project.path / "ballast", "wb", buffering=0) as ballast, pytest.raises(OSError):
        while True:
            ballast.write(bytes(4096))
    done = lock(project, "--for", "cu126")
    assert done.rc == 1 and "accel.lock" in done.err and "No space" in done.err, done
    assert {name: project.read(name) for name in files} == files
    assert sorted(os.listdir(project.path)) == sorted([*files, "ballast"])


def test_without_a_network_filled_caches_will_do(make, world):
    project = make("direct")
    assert accel(project, "install").rc == 0
    shutil.rmtree(project.site_packages.parents[2])
    for server in ("torch", "files", "public"):
        world.faults.put(server, "*", broken)
    done = accel(project, "install")
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu126", done


def test_without_a_network_and_caches_the_index_is_named(make, world):
    project = make("direct")
    before = sorted(os.listdir(project.path))
    for server in ("torch", "files", "public"):
        world.faults.put(server, "*", broken)
    done = accel(project, "install")
    assert done.rc == 1 and re.search(r"cannot fetch http://127\.0\.0\.1:\d+/whl/torch/", done.ours), done
    assert sorted(os.listdir(project.path)) == before


def broken(response):
    return replace(response, status=503, body=b"")
