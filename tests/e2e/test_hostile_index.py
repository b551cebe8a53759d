# SPDX-License-Identifier: Apache-2.0
"""A hostile or failing index: a clear message, an unchanged environment. A new fault is one line."""
import hashlib
import re
from dataclasses import replace

import pytest

import hosts
from loopback import faults
from loopback.log import bytes_sent
from loopback.wheels import Wheel
from marks import both_pips, slow

TORCH_PAGES, TORCH_WHEELS = "/whl/*torch/", "/files/torch/*/torch-*.whl"
TAGS = "cp311-cp311-manylinux_2_28_x86_64"
ESCAPE = "\x1b]0;pwned\x07\x1b[31m"
LIAR = Wheel("torch", "2.14.1+cu126", TAGS, says_name="evil").build()
AGED = Wheel("torch", "2.14.1+cu126", TAGS, says_version="1.0").build()


def named(name):
    """Every link leads to a file of this name."""
    return faults.links(lambda href: f"{name}#{href.partition('#')[2]}")


def holding(content: bytes):
    """Every torch wheel has this content and the page vouches for it: (page fault, file fault)."""
    digest = hashlib.sha256(content).hexdigest()
    page = faults.edited(lambda text: re.sub(r' data-core-metadata="[^"]*"', "", re.sub(
        r"#sha256=\w+", f"#sha256={digest}", text)))
    return page, lambda response: replace(response, body=content)


PAGE = [  # what is wrong with each page of torch, fault, what our one line must say
    ("404", faults.status(404), r"404|no page|not found|lists no"),
    ("403", faults.status(403), r"403"),
    ("500", faults.status(500), r"500"),
    ("truncated", faults.truncated(), r"truncat|incomplete|short|cut off|ended|closed|partial|bytes missing"),
    ("100 MB", faults.huge(100), r"larger|too large|too big|exceeds|more than|limit"),
    ("javascript links", named("javascript:alert(1)//torch-2.14.1+cu126-" + TAGS + ".whl"), r"link|build|wheel"),
    ("file links", named("file:///tmp/torch-2.14.1%2Bcu126-" + TAGS + ".whl"), r"link|build|wheel"),
    ("names like options", named("--index-url=http:%2F%2F127.0.0.1:9%2F.whl"), r"link|build|wheel"),
    ("escapes in names", named(f"torch-2.14.1{ESCAPE}-{TAGS}.whl"), r"link|build|wheel"),
    ("not HTML", lambda response: replace(response, body=b"\x00\xff" * 4000), r"page|html|link|build|wheel"),
    ("empty", lambda response: replace(response, body=b""), r"empty|page|link|build|wheel"),
    ("redirect loop", faults.redirect("/whl/cu126/torch/"), r"redirect"),
    ("redirect to a file", faults.redirect("file:///etc/passwd"), r"redirect|protocol|scheme|file:"),
]


def refused(done, venv, before, says):
    assert done.rc != 0, done
    assert re.search(says, done.ours, re.I), done
    assert "Traceback" not in done.text and "terminate called" not in done.text and "\x1b" not in done.text, done
    assert venv.snapshot() == before


@pytest.mark.parametrize("name, fault, says", PAGE, ids=[row[0] for row in PAGE])
def test_a_broken_page_stops_before_anything_changed(shim, venv, world, name, fault, says):
    world.faults.put("torch", TORCH_PAGES, fault)
    before = venv.snapshot()
    refused(shim("install", "torch", host=hosts.GTX_1080), venv, before, says)
    if name == "100 MB":
        assert bytes_sent(world.requests("torch")) < 90 * 2**20
    assert not [row for row in world.requests("public") if "/torch/" in row["path"]]


@both_pips
@pytest.mark.parametrize("fault", [faults.status(404), slow(faults.status(500)), slow(faults.truncated())],
                         ids=["404", "500", "truncated"])
def test_a_page_that_breaks_when_it_turns_out_to_be_needed(shim, venv, world, fault):
    world.faults.put("torch", TORCH_PAGES, fault)
    before = venv.snapshot()
    done = shim("install", "needs-torch", host=hosts.GTX_1080)
    assert done.rc != 0 and "torch" in done.text and venv.snapshot() == before, done
    assert not [row for row in world.requests("public") if "/torch/" in row["path"]]


def test_a_down_index_is_named(shim, venv):
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080,
                env={"ACCEL_MIRRORS": "https://download.pytorch.org/whl=http://127.0.0.1:9/whl"})
    refused(done, venv, before, r"127\.0\.0\.1:9.*|connect")


MIXED = [  # rows put before the good links of each page
    ("javascript", '<a href="javascript:alert(1)">torch-99+cu126-py3-none-any.whl</a>'),
    ("file", '<a href="file:///tmp/torch-99+cu126-py3-none-any.whl">torch-99+cu126-py3-none-any.whl</a>'),
    ("option", '<a href="--extra-index-url=x-99-py3-none-any.whl">--extra-index-url=x</a>'),
    ("dash r", '<a href="-r%20evil.whl">-revil.whl</a>'),
    ("escapes", f'<a href="torch-99{ESCAPE}-py3-none-any.whl">torch{ESCAPE}</a>'),
    ("encoded escapes", '<a href="torch-99+cu126%1b%5d0;pwned%07-py3-none-any.whl">torch</a>'),
    ("path", '<a href="../../../../torch-99+cu126-..%2f..%2fetc-py3-none-any.whl">torch</a>'),
    ("attributes", '<a href="x.whl" data-core-metadata="sha256=&quot;&gt;&lt;script&gt;">torch</a>'),
    ("unclosed", "<a href='torch-99+cu126-py3-none-any.whl"),
    ("another project", '<a href="evil-99-py3-none-any.whl">evil-99-py3-none-any.whl</a>'),
]


HARMLESS = [row for row in MIXED if row[0] != "unclosed"]
ALL_AT_ONCE = ("all at once", "<br/>\n".join(rows for _, rows in HARMLESS))


@pytest.mark.parametrize("name, rows", [ALL_AT_ONCE, *(slow(*row) for row in HARMLESS)],
                         ids=["all at once", *(row[0] for row in HARMLESS)])
def test_bad_links_beside_good_ones_are_passed_over(shim, venv, world, name, rows):
    world.faults.put("torch", TORCH_PAGES, faults.extra_links(rows + "<br/>\n"))
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 and venv.installed()["torch"] == "2.14.1+cu126", done
    assert "\x1b" not in done.text and "\x07" not in done.text


def test_an_unclosed_tag_does_no_harm(shim, venv, world):
    world.faults.put("torch", TORCH_PAGES, faults.extra_links(dict(MIXED)["unclosed"]))
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080)
    assert done.rc == 0 or venv.snapshot() == before, done


WHEELS = [  # what is wrong with each torch wheel, page fault, file fault, what is said (by pip or by us)
    ("hash", faults.wrong_hash(), None, r"hash"),
    ("name", *holding(LIAR), r"inconsistent|metadata|evil|invalid"),
    ("version", *holding(AGED), r"inconsistent|metadata|invalid"),
    ("no zip", *holding(b"not a wheel"), r"invalid|zip"),
    ("404", None, faults.status(404), r"404"),
    ("500", None, faults.status(500), r"500"),
    ("truncated", None, faults.truncated(), r"incomplete|broken|hash|retry|connection|truncated"),
]


@both_pips
@pytest.mark.parametrize("name, page, file, says", WHEELS, ids=[row[0] for row in WHEELS])
def test_a_broken_wheel_leaves_the_environment_alone(shim, venv, world, pip_version, name, page, file, says):
    if page:
        world.faults.put("torch", TORCH_PAGES, page)
    if file:
        world.faults.put("files", TORCH_WHEELS, file)
    before = venv.snapshot()
    done = shim("install", "torch==2.14.1", host=hosts.GTX_1080, env={"PIP_RETRIES": "0"})
    assert done.rc != 0 and re.search(says, done.text, re.I), done
    assert "\x1b" not in done.text
    assert venv.snapshot() == before


SILENT = [("torch", TORCH_PAGES), ("files", TORCH_WHEELS), ("public", "/simple/filelock/")]


@pytest.mark.parametrize("server, pattern", SILENT, ids=["page", "wheel", "public page"])
def test_a_silent_server_times_out(shim, venv, world, server, pattern):
    world.faults.put(server, pattern, world.faults.stall())
    before = venv.snapshot()
    done = shim("install", "torch", host=hosts.GTX_1080,
                env={"PIP_DEFAULT_TIMEOUT": "1", "PIP_TIMEOUT": "1", "PIP_RETRIES": "0"})
    assert done.rc != 0 and venv.snapshot() == before, done
    if server != "public":  # what pip says about its own index is pip's
        assert re.search(r"time[d ]*out|no answer", done.text, re.I), done
