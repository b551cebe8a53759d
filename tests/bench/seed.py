# SPDX-License-Identifier: Apache-2.0
"""What the users of Poetry issue #6671 complain of, as numbers: bare Poetry beside accel-shim poetry, in one run.

For: docs/seed.md.
Promises: both work on the same loopback index with empty caches; figures are of its request log and of the environments.
Never: judges a figure; leaves anything in build/seed unless it is told to; asks the real PyTorch index.
"""
import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "build" / "seed"
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "bench")]

from environments import PIPS, clone, default_python  # noqa: E402
from loopback.__main__ import shelves  # noqa: E402
from loopback.family import FAMILY  # noqa: E402
from loopback.log import bytes_sent, projects  # noqa: E402
from loopback.world import World  # noqa: E402
from poetries import POETRIES  # noqa: E402
from poetry_projects import Kept  # noqa: E402
from shim import bin_dir  # noqa: E402

TAGS = ("cpu", "cu126", "cu130", "rocm6.4")
TRITON = ', "pytorch-triton-rocm==3.5.1"'
Row = Tuple[str, str, str]  # what, bare Poetry, accel-shim poetry


def say(text: str) -> None:
    print(f"seed: {text}", file=sys.stderr, flush=True)


class Seed:
    def __init__(self, world: World, version: str):
        self.world, self.version = world, version
        self.venv = clone(default_python(), PIPS[0], SEED / "venv")

    def kept(self, name: str, ours: bool) -> Kept:
        return Kept(SEED / name, self.world, self.venv, self.version, ours)

    def counted(self, action: Callable[[], object]) -> List[Dict]:
        mark = self.world.log.mark()
        action()
        return self.world.log.since(mark)

    # 1. four backends in one project

    def exclusive_extras(self, kept: Kept) -> None:
        """The recipe of Poetry's documentation: an extra and an explicit source per backend, each excluding the others.
        The rocm build needs a package that PyPI lacks, which has to be named too."""
        extras = "".join(f'{extra(tag)} = ["torch==2.9.1"{TRITON if tag == TAGS[-1] else ""}]\n' for tag in TAGS)
        sources = "".join(f'[[tool.poetry.source]]\nname = "torch-{extra(tag)}"\nurl = "{self.world.torch.url}/whl/{tag}"\n'
                          'priority = "explicit"\n' for tag in TAGS)
        torch = ",\n".join(f'    {{markers = "{exclusive(tag)}", source = "torch-{extra(tag)}"}}' for tag in TAGS)
        path = kept.project.path / "pyproject.toml"
        text = path.read_text().replace('"torch==2.9.1", ', "").replace(
            "[tool.poetry]\n", f"[project.optional-dependencies]\n{extras}[tool.poetry]\n", 1)
        path.write_text(f"{text}[tool.poetry.dependencies]\ntorch = [\n{torch}\n]\n"
                        f'pytorch-triton-rocm = {{source = "torch-{extra(TAGS[-1])}"}}\n{sources}')

    def four_backends(self) -> List[Row]:
        say("locking four backends")
        bare, ours = self.kept("four-bare", False), self.kept("four-ours", True)
        self.exclusive_extras(bare)
        both = [self.counted(lambda: bare.poetry("lock")), self.counted(lambda: self.lock(ours, *TAGS))]
        return [row("four backends: requests to lock", both, lambda rows: f"{len(rows)}"),
                row("four backends: bytes to lock", both, lambda rows: f"{bytes_sent(rows):,}"),
                row("four backends: wheels downloaded to lock", both, lambda rows: f"{len(wheels(rows))}")]

    def lock(self, kept: Kept, *tags: str) -> None:
        """poetry.lock, and accel.lock on top of it: both are needed, from empty caches."""
        kept.run([str(kept.project.bin / "poetry"), "lock"])
        kept.run([str(bin_dir() / "accel-shim"), "lock", *(word for tag in tags for word in ("--for", tag))])

    # 2. the torch index asked for what is not torch's (#6409)

    def strangers(self) -> List[Row]:
        say("counting what the torch index is asked for")
        ours = self.kept("strangers-ours", True)
        asked = self.counted(lambda: self.lock(ours, "cu126"))
        return [row(f"#6409: names asked of the torch index that it does not build, {priority}",
                    [self.counted(self.one_more_source(priority)), asked],
                    lambda rows: f"{len(set(projects(of_torch(rows))) - FAMILY)}") for priority in ("supplemental", "primary")]

    def one_more_source(self, priority: str) -> Callable[[], str]:
        """A lock of the cu126 build with its index as a source for whatever Poetry asks it."""
        kept = self.kept(f"strangers-{priority}", False)
        path = kept.project.path / "pyproject.toml"
        path.write_text(f'{path.read_text().replace("2.9.1", "2.9.1+cu126")}[[tool.poetry.source]]\nname = "torch"\n'
                        f'priority = "{priority}"\nurl = "{self.world.torch.url}/whl/cu126"\n')
        return lambda: kept.poetry("lock")

    # 3, 4. the build is put in, another package is added

    def adding(self) -> List[Row]:
        say("installing and adding")
        bare, ours = self.kept("add-bare", False), self.kept("add-ours", True)
        for kept in (bare, ours):
            kept.run([str(bare.project.bin / "poetry"), "lock"])
        fetched = [self.counted(lambda: bare.poetry("install")) + self.counted(lambda: self.by_hand(bare)),
                   self.counted(lambda: ours.poetry("install"))]
        before = [kept.installed() for kept in (bare, ours)]
        fetched = [rows + self.counted(lambda kept=kept: kept.poetry("add", "pyyaml"))
                   for rows, kept in zip(fetched, (bare, ours))]
        after = [kept.installed() for kept in (bare, ours)]
        fetched[0] += self.counted(lambda: self.by_hand(bare))
        return [("torch before `add`", *(names["torch"] for names in before)),
                ("torch after `add`", *(names["torch"] for names in after)),
                ("packages changed by `add` beside the one", *map(others_changed, before, after)),
                row("torch wheels downloaded: install, add, the build there after each", fetched,
                    lambda rows: f"{len(torch_wheels(rows))}")]

    def by_hand(self, kept: Kept) -> None:
        """What users do today: the build over Poetry's, with pip."""
        python = kept.project.site_packages.parents[2] / "bin" / "python"
        kept.run([str(self.venv.python), "-m", "pip", "--python", str(python), "install", "torch==2.9.1+cu126",
                  "--index-url", f"{self.world.torch.url}/whl/cu126", "--extra-index-url", self.world.public_index])


def extra(tag: str) -> str:
    return tag.replace(".", "-")


def exclusive(tag: str) -> str:
    others = " and ".join(f"extra != '{extra(other)}'" for other in TAGS if other != tag)
    return f"extra == '{extra(tag)}' and {others}"


def others_changed(before: Dict[str, str], after: Dict[str, str]) -> str:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return f"{len(set(names) - {'pyyaml'})}"


def wheels(rows: List[Dict]) -> List[Dict]:
    return [r for r in rows if r["path"].endswith(".whl") and r["status"] == 200]


def torch_wheels(rows: List[Dict]) -> List[Dict]:
    return [r for r in wheels(rows) if "/torch-" in r["path"]]


def of_torch(rows: List[Dict]) -> List[Dict]:
    return [r for r in rows if r["server"] == "torch"]


def row(what: str, both: List[List[Dict]], figure: Callable[[List[Dict]], str]) -> Row:
    return (what, *map(figure, both))


def show(rows: List[Row]) -> None:
    lines = [("what", "bare Poetry", "accel-shim poetry"), *rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:]))]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/seed", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE too")
    parser.add_argument("--poetry", default=POETRIES[0], choices=POETRIES[:2], help=f"which Poetry ({POETRIES[0]})")
    parser.add_argument("--keep", action="store_true", help="leave the projects in build/seed")
    options = parser.parse_args()
    shutil.rmtree(SEED, ignore_errors=True)
    world = World(SEED / "world", shelves())
    try:
        seed = Seed(world, options.poetry)
        rows = seed.four_backends() + seed.strangers() + seed.adding()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    finally:
        world.stop()
        if not options.keep:
            shutil.rmtree(SEED, ignore_errors=True)
    show(rows)
    if options.json:
        options.json.write_text(json.dumps({"poetry": options.poetry, "rows": rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
