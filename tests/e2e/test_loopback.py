# SPDX-License-Identifier: Apache-2.0
"""The world itself: real pips understand it, and it writes down what they asked for. Needs no shim."""
import base64
import hashlib
import http.client
import re
import ssl
import urllib.parse
import urllib.request
import zipfile

import pytest

from loopback import family, faults
from loopback.log import bytes_sent, projects
from loopback.wheels import Wheel
from marks import each_pip

GTX_INDEX = "/whl/cu126"


def fetch(url: str) -> bytes:
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10).read()


def test_wheels_are_the_same_bytes_every_time():
    wheel = Wheel("Some_Thing", "1.0+cu126", "cp311-cp311-manylinux_2_28_x86_64", ("numpy",), ">=3.10")
    assert wheel.filename == "some_thing-1.0+cu126-cp311-cp311-manylinux_2_28_x86_64.whl"
    assert hashlib.sha256(wheel.build()).hexdigest() == hashlib.sha256(wheel.build()).hexdigest()


def test_every_published_release_and_tag_is_there():
    builds = {w.version for shelf in family.shelves(11).values() for w in shelf if w.name == "torch"}
    assert len(builds) == 96
    assert {"2.6.0+cu118", "2.9.1+cu129", "2.14.1+rocm7.14", "2.14.1+xpu", "2.15.0+cpu"} <= builds
    assert not {"2.12.0+cu129", "2.13.0+cu129", "2.15.0+cu126", "2.15.0+xpu", "2.15.0+rocm7.14"} & builds


def test_metadata_files_and_hashes_agree_with_the_page(world):
    page = fetch(f"{world.torch.url}/whl/cu126/torch/").decode()
    url, wheel_hash, metadata_hash = re.search(
        r'href="([^"#]+2\.14\.1%2Bcu126-cp311[^"#]+)#sha256=(\w+)".*?data-core-metadata="sha256=(\w+)"', page).groups()
    data, metadata = fetch(url), fetch(url + ".metadata")
    assert hashlib.sha256(data).hexdigest() == wheel_hash
    assert hashlib.sha256(metadata).hexdigest() == metadata_hash
    inside = zipfile.ZipFile(world.store.path("torch/cu126/torch-2.14.1+cu126-cp311-cp311-manylinux_2_28_x86_64.whl"))
    assert inside.testzip() is None
    assert inside.read("torch-2.14.1+cu126.dist-info/METADATA") == metadata


def test_root_page_lists_every_tag(world):
    page = fetch(f"{world.torch.url}/whl/torch/").decode()
    assert "2.9.1+rocm6.4" in page and "2.14.1+cu126" in page and "2.15.0+cpu" in page


@each_pip
def test_real_pip_installs_a_build_with_its_closure(world, venv, env):
    venv.pip("install", "torch==2.14.1+cu126", "--index-url", f"{world.torch.url}/whl/cu126",
             "--extra-index-url", world.public_index, env=env)
    installed = venv.installed()
    assert installed["torch"] == "2.14.1+cu126"
    assert installed["nvidia-cublas-cu12"] == "12.6.4.1" and installed["triton"] == "3.8.0"
    assert {"mpmath", "markupsafe", "nvidia-cudnn-cu12", "nvidia-nccl-cu12"} <= set(installed)
    assert venv.pip("check", env=env).returncode == 0
    assert "torch" in projects(world.requests("torch")) and bytes_sent(world.requests("files")) > 0
    assert all(row["status"] in (200, 304, 404) for row in world.requests())


@pytest.mark.parametrize("tag", ["rocm7.14", "xpu", "cu132", "cpu"])
def test_other_closures_resolve(world, venv, env, tag):
    version = "2.15.0" if tag in ("cu132", "cpu") else "2.14.1"
    venv.pip("install", f"torch=={version}+{tag}", "torchvision", "--dry-run", "--index-url",
             f"{world.torch.url}/whl/{tag}", "--extra-index-url", world.public_index, env=env)


@each_pip
def test_public_index_alone_gives_the_plain_build(world, venv, env):
    venv.pip("install", "needs-torch", env=env)
    installed = venv.installed()
    assert (installed["torch"], installed["nvidia-cublas-cu12"]) == ("2.8.0", "12.8.4.1")
    assert world.requests("torch") == []


def test_second_download_is_served_from_pips_cache(world, venv, env):
    env["PIP_TRUSTED_HOST"] = "127.0.0.1"  # pip caches what comes over http from trusted hosts only
    venv.pip("download", "filelock", "--no-deps", env=env, cwd=venv.path)
    mark = world.log.mark()
    venv.pip("download", "filelock", "--no-deps", "--dest", str(venv.path / "again"), env=env)
    rows = world.requests("public", after=mark)
    assert [row["path"] for row in rows if row["bytes"]] == []


FAULTS = [  # name, fault, what real pip does with it
    ("404", faults.status(404), "No matching distribution"),
    ("500", faults.status(500), "No matching distribution"),
    ("wrong hash", faults.wrong_hash(), "DO NOT MATCH THE HASHES"),
]


@pytest.mark.parametrize("name, fault, says", FAULTS, ids=[row[0] for row in FAULTS])
def test_faults_reach_the_client(world, venv, env, name, fault, says):
    world.faults.put("public", "/simple/filelock/", fault)
    done = venv.pip("install", "filelock", "--retries", "0", env=env, check=False)
    assert done.returncode == 1 and says in done.stdout + done.stderr


def test_truncated_and_huge_pages_are_what_they_say(world):
    world.faults.put("torch", "/whl/cu126/torch/", faults.truncated())
    world.faults.put("torch", "/whl/cu128/torch/", faults.huge(3))
    with pytest.raises(http.client.IncompleteRead):
        fetch(f"{world.torch.url}/whl/cu126/torch/")
    assert len(fetch(f"{world.torch.url}/whl/cu128/torch/")) == 3 * 2**20


def test_password_and_tls_are_asked_for(world, authority):
    ca, pair = authority
    server = world.server("locked", tls=pair, login=("user", "secret"))
    server.serve(*world.public.sites)

    address = urllib.parse.urlsplit(server.url)

    def connect(trusted):
        return http.client.HTTPSConnection(address.hostname, address.port,
                                           context=ssl.create_default_context(cafile=trusted))

    def status(client, headers):
        client.request("GET", "/simple/filelock/", headers=headers)
        response = client.getresponse()
        response.read()
        return response.status
    with pytest.raises(ssl.SSLCertVerificationError):
        status(connect(None), {})
    client, password = connect(ca), {"Authorization": "Basic " + base64.b64encode(b"user:secret").decode()}
    # What came before on one connection is written down before the next is answered.
    assert [status(client, headers) for headers in ({}, password, {})] == [401, 200, 401]
    assert [row["authorization"] for row in world.requests("locked")][:2] == [False, True]
    server.stop()
