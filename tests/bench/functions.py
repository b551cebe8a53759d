# SPDX-License-Identifier: Apache-2.0
"""Functions of compat/ and of the page readers beside packaging, variantlib and pip: medians and ratios.

For: docs/benchmarks.md. Run as `script/bench --functions`.
Promises: both sides read the same texts, in one run, in turns; exits 1 only when something could not be run.
Never: judges a figure.
"""
import json
import os
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path
from statistics import median
from typing import Callable, Dict, List, Optional, Tuple

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "bin"
ROUNDS = 7
PIP = "26.3"
PIP_FOLDER = ROOT / "build" / "bench" / f"pip-{PIP}-alone"
if not PIP_FOLDER.exists():
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", PIP_FOLDER,
                    f"pip=={PIP}"], check=True)
sys.path.insert(0, str(PIP_FOLDER))

from packaging.markers import Marker  # noqa: E402
from packaging.specifiers import SpecifierSet  # noqa: E402
from packaging.version import Version  # noqa: E402
from pip._internal.index.collector import IndexContent, parse_links  # noqa: E402
from variantlib.models.variant import VariantProperty  # noqa: E402
from variantlib.resolver.lib import sort_and_filter_supported_variants  # noqa: E402
from variantlib.variants_json import VariantsJson  # noqa: E402


def variants() -> Callable[[], object]:
    """As OrderThirtyVariants of compat_bench has them."""
    def some(start: int, end: int) -> List[str]:
        return [f"v{i}" for i in range(start, end)]
    document = {"$schema": "", "default-priorities": {"namespace": ["nvidia", "x86_64"]},
                "providers": {ns: {"requires": ["x"]} for ns in ("nvidia", "x86_64")},
                "variants": {f"label{i}": {"nvidia": {"sm_arch": some(i % 10, i % 10 + 3)},
                                           "x86_64": {"level": some(i // 10, i // 10 + 1)}} for i in range(30)}}
    described = list(VariantsJson(document).variants.values())
    supported = ([VariantProperty("nvidia", "sm_arch", value) for value in some(0, 12)]
                 + [VariantProperty("x86_64", "level", value) for value in some(0, 4)])
    return lambda: sort_and_filter_supported_variants(described, supported, ["nvidia", "x86_64"])


def page(body: bytes, content_type: str) -> Callable[[], object]:
    # cache_link_parsing=False: each call reads the page anew.
    return lambda: list(parse_links(IndexContent(body, content_type, "utf-8", "https://index.example/whl/torch/", False)))


def ours(program: str, name: str, environment: Optional[Dict[str, str]] = None) -> float:
    """Seconds of one call."""
    done = subprocess.run([BIN / program, f"--benchmark_filter=^{name}$", "--benchmark_format=json"], check=True,
                          capture_output=True, env={**os.environ, **(environment or {})})
    [row] = json.loads(done.stdout)["benchmarks"]
    return row["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[row["time_unit"]]


def theirs(function: Callable[[], object]) -> float:
    timer = timeit.Timer(function)
    calls, _ = timer.autorange()
    return timer.timeit(calls) / calls


def rows(folder: Path) -> List[Tuple[str, str, str, str, Callable[[], object], int]]:
    """What, our program and benchmark, the peer and its function, the goal."""
    html, text = folder / "page.html", folder / "page.json"
    os.environ.update(ACCEL_BENCH_HTML=str(html), ACCEL_BENCH_JSON=str(text))
    for name in ("ParseTenMegabytesOfHtml", "ParseTenMegabytesOfJson"):
        ours("page_bench", name)
    environment = {"python_version": "3.12", "platform_system": "Linux"}
    marker = "python_version >= '3.8' and platform_system == 'Linux'"
    return [
        ("parse and compare two versions", "compat_bench", "ParseAndCompareVersions", "packaging",
         lambda: Version("2.9.1rc2.post1+cu126") < Version("2.9.1+cu128"), 50),
        ("parse a specifier set, ask it", "compat_bench", "ParseAndAskASpecifierSet", "packaging",
         lambda: SpecifierSet(">=2.7,<2.10,!=2.8.*").contains(Version("2.9.1+cu126")), 50),
        ("parse a marker, evaluate it", "compat_bench", "ParseAndEvaluateAMarker", "packaging",
         lambda: Marker(marker).evaluate(environment), 50),
        ("order 30 variants", "compat_bench", "OrderThirtyVariants", "variantlib", variants(), 1000),
        (f"an HTML page of {html.stat().st_size / 1e6:.1f} MB", "page_bench", "ParseTenMegabytesOfHtml", "pip",
         page(html.read_bytes(), "text/html"), 10),
        (f"a JSON page of {text.stat().st_size / 1e6:.1f} MB", "page_bench", "ParseTenMegabytesOfJson", "pip",
         page(text.read_bytes(), "application/vnd.pypi.simple.v1+json"), 50),
    ]


def main() -> int:
    print(f"{'what':<34}{'ours us':>12}{'peer us':>14}  {'peer':<12}{'ratio':>8}  goal")
    with tempfile.TemporaryDirectory() as folder:
        for what, program, name, peer, function, goal in rows(Path(folder)):
            pairs = [(ours(program, name), theirs(function)) for _ in range(ROUNDS)]
            ratio = median(their / our for our, their in pairs)
            print(f"{what:<34}{median(our for our, _ in pairs) * 1e6:>12.2f}{median(their for _, their in pairs) * 1e6:>14.1f}"
                  f"  {peer:<12}{ratio:>8.0f}  >= {goal}", flush=True)
    judged = median(ours("compat_bench", "JudgeEveryTorchBuild") for _ in range(ROUNDS))
    print(f"{'judge every torch build (x86_64)':<34}{judged * 1e6:>12.2f}{'':>14}  {'':<12}{'':>8}  <= 50 us")
    return 0


if __name__ == "__main__":
    sys.exit(main())
