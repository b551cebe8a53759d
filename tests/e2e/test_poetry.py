# SPDX-License-Identifier: Apache-2.0
"""`accel-shim poetry`: the build that runs here, by Poetry's own hand, and the project's files left alone."""
import os
import shutil
import subprocess

import pytest

import hosts
from environments import default_python, find_python
from loopback.log import projects
from marks import each_poetry, slow
from poetries import POETRIES, SHAPES, PoetryProject, accel, lock, pyproject, run

each_shape = pytest.mark.parametrize("shape", ["direct", *map(slow, [s for s in SHAPES if s not in ("direct", "too new")])])
FLAGS = {"extra": ["--extras", "ml"], "two extras": ["--extras", "gpu"], "group": ["--with", "ml"]}


@each_poetry
@each_shape
def test_install_takes_the_build_and_leaves_the_projects_files(make, world, version, shape):
    project = make(shape)
    before = project.read("pyproject.toml"), project.read("poetry.lock")
    done = accel(project, "install", *FLAGS.get(shape, []))
    assert done.rc == 0, done
    torch = "2.8.0+cu126" if shape == "transitive" else "2.9.1+cu126"
    assert project.installed()["torch"] == torch, done
    if "vision" in shape:
        assert project.installed()["torchvision"] == "0.24.1+cu126"
    assert (project.read("pyproject.toml"), project.read("poetry.lock")) == before
    assert project.direct_url("torch") is None
    wheels = [row for row in world.requests() if "/torch-" in row["path"] and row["path"].endswith(".whl")]
    assert len([row for row in wheels if row["status"] == 200]) == 1


FOUR = {"cpu": hosts.NO_GPU, "cu126": hosts.GTX_1080, "cu130": hosts.RTX_5090, "rocm6.4": hosts.RX_7900_XTX}


@each_poetry
@each_shape
def test_one_lock_serves_four_machines_and_torch_stays_through_changes(make, version, shape):
    project = make(shape)
    torch, four = "2.9.1", dict(FOUR)
    if shape == "transitive":  # 2.8.0 has no cu130
        torch, four["cu129"] = "2.8.0", four.pop("cu130")
    flags = FLAGS.get(shape, [])
    locked = lock(project, *[word for tag in four for word in ("--for", tag)], host=hosts.NO_GPU)
    assert locked.rc == 0, locked
    before = project.read("pyproject.toml"), project.read("poetry.lock"), project.read("accel.lock")
    for tag, host in four.items():
        done = accel(project, "install", *flags, host=host)
        assert done.rc == 0 and project.installed()["torch"] == f"{torch}+{tag}", done
    assert (project.read("pyproject.toml"), project.read("poetry.lock"), project.read("accel.lock")) == before
    assert accel(project, "install", *flags, host=hosts.GTX_1080).rc == 0
    for words in (["add", "pyyaml"], ["update", "pyyaml"], ["remove", "pyyaml"]):
        done = accel(project, *words, host=hosts.GTX_1080)
        assert done.rc == 0, done
        if "extra" not in shape:  # as in Poetry, add and remove install no extras
            assert project.installed()["torch"] == f"{torch}+cu126"
        assert ("pyyaml" in project.installed()) == (words[0] != "remove")
    assert project.direct_url("torch") is None and f"{torch}+cu" not in project.read("poetry.lock")


@each_poetry
@pytest.mark.parametrize("shape, place", [("path inside", "libs/lib"), slow("path outside", "../lib")])
def test_a_path_dependency_is_installed_from_its_true_place(make, version, shape, place):
    project = make(shape)
    assert accel(project, "install").rc == 0
    assert project.direct_url("lib")["url"] == f"file://{(project.path / place).resolve()}"
    again = accel(project, "install")
    assert again.rc == 0 and "No dependencies to install or update" in again.out, again
    assert "torch" not in str(again.out)


@each_poetry
@pytest.mark.parametrize("made_by", ["Poetry", slow("venv without pip")])
def test_an_environment_in_the_project_is_the_one_that_is_used(make, version, made_by):
    project = make("direct")
    (project.path / "poetry.toml").write_text("[virtualenvs]\nin-project = true\n")
    shutil.rmtree(f"{project.env['POETRY_CACHE_DIR']}/virtualenvs", ignore_errors=True)  # poetry lock has made one there
    if made_by != "Poetry":
        subprocess.run([find_python(default_python()), "-m", "venv", "--without-pip", project.path / ".venv"], check=True)
    assert accel(project, "install").rc == 0
    assert project.site_packages.is_relative_to(project.path / ".venv")
    assert project.installed()["torch"] == "2.9.1+cu126"
    assert "No dependencies to install or update" in accel(project, "install").out
    assert accel(project, "add", "pyyaml").rc == 0 and accel(project, "remove", "pyyaml").rc == 0
    assert "pyyaml" not in project.installed() and project.installed()["torch"] == "2.9.1+cu126"


@each_poetry
def test_a_mirror_that_names_the_true_hosts_of_its_files_is_mapped_too(tmp_path, env, origin_world, version):
    env.update(origin_world.environment())
    (tmp_path / "project").mkdir()
    project = PoetryProject(tmp_path / "project", version, env)
    (project.path / "pyproject.toml").write_text(pyproject("direct", version, origin_world.public_index))
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu126", done
    assert "https://download.pytorch.org/whl/cu126" in project.read("accel.lock") and "127.0.0.1" not in "".join(
        line for line in project.read("accel.lock").splitlines() if "cu126" in line)
    assert [row for row in origin_world.requests("files") if "/torch-2.9.1" in row["path"] and row["status"] == 200]
    assert "No dependencies to install or update" in accel(project, "install").out


@each_poetry
def test_poetry_found_through_a_link_is_poetry(make, version, tmp_path):
    """As pipx puts it on PATH."""
    project = make("direct")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "poetry").symlink_to(project.bin / "poetry")
    project.env["PATH"] = f"{tmp_path / 'links'}:/usr/bin:/bin"
    assert accel(project, "install").rc == 0 and accel(project, "add", "pyyaml").rc == 0
    assert accel(project, "remove", "pyyaml").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"


@each_poetry
def test_poetry_behind_a_wrapper_is_poetry(make, version, tmp_path):
    """As pyenv, asdf and nix put it on PATH."""
    project = make("direct")
    (tmp_path / "wrappers").mkdir()
    wrapper = tmp_path / "wrappers" / "poetry"
    wrapper.write_text(f'#!/bin/sh\nexec {project.bin / "poetry"} "$@"\n')
    wrapper.chmod(0o755)
    project.env["PATH"] = f"{wrapper.parent}:/usr/bin:/bin"
    assert accel(project, "add", "pyyaml").rc == 0
    done = accel(project, "remove", "pyyaml")
    assert done.rc == 0 and "pyyaml" not in project.installed() and project.installed()["torch"] == "2.9.1+cu126", done


@each_poetry
def test_poetry_behind_its_python_is_poetry(make, version):
    project = make("direct")
    python = str(project.bin / "python")
    done = run(project, "--host", hosts.GTX_1080, python, "-m", "poetry", "install")
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu126", done
    done = run(project, "--host", hosts.GTX_1080, python, "-m", "poetry", "add", "pyyaml")
    assert done.rc == 0 and run(project, python, "-m", "poetry", "remove", "pyyaml").rc == 0
    assert "Poetry (version" in run(project, python, "-m", "poetry", "--version").out


@each_poetry
def test_the_second_install_asks_nobody(make, world, version):
    project = make("direct")
    assert accel(project, "install").rc == 0
    mark = world.log.mark()
    done = accel(project, "install")
    assert done.rc == 0 and "No dependencies to install or update" in done.out, done
    assert world.requests(after=mark) == []


@each_poetry
def test_the_plain_wheel_of_the_default_index_is_left_alone_where_it_is_the_right_build(make, world, version):
    project = make("direct")
    project.poetry("install")  # torch 2.9.1 of the public index, which is a cu128 build
    mark = world.log.mark()
    done = accel(project, "install", host=hosts.RTX_5090_R570)
    assert done.rc == 0 and "2.9.1+cu128" in done.err and project.installed()["torch"] == "2.9.1", done
    assert not [row for row in world.requests(after=mark) if row["path"].endswith((".whl", ".metadata"))]
    assert 'tag = "cu128"\nindex = ""\npinned = []\nremove = []' in project.read("accel.lock")
    verified = run(project, "--host", hosts.RTX_5090_R570, "verify")
    assert verified.rc == 0 and "as installed" in verified.out, verified
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"
    assert accel(project, "install", host=hosts.RTX_5090_R570).rc == 0 and project.installed()["torch"] == "2.9.1"


@each_poetry
def test_a_plain_wheel_is_not_taken_for_a_build_on_another_architecture(make, version):
    grace = "gpu=RTX 5090,driver=570.124.06,arch=aarch64"
    project = make("direct")
    assert accel(project, "install", host=hosts.RTX_5090_R570).rc == 0
    lacking = run(project, "lock", "--check", "--for-host", grace)
    assert lacking.rc == 1 and f"run accel-shim lock --for-host '{grace}'" in lacking.err, lacking
    assert run(project, "lock", "--for-host", grace).rc == 0
    assert '"torch==2.9.1+cu128",' in project.read("accel.lock")
    assert run(project, "lock", "--check", "--for-host", grace).rc == 0
    done = accel(project, "install", host=hosts.RTX_5090_R570)
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu128", done


@each_poetry
def test_add_and_remove_leave_torch_alone(make, version):
    project = make("direct")
    assert accel(project, "install").rc == 0
    done = accel(project, "add", "pyyaml")
    assert done.rc == 0 and "torch (" not in done.out, done
    assert project.installed()["pyyaml"] == "6.0.3" and project.installed()["torch"] == "2.9.1+cu126"
    assert "pyyaml" in project.read("pyproject.toml") and "2.9.1+cu126" not in project.read("poetry.lock")
    done = accel(project, "remove", "pyyaml")
    assert done.rc == 0, done
    assert "pyyaml" not in project.installed() and project.installed()["torch"] == "2.9.1+cu126"


def test_a_bare_add_replaces_torch_and_the_next_run_puts_it_back(make):
    project = make("direct")
    assert accel(project, "install").rc == 0
    project.poetry("add", "pyyaml")
    assert project.installed()["torch"] == "2.9.1"
    assert accel(project, "install").rc == 0
    assert project.installed()["torch"] == "2.9.1+cu126"


MACHINES = [(hosts.GTX_1080, "cu126"), slow(hosts.H100, "cu130"), (hosts.NO_GPU, "cpu"),
            slow(hosts.RX_7900_XTX, "rocm6.4"), slow(hosts.ARC_B580, "xpu")]


@pytest.mark.parametrize("host, tag", MACHINES)
def test_each_machine_gets_its_build(make, host, tag):
    project = make("direct")
    done = accel(project, "install", host=host)
    assert done.rc == 0 and project.installed()["torch"] == f"2.9.1+{tag}", done


def test_one_overlay_serves_several_machines(make, world):
    project = make("direct")
    for host in (hosts.GTX_1080, hosts.RTX_5090, hosts.NO_GPU):
        assert accel(project, "install", host=host).rc == 0
    overlay = project.read("accel.lock")
    assert [line for line in overlay.splitlines() if line.startswith("tag = ")] == [
        'tag = "cpu"', 'tag = "cu126"', 'tag = "cu130"']
    assert world.torch.url not in overlay and "https://download.pytorch.org/whl/cu126" in overlay
    mark = world.log.mark()
    assert accel(project, "install", host=hosts.NO_GPU).rc == 0  # decided by the overlay alone
    assert projects(world.requests(after=mark)) == []
    assert project.read("accel.lock") == overlay


def test_a_version_that_cannot_run_here_is_refused_before_anything_changed(make):
    project = make("too new")
    before = sorted(os.listdir(project.path))
    done = accel(project, "install", host=hosts.GTX_1080)
    assert done.rc == 1 and "torch==2.14.1 is the newest that runs here" in done.ours, done
    assert sorted(os.listdir(project.path)) == before and "torch" not in project.installed()


BROKEN = [
    ("no TOML", lambda text: text.replace("[base]", "[base"), "accel.lock:4:"),
    ("another format", lambda text: text.replace('lock-version = "1.0"', 'lock-version = "2.0"'), "update accel-shim"),
    ("another hash", lambda text: text.replace("sha256:", "sha256:0", 1), "sha256"),
    ("another version", lambda text: text.replace('"2.9.1+cu126"', '"2.9.0+cu126"', 1), "not as accel-shim wrote it"),
]


@pytest.mark.parametrize("name, change, says", BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_overlay_is_refused_with_its_place(make, name, change, says):
    project = make("direct")
    assert accel(project, "install").rc == 0
    (project.path / "accel.lock").write_text(change(project.read("accel.lock")))
    done = accel(project, "install")
    assert done.rc != 0 and "accel.lock:" in done.ours and says in done.ours, done


def package(make, module=""):
    project = make("direct", package=True)
    (project.path / "demo").mkdir()
    (project.path / "demo" / "__init__.py").write_text(module)
    (project.path / "README.md").write_text("")
    return project


@each_poetry
def test_the_project_itself_is_installed_from_its_own_place(make, version):
    project = package(make)
    assert accel(project, "install").rc == 0
    assert project.direct_url("demo")["url"] == f"file://{project.path}"
    done = accel(project, "install")
    assert done.rc == 0 and "Installing the current project" not in done.out, done


@each_poetry
def test_what_is_gone_of_the_project_itself_comes_back(make, version):
    project = package(make, "def main(): pass\n")
    with open(project.path / "pyproject.toml", "a") as file:
        file.write('[tool.poetry.scripts]\nhello = "demo:main"\n')
    assert accel(project, "install").rc == 0
    for path in (project.site_packages / "demo.pth", project.site_packages.parents[2] / "bin" / "hello"):
        path.unlink()
        done = accel(project, "install")
        assert done.rc == 0 and path.exists(), done
    assert "Installing the current project" not in accel(project, "install").out


@pytest.mark.parametrize("version", POETRIES[:2])  # 1.8.5 itself fails on an empty `requires`
def test_a_build_script_runs_at_every_install(make, version):
    project = package(make)
    (project.path / "build.py").write_text('open("ran", "a").write("x")\n')
    with open(project.path / "pyproject.toml", "a") as file:
        file.write('[tool.poetry.build]\nscript = "build.py"\ngenerate-setup-file = false\n'
                   '[build-system]\nrequires = []\nbuild-backend = "poetry.core.masonry.api"\n')
    for times in (1, 2):
        done = accel(project, "install")
        assert done.rc == 0 and project.read("ran") == "x" * times, done


DYNAMIC = """
[tool.poetry-dynamic-versioning]
enable = true
"""


@pytest.mark.slow
def test_a_version_out_of_git_is_found_though_the_shadow_has_no_git(tmp_path, env, world):
    path = tmp_path / "project"
    (path / "demo").mkdir(parents=True)
    (path / "demo" / "__init__.py").write_text("")
    text = pyproject("direct", POETRIES[0], world.public_index, package=True).replace('version = "0.1.0"', 'dynamic = ["version"]')
    (path / "pyproject.toml").write_text(f'{text}[tool.poetry]\nversion = "0.0.0"\n{DYNAMIC}')
    git = ["git", "-c", "user.email=a@b", "-c", "user.name=a", "-C", path]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", "v1.2.3"]):
        subprocess.run([*git, *words], check=True)
    project = PoetryProject(path, f"{POETRIES[0]} poetry-dynamic-versioning==1.10.1", env)
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0, done
    assert (project.installed()["demo"], project.installed()["torch"]) == ("1.2.3", "2.9.1+cu126")


@pytest.mark.slow
@pytest.mark.parametrize("version", [f"{POETRIES[0]} poetry-dynamic-versioning==1.10.1"])
def test_a_plugin_that_the_project_requires_is_looked_for_in_the_shadow_too(make, version):
    project = make("direct")
    with open(project.path / "pyproject.toml", "a") as file:
        file.write('\n[tool.poetry.requires-plugins]\npoetry-dynamic-versioning = ">=1"\n')
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0 and "All required plugins" in done.out, done
    assert project.installed()["torch"] == "2.9.1+cu126"
    again = accel(project, "install")
    assert "No dependencies to install or update" in again.out and "All required plugins" not in again.out, again


def test_a_project_without_torch_is_poetrys_alone(tmp_path, env, world):
    path = tmp_path / "project"
    path.mkdir()
    text = pyproject("direct", POETRIES[0], world.public_index).replace('"torch==2.9.1", ', "")
    (path / "pyproject.toml").write_text(text)
    project = PoetryProject(path, POETRIES[0], env)
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0 and done.ours == "" and "colorama" in project.installed(), done
    assert project.read("accel.lock") is None


def tags(project):
    return [line[7:-1] for line in project.read("accel.lock").splitlines() if line.startswith("tag = ")]


@each_poetry
def test_one_machine_locks_for_others_without_a_wheel(make, world, version):
    project = make("direct")
    mark = world.log.mark()
    done = lock(project, "--for", "cpu", "--for", "cu126", "--for-host", hosts.RTX_5090, "--for-host", hosts.RX_7900_XTX)
    assert done.rc == 0 and tags(project) == ["cpu", "cu126", "cu130", "rocm6.4"], done
    asked = world.requests(after=mark)
    assert not [row for row in asked if row["path"].endswith(".whl") and row["status"] == 200]
    assert lock(project, "--check", "--for", "cpu").rc == 0
    lacking = lock(project, "--check", "--for", "xpu")
    assert lacking.rc == 1 and "accel-shim lock --for xpu" in lacking.err, lacking
    text = project.read("accel.lock")
    assert lock(project, "--for", "cpu").rc == 0 and project.read("accel.lock") == text


def test_a_stale_overlay_is_told_by_check_and_made_anew_with_all_its_tags(make):
    project = make("direct")
    assert lock(project, "--for", "cpu", "--for", "cu126").rc == 0
    project.poetry("add", "--lock", "pyyaml")
    stale = lock(project, "--check", host=hosts.GTX_1080)
    assert stale.rc == 1 and "stale" in stale.err, stale
    assert lock(project, host=hosts.GTX_1080).rc == 0 and tags(project) == ["cpu", "cu126"]
    assert lock(project, "--check", host=hosts.GTX_1080).rc == 0


def test_a_tag_that_the_version_is_not_built_for_leaves_the_old_overlay(make):
    project = make("direct")
    assert lock(project, "--for", "cpu").rc == 0
    before = project.read("accel.lock")
    done = lock(project, "--for", "cu999")
    assert done.rc == 1 and "cu999" in done.err and project.read("accel.lock") == before, done
