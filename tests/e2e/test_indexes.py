# SPDX-License-Identifier: Apache-2.0
"""The user's own way to the indexes: passwords, proxies, requirement files, build isolation."""
import os
import socket
import threading

import pytest

import hosts
from loopback.pages import FileSite, Site, file_path
from loopback.proxy import Proxy
from marks import both_pips, each_pip, slow

LOGIN = ("someone", "pa55-w0rd")


@pytest.fixture
def locked(world):
    """A server that asks for LOGIN, with the pages and wheels of both indexes."""
    server = world.server("locked", login=LOGIN)
    tags = {name[6:]: shelf for name, shelf in world.store.shelves.items() if name.startswith("torch/")}
    server.serve(Site("/whl", tags, lambda file: f"/files/{file_path(file)}"), world.simple_site("public"),
                 FileSite(world.store))
    yield server
    server.stop()


def in_url(env, home, server):
    return server.url.replace("://", "://" + ":".join(LOGIN) + "@")


def in_netrc(env, home, server):
    (home / ".netrc").write_text(f"machine 127.0.0.1 login {LOGIN[0]} password {LOGIN[1]}\n")
    (home / ".netrc").chmod(0o600)
    return server.url


def default_index(env, url, world):
    env["PIP_INDEX_URL"] = f"{url}/simple/"


def torch_index(env, url, world):
    env["ACCEL_MIRRORS"] = f"https://download.pytorch.org/whl={url}/whl"


@each_pip
@pytest.mark.parametrize("where", [default_index, torch_index])
@pytest.mark.parametrize("way", [in_url, in_netrc])
def test_an_index_with_a_password(shim, venv, env, world, locked, tmp_path, pip_version, where, way):
    where(env, way(env, tmp_path / "home", locked), world)
    shim.env, before = env, venv.snapshot()
    done = shim("install", "torch", "colorama", host=hosts.GTX_1080)
    assert LOGIN[1] not in done.text, done
    assert not [p for p in (tmp_path / "home" / "cache").rglob("*") if p.is_file() and LOGIN[1].encode() in p.read_bytes()]
    if pip_version == "23.0.1" and way is in_url and done.rc:
        assert "netrc" in done.ours and venv.snapshot() == before, done
        return
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done


def test_a_wrong_password_is_explained(shim, venv, env, world, locked):
    env["ACCEL_MIRRORS"] = f"https://download.pytorch.org/whl={locked.url}/whl"
    shim.env, before = env, venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 1 and "401" in done.ours and venv.snapshot() == before, done


@pytest.fixture
def proxy():
    made = Proxy()
    yield made
    made.stop()


@both_pips
@pytest.mark.parametrize("variable", ["HTTP_PROXY", slow("http_proxy"), slow("ALL_PROXY")])
def test_the_gate_is_not_sent_through_the_proxy(shim, venv, world, proxy, variable):
    done = shim("install", "torch", host=hosts.GTX_1080, env={variable: proxy.url})
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    ours = {server.url.rpartition("/")[2] for server in world.servers}
    assert set(proxy.targets) <= ours


@both_pips
def test_a_proxy_on_the_command_line_does_not_get_the_gate(shim, venv, world, proxy):
    done = shim("install", "--proxy", proxy.url, "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert set(proxy.targets) <= {server.url.rpartition("/")[2] for server in world.servers}


def config_proxy(tmp_path, section, proxy):
    config = tmp_path / "home" / "config" / "pip" / "pip.conf"
    config.parent.mkdir(parents=True)
    config.write_text(f"[{section}]\nproxy = {proxy.url}\n")


@both_pips
@pytest.mark.parametrize("section", ["global", slow("install")])
def test_a_proxy_in_pip_conf_does_not_get_the_gate(shim, venv, world, proxy, tmp_path, section):
    """Not even from the pip that pip starts for a build."""
    config_proxy(tmp_path, section, proxy)
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert proxy.targets and set(proxy.targets) <= {server.url.rpartition("/")[2] for server in world.servers}


def test_a_mirror_stands_in_for_an_index_that_a_requirements_file_names(shim, venv, world, tmp_path):
    """As an export has it, which names the true index."""
    (tmp_path / "r.txt").write_text("--extra-index-url https://download.pytorch.org/whl/cu126\ntorch==2.9.1+cu126\ncolorama\n")
    done = shim("install", "-r", str(tmp_path / "r.txt"), host=hosts.GTX_1080)
    assert done.rc == 0 and "download.pytorch.org" not in done.out + done.err, done
    assert "/whl/cu126/colorama/" in {row["path"] for row in world.requests("torch")}


def test_a_requirements_file_may_be_a_pipe(shim, venv):
    read, write = os.pipe()
    os.write(write, b"torch\n")
    os.close(write)
    done = shim("install", "-r", "/dev/stdin", host=hosts.GTX_1080, stdin=read)
    os.close(read)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done


@both_pips
def test_a_dead_proxy_is_left_alone_where_no_proxy_says_so(shim, venv):
    contacts = []
    with socket.create_server(("127.0.0.1", 0)) as dead:
        dead.settimeout(0.2)
        stop = threading.Event()
        thread = threading.Thread(target=_count, args=(dead, contacts, stop))
        thread.start()
        url = f"http://127.0.0.1:{dead.getsockname()[1]}"
        done = shim("install", "torch", host=hosts.GTX_1080,
                    env={"HTTP_PROXY": url, "HTTPS_PROXY": url, "NO_PROXY": "example.org,127.0.0.1"})
        stop.set()
        thread.join()
    assert done.rc == 0 and contacts == [], done


def _count(server, contacts, stop):
    while not stop.is_set():
        try:
            connection, address = server.accept()
            contacts.append(address)
            connection.close()
        except TimeoutError:
            continue
        except OSError:
            return


REQUIREMENT_FILES = [  # lines; {public} is the default index
    slow(["torch", "colorama"]),
    ["--index-url {public}", "torch", "colorama"],
    slow(["-i {public}", "torch", "colorama"]),
    ["--extra-index-url {public}", "torch  # the framework", "colorama"],
    slow(["torch \\", "  >=2.9", "colorama ; python_version >= '3'"]),
]


@both_pips
@pytest.mark.parametrize("lines", REQUIREMENT_FILES, ids=lambda lines: lines[0])
def test_requirement_files_with_index_lines(shim, venv, world, lines):
    text = "\n".join(lines).format(public=world.public_index) + "\n"
    (shim.cwd / "requirements.txt").write_text(text)
    done = shim("install", "-r", "requirements.txt", host=hosts.GTX_1080)
    assert done.rc == 0, done
    installed = venv.installed()
    assert (installed["torch"], installed["colorama"]) == ("2.14.1+cu126", "0.4.6")
    assert (shim.cwd / "requirements.txt").read_text() == text


@both_pips
def test_constraint_files_count(shim, venv):
    (shim.cwd / "constraints.txt").write_text("torch<2.9\n")
    done = shim("install", "-c", "constraints.txt", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.8.0+cu126", done


BACKEND = '''
import importlib.metadata, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name, info = "built-1.0-py3-none-any.whl", "built-1.0.dist-info"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("built.py", "TORCH = %r" % importlib.metadata.version("torch"))
        wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: built\\nVersion: 1.0\\n")
        wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "/RECORD", "built.py,,\\n%s/METADATA,,\\n%s/WHEEL,,\\n%s/RECORD,,\\n" % (info, info, info))
    return name
'''


@both_pips
@pytest.mark.parametrize("verb, proxied", [("install", False), ("install", True), slow("wheel", False)])
def test_build_isolation_sees_the_gate(shim, venv, env, world, proxy, tmp_path, verb, proxied):
    """Also where pip.conf names a proxy, which the pip that pip starts reads as well."""
    if proxied:
        config_proxy(tmp_path, "global", proxy)
    project = shim.cwd / "project"
    project.mkdir()
    (project / "backend.py").write_text(BACKEND)
    (project / "pyproject.toml").write_text('[build-system]\nrequires = ["torch"]\nbuild-backend = "backend"\n'
                                            'backend-path = ["."]\n[project]\nname = "built"\nversion = "1.0"\n')
    done = shim(verb, "./project", host=hosts.GTX_1080)
    assert done.rc == 0, done
    if verb == "wheel":
        venv.pip("install", "--no-index", str(shim.cwd / "built-1.0-py3-none-any.whl"), env=env)
    assert "2.14.1+cu126" in (venv.site_packages / "built.py").read_text()
    assert not [row for row in world.requests("public") if row["path"] == "/simple/torch/"]
    assert set(proxy.targets) <= {server.url.rpartition("/")[2] for server in world.servers}


@both_pips
def test_download_takes_the_right_build(shim):
    done = shim("download", "torch==2.9.1", "--no-deps", host=hosts.GTX_1080)
    assert done.rc == 0, done
    assert [path.name.split("-cp")[0] for path in shim.cwd.glob("*.whl")] == ["torch-2.9.1+cu126"]
