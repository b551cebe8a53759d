# SPDX-License-Identifier: Apache-2.0
"""Fixtures: a world on loopback, an environment with a real pip, and the shim between them."""
import shutil

import pytest

from environments import CACHE, PIPS, clone, default_python, find_python
from loopback import attack, tls
from loopback.__main__ import shelves
from loopback.world import World
from poetries import POETRIES, PoetryProject, put_library, pyproject
from shim import Shim, clean_environment


def pytest_addoption(parser):
    parser.addoption("--shard", default="1/1", help="N/M: only every M-th test, from the N-th; one process per core")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: minutes rather than seconds; left out by -m 'not slow'")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Runs after -m and -k have chosen, so that shards are of equal size."""
    which, of = map(int, config.getoption("shard").split("/"))
    kept = items[which - 1::of]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture
def python_version():
    """A test overrides this by parametrising it."""
    return default_python()


@pytest.fixture
def pip_version():
    return PIPS[0]


@pytest.fixture
def venv(python_version, pip_version, tmp_path):
    """A fresh environment. Skips only where the machine has no such Python, or the pip is too old for it."""
    if not find_python(python_version):
        pytest.skip(f"no interpreter of Python {python_version} on this machine")
    if pip_version == "23.0.1" and int(python_version.split(".")[1]) > 11:
        pytest.skip(f"pip 23.0.1 does not run on Python {python_version}")
    made = clone(python_version, pip_version, tmp_path / "venv")
    yield made
    shutil.rmtree(made.path, ignore_errors=True)


@pytest.fixture(scope="session")
def whole_world():
    made = World(CACHE / "world", shelves())
    yield made
    made.stop()


@pytest.fixture
def world(whole_world):
    """The torch family 2.6.0 to 2.15.0 and a public index. `world.requests()` are those of this test."""
    yield from _for_one_test(whole_world)


@pytest.fixture(scope="session")
def whole_origin_world():
    made = World(CACHE / "world", shelves(), links="origin")
    yield made
    made.stop()


@pytest.fixture
def origin_world(whole_origin_world):
    """The same world, its pages naming the true download host as an unedited mirror does."""
    yield from _for_one_test(whole_origin_world)


@pytest.fixture(scope="session")
def whole_attack_world():
    public = shelves(11)["public"]
    made = World(CACHE / "attack", attack.shelves(public))
    made.evil = made.server("evil")
    made.evil.serve(made.simple_site("evil"), made.public.sites[-1])
    yield made
    made.stop()


@pytest.fixture
def attack_world(whole_attack_world):
    """torch -> torchtriton on our index; strangers of the same names on `public` and `evil`."""
    yield from _for_one_test(whole_attack_world)


def _for_one_test(made):
    made.faults.clear()
    mark = made.log.mark()
    made.requests = lambda server=None, after=None: made.log.since(mark if after is None else after, server)
    yield made
    made.faults.clear()


@pytest.fixture
def env(tmp_path, venv, world):
    """The user's environment: own home and caches, the torch index mirrored to loopback, the public index as default."""
    return clean_environment(tmp_path / "home", venv, world.environment())


@pytest.fixture
def shim(venv, env, tmp_path):
    """`shim("install", "torch", host=…)` runs `accel-shim --host … pip install torch` in the environment."""
    (tmp_path / "work").mkdir()
    made = Shim(venv, env, tmp_path / "work")
    yield made
    made.stop()


@pytest.fixture
def version():
    """The Poetry; a test overrides this by parametrising it."""
    return POETRIES[0]


@pytest.fixture
def make(tmp_path, env, world, version):
    """make("direct") is a project with a lock by bare Poetry."""
    def project(shape, package=False):
        path = tmp_path / "project"
        path.mkdir()
        text = pyproject(shape, version, world.public_index, package).replace("TORCH", f"{world.torch.url}/whl")
        (path / "pyproject.toml").write_text(text)
        if shape.startswith("path"):
            put_library(path / "libs" / "lib" if shape == "path inside" else tmp_path / "lib")
        made = PoetryProject(path, version, env)
        made.poetry("lock")
        return made
    return project


@pytest.fixture(scope="session")
def authority():
    """(CA file, (certificate, key)) for 127.0.0.1."""
    return tls.authority(CACHE / "tls")
