# SPDX-License-Identifier: Apache-2.0
"""`accel-shim verify`, `explain`, `export` and `setup`, builds of the project's own, and builds under plain versions."""
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from packaging.pylock import Pylock

import hosts
from environments import ROOT, default_python
from loopback.log import projects
from marks import each_poetry, slow
from poetries import accel, lock, run
from shim import bin_dir

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

GPU = hosts.GTX_1080


def own(project, *words, host=GPU):
    return run(project, "--host", host, *words)


def configure(project, text):
    path = project.path / "pyproject.toml"
    path.write_text(path.read_text() + text)


def wheel_of(world, tag, version="2.9.1"):
    python = default_python().replace(".", "")
    return next(world.store.folder.rglob(f"{tag}/torch-{version}+{tag}-cp{python}-*x86_64.whl"))


@each_poetry
def test_verify_tells_whether_the_environment_is_what_the_overlay_says(make, version):
    project = make("direct")
    before = own(project, "verify")
    assert before.rc == 1 and "run accel-shim lock" in before.ours, before
    assert accel(project, "install").rc == 0
    right = own(project, "verify")
    assert right.rc == 0 and "verified: torch 2.9.1+cu126" in right.ours and "torch" in right.out, right
    (project.site_packages / "torch" / "__init__.py").write_text("tampered")
    changed = own(project, "verify")
    assert changed.rc == 1 and "torch/__init__.py" in changed.out and "run accel-shim verify --repair" in changed.ours
    assert own(project, "verify", "--repair").rc == 1 and "torch" not in project.installed()
    assert accel(project, "install").rc == 0 and own(project, "verify").rc == 0


def test_verify_takes_no_file_without_a_hash_and_none_that_no_record_lists(make):
    project = make("direct")
    assert accel(project, "install").rc == 0
    record = next(project.site_packages.glob("torch-*.dist-info")) / "RECORD"
    text, init = record.read_text(), project.site_packages / "torch" / "__init__.py"
    init.write_text(init.read_text() + "x = 1\n")
    row = re.compile(r"^torch/__init__.py,.*\n", re.M)
    for changed, told in ((row.sub("", text), "1 not in RECORD: torch/__init__.py"),
                          (row.sub("torch/__init__.py,,\n", text), "changed or gone: torch/__init__.py"),
                          (row.sub("torch/__init__.py,sha512=,\n", text), "changed or gone: torch/__init__.py")):
        record.write_text(changed)
        done = own(project, "verify")
        assert done.rc == 1 and told in done.out, done
    record.write_text(text)
    extra = project.site_packages / "torch" / "_extra.py"
    extra.write_text("")
    assert own(project, "verify", "--repair").rc == 1 and not extra.exists() and "torch" not in project.installed()
    assert accel(project, "install").rc == 0 and own(project, "verify").rc == 0


def test_verify_notices_what_a_bare_poetry_did_and_the_next_run_says_so(make):
    project = make("direct")
    assert accel(project, "install").rc == 0
    project.poetry("install")
    wrong = own(project, "verify")
    assert wrong.rc == 1 and "accel-shim poetry install" in wrong.ours, wrong
    again = accel(project, "install")
    assert again.rc == 0 and "torch 2.9.1 was installed here, not 2.9.1+cu126" in again.ours, again
    assert own(project, "verify").rc == 0


def test_an_answer_that_cannot_be_written_is_told(make):
    project = make("direct")
    assert accel(project, "install").rc == 0
    for words in (["verify"], ["verify", "--json"], ["explain"], ["explain", "--json"], ["export", "-o", "-"],
                  ["lock", "--help"], ["--explain", "poetry", "install"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([bin_dir() / "accel-shim", "--host", GPU, *words], cwd=project.path, env=project.env,
                                  stdout=full, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=120)
        assert done.returncode == 1 and "standard output cannot be written to" in done.stderr, (words, done)


def test_a_password_of_a_source_is_warned_of_and_never_exported(make, world):
    project = make("direct")
    path = project.path / "pyproject.toml"
    path.write_text(path.read_text().replace('url = "http://', 'url = "http://bob:S3CRET@', 1))
    project.poetry("lock")
    done = lock(project, "--for", "cu126")
    assert done.rc == 0 and done.ours.count("poetry config http-basic.fakes USER PASSWORD") == 1, done
    assert "S3CRET" in project.read("poetry.lock") and "S3CRET" not in done.err, done
    for form in ("pylock", "requirements", "cyclonedx"):
        done = own(project, "export", "--for", "cu126", "--format", form, "-o", "-")
        assert done.rc == 0 and world.public_index.rstrip("/").split("//")[1] in done.out, done
        assert "S3CRET" not in done.out + done.err and done.ours.count("are left out") == 1, done


def test_what_is_no_tag_reaches_no_index(make, world):
    project = make("direct")
    assert lock(project, "--for", "cpu").rc == 0
    mark = world.log.mark()
    for words in (["lock", "--for", "../whl/cpu"], ["export", "--for", "../whl/cpu"]):
        done = own(project, *words)
        assert done.rc == 2 and "../whl/cpu is no tag" in done.ours, done
    assert not world.requests(after=mark)
    text = project.read("accel.lock").replace('tag = "cpu"', 'tag = "../../../../secret?x="')
    (project.path / "accel.lock").write_text(text)
    done = own(project, "lock", "--for", "cpu")
    assert done.rc == 0 and "run accel-shim lock to write it anew" in done.ours and "holds cpu" in done.ours, done
    assert not [row for row in world.requests(after=mark) if "secret" in row["path"]]


def test_explain_shows_the_reasons_and_what_the_build_changes(make):
    project = make("direct")
    assert accel(project, "install").rc == 0
    done = own(project, "explain")
    assert done.rc == 0 and "fresh, holds cu126" in done.out, done
    assert "cu126 needs a driver" in done.out and done.out.splitlines()[-1].startswith("decision: torch 2.9.1+cu126")
    row = next(line for line in done.out.splitlines() if line.startswith("torch "))
    assert row.split() == ["torch", "2.9.1", "2.9.1+cu126"]


def test_programs_read_what_verify_and_explain_say(make):
    project = make("direct")
    before = json.loads(own(project, "explain", "--json").out)
    assert before["overlay"]["state"] == "absent" and before["overlay"]["tags"] == [] and "changes" not in before
    assert accel(project, "install").rc == 0
    said = json.loads(own(project, "explain", "--json").out)
    assert said["tag"] == "cu126" and said["overlay"]["state"] == "fresh" and said["overlay"]["tags"] == ["cu126"]
    assert {"name": "torch", "from": "2.9.1", "to": "2.9.1+cu126"} in said["changes"]
    assert any(reason["rule"] == "nvidia.driver_floor" for reason in said["builds"][0]["reasons"])
    (project.site_packages / "torch" / "__init__.py").write_text("tampered")
    done = own(project, "verify", "--json")
    torch = next(package for package in json.loads(done.out)["packages"] if package["name"] == "torch")
    assert done.rc == 1 and not torch["verified"] and torch["installed"] == torch["locked"] == "2.9.1+cu126", done


def test_a_dry_run_writes_no_overlay(make):
    project = make("direct")
    done = accel(project, "install", "--dry-run")
    assert done.rc == 0 and "torch (2.9.1+cu126)" in done.out, done
    assert not (project.path / "accel.lock").exists() and not (project.site_packages / "torch").exists()


@pytest.mark.parametrize("shape", ["direct", slow("group"), slow("extra"), slow("transitive"),
                                   slow("torch and torchvision")])
def test_pylock_is_read_by_packaging_and_names_true_places(make, world, shape):
    project = make(shape)
    assert lock(project, "--for", "cu126").rc == 0
    done = own(project, "export")
    assert done.rc == 0 and "wrote" in done.ours, done
    text = project.read("pylock.cu126.toml")
    assert world.torch.url not in text
    data = Pylock.from_dict(tomllib.loads(text))
    data.validate()
    torch = next(package for package in data.packages if package.name == "torch")
    assert str(torch.version).endswith("+cu126") and torch.index == "https://download.pytorch.org/whl/cu126"
    assert all(wheel.hashes["sha256"] and wheel.url for wheel in torch.wheels)
    environment = {"extras": {"ml"}, "dependency_groups": {"ml"}}
    assert torch.marker is None or torch.marker.evaluate(environment, context="lock_file")


def test_pip_installs_what_was_exported(make, world, venv):
    """pip has no mirrors: the true places are put in their mirrors' stead, as a mirrored machine would."""
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    for name, words in (("pylock.cu126.toml", ["-r"]), ("requirements.cu126.txt", ["--require-hashes", "-r"])):
        assert own(project, "export", "--format", name.split(".")[0]).rc == 0
        text = project.read(name).replace("https://download.pytorch.org/whl", f"{world.torch.url}/whl")
        (project.path / name).write_text(text)
        subprocess.run([venv.python, "-m", "pip", "uninstall", "-qy", "torch"], check=True, env=project.env)
        done = subprocess.run([venv.python, "-m", "pip", "install", "-q", *words, name], cwd=project.path,
                              env={**project.env, "PIP_INDEX_URL": world.public_index}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert venv.installed()["torch"] == "2.9.1+cu126"


def test_the_bill_of_materials_has_build_index_and_hash(make):
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    done = own(project, "export", "--sbom", "-o", "-")
    assert done.rc == 0, done
    bill = json.loads(done.out)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    torch = next(part for part in bill["components"] if part["name"] == "torch")
    assert torch["purl"].startswith("pkg:pypi/torch@2.9.1%2Bcu126?repository_url=https%3A%2F%2Fdownload.pytorch.org")
    assert len(torch["hashes"][0]["content"]) == 64


def test_export_wants_a_fresh_overlay_that_has_the_tag(make):
    project = make("direct")
    assert lock(project, "--for", "cu126").rc == 0
    lacking = own(project, "export", "--for", "xpu")
    assert lacking.rc == 1 and "accel-shim lock --for xpu" in lacking.ours, lacking
    project.poetry("add", "--lock", "pyyaml")
    stale = own(project, "export")
    assert stale.rc == 1 and "stale" in stale.ours and project.read("pylock.cu126.toml") is None, stale


def test_lock_all_has_every_tag_of_the_version(make, world):
    project = make("direct")
    done = lock(project, "--all")
    assert done.rc == 0, done
    tags = [line[7:-1] for line in project.read("accel.lock").splitlines() if line.startswith("tag = ")]
    assert set(tags) == {"cpu", "cu126", "cu128", "cu129", "cu130", "rocm6.3", "rocm6.4", "xpu"}
    text = project.read("accel.lock")
    assert lock(project, "--for", "cpu", "--upgrade").rc == 0 and project.read("accel.lock") == text


@pytest.mark.parametrize("shape", ["direct", slow("transitive"), slow("path inside"), slow("source")])
def test_an_overlay_fits_its_schema(make, shape):
    project = make(shape)
    assert lock(project, "--for", "cpu", "--for", "rocm6.4").rc == 0
    schema = json.loads((ROOT / "docs" / "accel-lock.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    document = tomllib.loads(project.read("accel.lock"))
    jsonschema.validate(document, schema)
    document["variant"][0]["package"][0]["files"][0]["hash"] = "md5:0"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


@each_poetry
def test_poetry_lock_makes_a_stale_overlay_anew(make, version):
    project = make("direct")
    assert lock(project, "--for", "cpu", "--for", "cu126").rc == 0
    assert accel(project, "add", "--lock", "pyyaml").rc == 0
    assert lock(project, "--check", "--for", "cpu", "--for", "cu126").rc == 0
    assert accel(project, "lock").rc == 0 and "pyyaml" not in project.installed()


def test_an_index_without_hashes_is_refused_unless_they_are_downloaded(make, world):
    project = make("direct")
    world.faults.put("torch", "/whl/cu126/torch/", without_hashes)
    done = lock(project, "--for", "cu126")
    assert done.rc == 1 and "--hash-by-download" in done.err and project.read("accel.lock") is None, done
    assert lock(project, "--for", "cu126", "--hash-by-download").rc == 0
    world.faults.clear()
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"


def without_hashes(response):
    return replace(response, body=re.sub(rb"#sha256=[0-9a-f]+", b"", response.body))


@each_poetry
@pytest.mark.parametrize("place", ["./dist", slow("../wheels")])
def test_a_wheel_of_ones_own_is_pinned_by_its_hash(make, world, version, place):
    project = make("direct")
    folder = project.path / place
    folder.mkdir()
    wheel = Path(shutil.copy(wheel_of(world, "cu128"), folder))
    configure(project, f'\n[tool.accel.packages.torch]\nwheel = "{place}/{wheel.name}"\n')
    project.poetry("lock")
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu128"
    again = accel(project, "install", host=hosts.NO_GPU)
    assert again.rc == 0 and "No dependencies to install or update" in again.out, again
    assert accel(project, "add", "pyyaml").rc == 0 and project.installed()["torch"] == "2.9.1+cu128"
    wheel.write_bytes(wheel.read_bytes() + b"x")
    changed = accel(project, "install")
    assert changed.rc == 1 and wheel.name in changed.ours and "accel-shim lock" in changed.ours, changed
    assert lock(project, "--check").rc == 1
    assert lock(project).rc == 0 and lock(project, "--check").rc == 0
    other = own(project, "verify")
    assert other.rc == 1 and "from another archive than the locked one" in other.out, other
    assert accel(project, "install").rc == 0 and own(project, "verify").rc == 0


def test_a_wheel_of_ones_own_for_another_python_is_refused(make, world):
    project = make("direct")
    wheel = wheel_of(world, "cu128")
    other = project.path / re.sub(r"-cp\d+-cp\d+-", "-cp38-cp38-", wheel.name)
    shutil.copy(wheel, other)
    configure(project, f'\n[tool.accel.packages.torch]\nwheel = "./{other.name}"\n')
    done = accel(project, "install")
    assert done.rc == 1 and "is not for the Python of the environment" in done.ours, done


def test_a_wheel_of_ones_own_that_is_missing_is_named_with_its_line(make):
    project = make("direct")
    wheel = "./dist/torch-2.9.1+lab-cp311-cp311-linux_x86_64.whl"
    configure(project, f'\n[tool.accel.packages.torch]\nwheel = "{wheel}"\n')
    for done in (lock(project), accel(project, "install")):
        assert done.rc == 1 and f"{wheel} is not there" in done.ours and "pyproject.toml:" in done.ours, done
        assert "poetry lock failed" not in done.ours, done


def test_a_source_that_gives_way_is_said_once(make):
    project = make("source")
    done = accel(project, "install")
    assert done.rc == 0 and "builds are chosen for the machine, not by the source theirs: torch comes from " in done.ours, done
    assert "theirs" not in accel(project, "install").ours


def test_a_tag_that_nobody_knows_is_told_with_the_near_ones(make):
    project = make("direct")
    assert lock(project, "--for", "cu130").rc == 0
    assert lock(project, "--for", "cpu").ours.endswith("accel.lock holds cpu, cu130")
    for words in (["lock", "--check", "--for", "CU126"], ["export", "--for", "CU126"]):
        done = run(project, *words)
        assert done.rc == 1 and "near ones: cu126" in done.ours and "run accel-shim" not in done.ours, done
    assert "run accel-shim lock --for cu126" in run(project, "export", "--for", "cu126").ours


@pytest.mark.parametrize("command", ["lock", "verify", "explain", "export"])
def test_help_needs_no_poetry(tmp_path, command):
    done = subprocess.run([bin_dir() / "accel-shim", command, "--help"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0 and f"accel-shim {command}" in done.stdout, done


def test_a_wrong_setting_is_said_before_poetry_resolves(make):
    project = make("direct")
    configure(project, '\n[tool.accel]\npin-style = "loud"\n')
    done = accel(project, "add", "pyyaml")
    assert done.rc == 2 and "pin-style must be" in done.ours and "Resolving" not in done.out, done


def test_a_setting_that_is_none_is_said(make):
    project = make("direct")
    configure(project, '\n[tool.accel]\npin-stile = "plain"\n')
    done = lock(project, "--for", "cpu")
    assert done.rc == 0 and "pin-stile is no setting of accel" in done.ours, done


def test_an_export_goes_where_it_is_told(make, tmp_path):
    project = make("direct")
    assert accel(project, "install").rc == 0
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE, text=True) as cat:
        done = own(project, "export", "-f", "requirements", "-o", str(tmp_path / "pipe"))
        assert done.rc == 0 and "torch==2.9.1+cu126" in cat.communicate(timeout=20)[0], done
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert own(project, "export", "-f", "requirements", "-o", str(tmp_path / "link")).rc == 0
    assert (tmp_path / "link").is_symlink() and "torch==" in (tmp_path / "target").read_text()
    for words in (["--sbom", "--format", "requirements"], ["--with", "dev"], ["-f", "requirements", "--with", "nope"]):
        assert own(project, "export", *words).rc == 2, words


@each_poetry
def test_a_wheel_at_a_url_is_taken_from_there(make, world, version):
    project = make("direct")
    wheel = wheel_of(world, "cu128")
    url = f"{world.files.url}/files/{wheel.relative_to(world.store.folder)}".replace("+", "%2B")
    configure(project, f'\n[tool.accel.packages.torch]\nwheel = "{url}"\n')
    project.poetry("lock")
    done = accel(project, "install")
    assert done.rc == 0 and project.installed()["torch"] == "2.9.1+cu128", done
    assert project.direct_url("torch")["url"] == url
    assert "No dependencies to install or update" in accel(project, "install").out


@each_poetry
def test_what_is_external_is_neither_installed_nor_replaced(make, world, version):
    project = make("direct")
    configure(project, "\n[tool.accel.packages.torch]\nexternal = true\n")
    project.poetry("lock")
    missing = accel(project, "install")
    assert missing.rc == 1 and "torch is external" in missing.ours and "pyproject.toml:" in missing.ours, missing
    python = project.site_packages.parents[2] / "bin" / "python"
    pip = ["python3", "-m", "pip", "--python", python, "install", "-q", "--no-deps"]
    subprocess.run([*pip, wheel_of(world, "cu128")], check=True, env=project.env, capture_output=True)
    for verb in ("install", "sync") if version != "1.8.5" else ("install",):
        done = accel(project, verb)
        assert done.rc == 0, done
        assert project.installed()["torch"] == "2.9.1+cu128"
    assert not [name for name in project.installed() if name.startswith("nvidia-")]
    assert own(project, "verify").rc == 0
    exported = own(project, "export", "--format", "pylock", "-o", "-")
    assert exported.rc == 0 and 'name = "colorama"' in exported.out and 'name = "torch"' not in exported.out, exported
    kept = set(project.installed())
    assert accel(project, "add", "pyyaml").rc == 0 and kept < set(project.installed())
    assert '"torch external"' in project.read("accel.lock") and "torch-2" not in project.read("accel.lock")


def test_a_tag_can_have_an_index_of_its_own(make, world):
    private = world.server("private")
    private.serve(*world.torch.sites)
    project = make("direct")
    configure(project, f'\n[tool.accel.packages.torch.index]\ncu126 = "{private.url}/whl/cu126"\n')
    project.poetry("lock")
    mark = world.log.mark()
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1+cu126"
    assert f'index = "{private.url}/whl/cu126"' in project.read("accel.lock")
    assert "torch" in projects(world.requests("private", after=mark))


@each_poetry
def test_under_its_plain_version_a_build_survives_a_bare_poetry(make, version):
    project = make("direct")
    configure(project, '\n[tool.accel]\npin-style = "plain"\n')
    project.poetry("lock")
    assert accel(project, "install").rc == 0 and project.installed()["torch"] == "2.9.1"
    assert "No dependencies to install or update" in accel(project, "install").out
    assert own(project, "verify").rc == 0
    bare = project.poetry("add", "pyyaml")
    assert "torch (" not in bare.stdout, bare.stdout
    assert accel(project, "install").rc == 0 and own(project, "verify").rc == 0
    other = accel(project, "install", host=hosts.NO_GPU)
    assert other.rc == 0 and "torch (2.9.1 -> 2.9.1+cpu)" in other.out, other
    assert own(project, "verify", host=hosts.NO_GPU).rc == 0 and project.installed()["torch"] == "2.9.1"


def test_setup_makes_poetry_choose_builds_and_undo_takes_it_back(make):
    project = make("direct")
    project.env["SHELL"] = "/bin/bash"
    assert run(project, "setup", "poetry").rc == 0
    shell = ["bash", "-c", '. "$HOME/.bashrc"; poetry install']
    done = subprocess.run(shell, cwd=project.path, env={**project.env, "ACCEL_HOST": GPU}, capture_output=True, text=True)
    assert done.returncode == 0 and project.installed()["torch"] == "2.9.1+cu126", done.stderr
    assert run(project, "setup", "poetry", "--undo").rc == 0
    which = subprocess.run(["bash", "-c", '. "$HOME/.bashrc"; command -v poetry'], env=project.env, capture_output=True,
                           text=True)
    assert which.stdout.strip() == str(project.bin / "poetry")
