# SPDX-License-Identifier: Apache-2.0
"""`accel-shim poetry add`, `remove`, `update` and a lock that does not fit: what is changed, what is taken back, what is said."""
from dataclasses import replace

import pytest

import hosts
from marks import each_poetry, slow
from poetries import PoetryProject, accel, lock, pyproject, run


@pytest.fixture
def plain(tmp_path, env, world, version):
    """A project without torch."""
    path = tmp_path / "plain"
    path.mkdir()
    text = pyproject("direct", version, world.public_index).replace('"torch==2.9.1", ', "").replace('torch = "2.9.1"\n', "")
    (path / "pyproject.toml").write_text(text)
    project = PoetryProject(path, version, env)
    project.poetry("install")
    return project


def files(project):
    return {name: project.read(name) for name in ("pyproject.toml", "poetry.lock", "accel.lock")}


def edit(project, before, after):
    text = project.read("pyproject.toml")
    assert before in text
    (project.path / "pyproject.toml").write_text(text.replace(before, after))


@each_poetry
def test_a_project_without_torch_is_changed_as_poetry_does(plain, version):
    added = accel(plain, "add", "pyyaml")
    assert added.rc == 0 and added.ours == "" and plain.installed()["pyyaml"] == "6.0.3", added
    removed = accel(plain, "remove", "pyyaml")
    assert removed.rc == 0 and "pyyaml" not in plain.installed() and plain.read("accel.lock") is None, removed


@each_poetry
def test_torch_comes_and_goes(plain, version):
    added = accel(plain, "add", "torch==2.9.1")
    assert added.rc == 0 and plain.installed()["torch"] == "2.9.1+cu126", added
    removed = accel(plain, "remove", "torch")
    assert removed.rc == 0 and "torch" not in plain.installed() and "triton" not in plain.installed(), removed
    assert plain.read("accel.lock") is None and "accel.lock is removed" in removed.ours


def test_torch_moves_to_a_version_that_requires_triton_at_a_range(make):
    """triton~=3.8.0: not the newest of the index."""
    project = make("direct")
    assert accel(project, "install", host=hosts.RTX_5090).rc == 0 and project.installed()["torch"] == "2.9.1+cu130"
    done = accel(project, "add", "torch==2.14.0", host=hosts.RTX_5090)
    assert done.rc == 0 and project.installed()["torch"] == "2.14.0+cu130", done
    assert project.installed()["triton"] == "3.8.0"


@each_poetry
def test_an_add_that_is_refused_is_taken_back(make, version):
    project = make("direct")
    assert accel(project, "install").rc == 0
    before = files(project)
    done = accel(project, "add", "torch==2.15.0")
    assert done.rc == 1 and "no build of torch==2.15.0 runs" in done.ours, done
    assert f"run accel-shim poetry add torch==2.14.1, or accel-shim --accept-cpu --host '{hosts.GTX_1080}' poetry add " in done.ours
    assert "pyproject.toml and poetry.lock are as they were" in done.ours and files(project) == before
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"


def test_files_that_are_links_are_taken_back_through_them(make):
    project = make("direct")
    (project.path / "real").mkdir()
    names = ("pyproject.toml", "poetry.lock")
    for name in names:
        (project.path / name).rename(project.path / "real" / name)
        (project.path / name).symlink_to(f"real/{name}")
    before = files(project)
    done = accel(project, "add", "torch==2.15.0")
    assert done.rc == 1 and files(project) == before, done
    assert all((project.path / name).is_symlink() for name in names)


def test_accel_lock_is_taken_back_with_what_it_was_made_for(make, world):
    project = make("direct")
    assert accel(project, "install").rc == 0
    before = files(project)
    world.faults.put("public", "*/pyyaml-*.whl", lambda response: replace(response, status=503, body=b""))
    done = accel(project, "add", "pyyaml")
    assert done.rc == 1 and "pyproject.toml and poetry.lock are as they were" in done.ours, done
    assert files(project) == before and run(project, "--host", hosts.GTX_1080, "verify").rc == 0


def test_accel_lock_stays_when_poetry_cannot_leave_torch_behind(make, world):
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    edit(project, '"torch==2.9.1", ', "")
    before = files(project)
    world.faults.put("public", "*/colorama-*.whl", lambda response: replace(response, status=503, body=b""))
    done = accel(project, "update")
    assert done.rc == 1 and files(project) == before, done


@each_poetry
def test_a_lock_that_does_not_fit_is_refused_as_poetry_does(make, version):
    project = make("direct")
    assert accel(project, "install").rc == 0
    edit(project, '"colorama"' if version != "1.8.5" else 'colorama = "*"',
         '"colorama", "pyyaml"' if version != "1.8.5" else 'colorama = "*"\npyyaml = "*"')
    for words in (["poetry", "install"], ["lock", "--check"], ["verify"], ["export"]):
        done = run(project, "--host", hosts.GTX_1080, *words)
        assert done.rc == 1 and "run accel-shim poetry lock" in done.ours, done
    assert accel(project, "lock").rc == 0
    assert accel(project, "install").rc == 0 and "pyyaml" in project.installed()


def test_what_does_not_count_for_the_lock_may_change(make):
    project = make("direct")
    edit(project, 'version = "0.1.0"', 'version = "0.2.0"\ndescription = "more"')
    assert accel(project, "install").rc == 0


@each_poetry
def test_quiet_is_quiet_and_works(make, version):
    project = make("direct")
    for words in (["-q", "install"], ["install", "--quiet"], ["add", "-q", "pyyaml"]):
        done = accel(project, *words, host=hosts.NO_GPU)
        assert done.rc == 0 and done.err == "", done
    assert project.installed()["torch"] == "2.9.1+cpu" and "pyyaml" in project.installed()


def test_a_tag_that_the_new_version_lacks_is_left_out_and_said(make):
    project = make("direct")
    assert lock(project, "--for", "cu126", "--for", "cu130").rc == 0
    edit(project, "torch==2.9.1", "torch==2.15.0")
    done = accel(project, "lock")
    assert done.rc == 0 and "accel.lock loses the cu126 builds: there is no torch 2.15.0+cu126" in done.ours, done
    assert 'tag = "cu130"' in project.read("accel.lock") and 'tag = "cu126"' not in project.read("accel.lock")
    assert accel(project, "install", host=hosts.RTX_5090).rc == 0
    assert accel(project, "install").rc == 1  # the GTX 1080, with its ways out


def test_an_unknown_tag_is_told_with_those_that_there_are(make):
    done = lock(make("direct"), "--for", "cuda")
    assert done.rc == 1 and "the index has cpu, cu126" in done.ours, done


def test_explain_and_dry_run_make_no_lock(make):
    project = make("direct")
    (project.path / "poetry.lock").unlink()
    for done in (run(project, "--host", hosts.GTX_1080, "--explain", "poetry", "install"), accel(project, "install", "--dry-run")):
        assert done.rc == 1 and "run accel-shim poetry lock" in done.ours, done
    assert project.read("poetry.lock") is None and project.read("accel.lock") is None
    project.poetry("lock")
    assert run(project, "--explain", "lock", "--for", "cpu").rc == 0 and project.read("accel.lock") is None


@each_poetry
def test_a_dry_run_of_a_change_shows_what_the_change_does(make, version):
    project = make("direct")
    assert accel(project, "install").rc == 0
    before, installed = files(project), project.installed()
    for words, says in ((["add", "pyyaml"], "Installing pyyaml (6.0.3)"), (["remove", "colorama"], "would remove colorama"),
                        (["update"], "0 installs, 0 updates")):
        done = accel(project, *words, "--dry-run")
        assert done.rc == 0 and says in done.out + done.err and "torch (2.9.1)" not in done.out, done
    refused = accel(project, "add", "torch==2.15.0", "--dry-run")
    assert refused.rc == 1 and "no build of torch==2.15.0 runs" in refused.ours, refused
    none = accel(project, "add", "no-such-package", "--dry-run")
    assert none.rc == 1 and "poetry add failed" in none.ours and "no-such-package" in none.ours, none
    assert files(project) == before and project.installed() == installed


@each_poetry
def test_a_dry_run_in_a_project_without_torch(plain, version):
    before = files(plain)
    added = accel(plain, "add", "torch==2.9.1", "--dry-run")
    assert added.rc == 0 and "Installing torch (2.9.1+cu126)" in added.out, added
    (plain.path / "poetry.lock").unlink()
    other = accel(plain, "add", "pyyaml", "--dry-run")
    assert other.rc == 0 and "Installing pyyaml (6.0.3)" in other.out, other
    assert files(plain) == {**before, "poetry.lock": None} and "torch" not in plain.installed()


def test_compilers_of_another_build_leave_before_this_ones_comes(make):
    project = make("direct")
    assert accel(project, "install", host=hosts.RX_7900_XTX).rc == 0
    compilers = {name for name in project.installed() if "triton" in name}
    assert accel(project, "install").rc == 0
    now = {name for name in project.installed() if "triton" in name}
    assert compilers and now == {"triton"} and compilers != now


def test_what_a_call_leaves_alone_is_not_said_to_be_replaced(make):
    project = make("group")
    assert accel(project, "install", "--with", "ml", host=hosts.NO_GPU).rc == 0
    done = accel(project, "install")
    assert done.rc == 0 and "torch 2.9.1+cpu is left there, which does not fit cu126" in done.ours, done
    assert "poetry install --with ml" in done.ours and project.installed()["torch"] == "2.9.1+cpu"


def test_an_update_of_some_groups_installs_no_others(make):
    project = make("group")
    done = accel(project, "update", "--only", "main")
    assert done.rc == 0 and "torch" not in project.installed() and "colorama" in project.installed(), done


def test_an_add_does_not_build_the_project_itself(make):
    project = make("direct", package=True)  # which has no module and cannot be built
    done = accel(project, "add", "pyyaml")
    assert done.rc == 0 and "demo" not in project.installed() and "pyyaml" in project.installed(), done


@slow
def test_an_overlay_with_merge_marks_is_made_anew_with_its_tags(make):
    project = make("direct")
    assert lock(project, "--for", "cpu", "--for", "cu126").rc == 0
    (project.path / "accel.lock").write_text("<<<<<<< ours\n" + project.read("accel.lock"))
    refused = accel(project, "install")
    assert refused.rc == 2 and "accel.lock:1:" in refused.ours, refused
    done = lock(project, "--for", "cpu")
    assert done.rc == 0 and "holds cpu, cu126" in done.ours, done


def test_a_torch_from_a_path_is_the_projects_own_word(make, world, tmp_path):
    project = make("direct")
    wheel = next(world.store.folder.rglob("cpu/torch-2.9.1+cpu-*.whl"))
    edit(project, '"torch==2.9.1", ', f'"torch @ file://{wheel}", ')
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0 and done.ours == "" and project.installed()["torch"] == "2.9.1+cpu", done


def test_words_that_poetry_refuses_reach_it(make):
    done = accel(make("direct"), "install", "torch")
    assert done.rc != 0 and "No arguments expected" in done.err, done


def test_a_python_in_no_environment_will_do(make):
    project = make("direct")
    project.env["POETRY_VIRTUALENVS_CREATE"] = "false"
    done = accel(project, "install", "--dry-run")
    assert done.rc == 0 and "torch (2.9.1+cu126)" in done.out, done
