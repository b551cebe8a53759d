# SPDX-License-Identifier: Apache-2.0
"""TLS is always verified, and nothing leads down from https to http."""
import re

import pytest

import hosts
from environments import CACHE
from loopback import faults
from loopback.__main__ import shelves
from loopback.world import World
from marks import both_pips


@pytest.fixture(scope="module")
def tls_world(authority):
    made = World(CACHE / "world", shelves(), tls=authority[1])
    yield made
    made.stop()


@pytest.fixture
def env(env, tls_world):
    tls_world.faults.clear()
    return {**env, **tls_world.environment()}


def trusting(ca):
    return {"PIP_CERT": ca, "SSL_CERT_FILE": ca, "REQUESTS_CA_BUNDLE": ca, "CURL_CA_BUNDLE": ca}


@both_pips
def test_a_trusted_index_over_https(shim, venv, authority):
    done = shim("install", "torch", host=hosts.GTX_1080, env=trusting(authority[0]))
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done


@pytest.mark.parametrize("variable", ["PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_each_way_to_name_the_authority(shim, authority, variable):
    done = shim("install", "torch==2.15.0", host=hosts.GTX_1080,
                env={variable: authority[0], "PIP_CONFIG_FILE": "/dev/null"})  # a machine's pip.conf may name another
    assert done.rc == 1 and "2.14.1" in done.ours, done  # the page was read: refused for its versions


def test_pips_cert_option_counts(shim, authority):
    done = shim("install", "--cert", authority[0], "torch==2.15.0", host=hosts.GTX_1080)
    assert done.rc == 1 and "2.14.1" in done.ours, done


UNTRUSTED = {"nothing": {}, "trusted host of pip": {"PIP_TRUSTED_HOST": "127.0.0.1"}}


@pytest.mark.parametrize("extra", UNTRUSTED.values(), ids=UNTRUSTED)
def test_an_unknown_authority_is_refused(shim, venv, extra):
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080, env=extra)
    assert done.rc != 0 and re.search(r"certificate|TLS|SSL", done.ours), done
    assert venv.snapshot() == before


def test_plain_text_where_tls_should_be_is_refused(shim, venv, world):
    before = venv.snapshot()
    url = world.torch.url.replace("http:", "https:")
    done = shim("install", "torch", host=hosts.GTX_1080,
                env={"ACCEL_MIRRORS": f"https://download.pytorch.org/whl={url}/whl"})
    assert done.rc != 0 and re.search(r"TLS|SSL", done.ours) and venv.snapshot() == before, done


def test_a_redirect_to_http_is_refused(shim, venv, world, tls_world, authority):
    tls_world.faults.put("torch", "/whl/*torch/", faults.redirect(f"{world.torch.url}/whl/cu126/torch/"))
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080, env=trusting(authority[0]))
    assert done.rc != 0 and re.search(r"redirect|http:|protocol", done.ours, re.I), done
    assert venv.snapshot() == before and world.requests("torch") == []


def test_http_links_on_an_https_page_are_not_followed(shim, venv, world, tls_world, authority):
    plain = world.files.url
    tls_world.faults.put("torch", "/whl/*torch/", faults.links(lambda href: href.replace(tls_world.files.url, plain)))
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080, env=trusting(authority[0]))
    assert done.rc != 0 and venv.snapshot() == before and world.requests("files") == [], done
