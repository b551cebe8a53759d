# SPDX-License-Identifier: Apache-2.0
"""The default public index: plain torch, and whatever torch brings along.

For: the shelf `public`. Every pin that any wheel of the family makes is there as a tiny wheel.
Promises: plain torch, torchvision, torchaudio, triton of the same versions, with the default build's Requires-Dist.
Never: holds a wheel with a local version (a public index refuses those).
"""
import re
from typing import Dict, Iterable, List, Optional

from . import family
from .wheels import Wheel, normalized

# Name -> versions: what is required without a pin, at the versions of one day in 2026.
BASICS: Dict[str, List[str]] = {
    "filelock": ["4.2.12"], "typing-extensions": ["4.16.0"], "sympy": ["1.13.1", "1.14.0"],
    "mpmath": ["1.3.0"], "networkx": ["3.6.1"], "jinja2": ["3.1.6"], "markupsafe": ["3.0.4"],
    "fsspec": ["2026.9.0"], "setuptools": ["81.0.0", "84.2.1"], "numpy": ["2.2.6", "2.4.0"],
    "pillow": ["12.0.0"], "cuda-bindings": ["12.9.4", "13.5.0"], "cuda-pathfinder": ["1.9.0"],
    "nvidia-nvjitlink": ["13.5.37"], "nvidia-cublas": ["13.1.1.3"], "optree": ["0.17.0"],
    "opt-einsum": ["3.4.0"], "pyyaml": ["6.0.3"], "requests": ["2.32.5"], "colorama": ["0.4.6"],
}
REQUIRES: Dict[str, tuple] = {
    "sympy": ("mpmath<1.4,>=1.1.0",), "jinja2": ("MarkupSafe>=2.0",),
    "cuda-bindings": ("cuda-pathfinder~=1.1",),
}
DEPENDENTS = [
    Wheel("needs-torch", "1.0", requires=("torch>=2,<2.9",)),
    Wheel("needs-any-torch", "1.0", requires=("torch",)),
    Wheel("needs-vision", "1.0", requires=("torchvision", "colorama")),
]


def shelves(torch_shelves: Dict[str, List[Wheel]], only: Optional[int] = None) -> Dict[str, List[Wheel]]:
    """`public` -> wheels, closed under the requirements of `torch_shelves`."""
    wheels = list(_plain_family(only)) + DEPENDENTS + list(_toolkits())
    wheels += [Wheel(name, version, requires=REQUIRES.get(name, ()))
               for name, versions in BASICS.items() for version in versions]
    have = {(normalized(w.name), w.version) for w in wheels}
    for name, version in sorted(_pins(wheels + [w for s in torch_shelves.values() for w in s])):
        if (name, version) not in have and not _torch_index_only(name):
            wheels.append(Wheel(name, version, _pin_tags(name)))
    return {"public": wheels}


def _torch_index_only(name: str) -> bool:
    return name in family.FAMILY or name in family.ROCM_ONLY_HERE or name == "torchtriton"


def _pin_tags(name: str) -> str:
    return "py3-none-manylinux2014_x86_64" if name.startswith("nvidia-") else "py3-none-any"


def _pins(wheels: Iterable[Wheel]):
    for requirement in {r for wheel in wheels for r in wheel.requires}:
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])? ?\(?==([\d.]+)", requirement)
        if found:
            yield normalized(found.group(1)), found.group(2)


def _toolkits() -> Iterable[Wheel]:
    for version, parts in family.DATA["cuda_toolkit"].items():
        yield Wheel("cuda-toolkit", version, "py2.py3-none-any", extras=tuple(parts),
                    requires=tuple(f'{pin} ; extra == "{extra}"' for extra, pin in parts.items()))


def _plain_family(only: Optional[int]) -> Iterable[Wheel]:
    tritons = {}
    for release in family.DATA["releases"]:
        for abi in family.python_tags(release, only):
            tags = f"{abi}-{family.MANYLINUX}"
            yield Wheel("torch", release["version"], tags, tuple(release["requires"]),
                        release["requires_python"], ("opt-einsum", "optree", "pyyaml"))
            yield from family.companions(release, tags, "")
            triton = Wheel("triton", release["triton"], tags)
            tritons[triton.filename] = triton
    yield from tritons.values()
    yield from family.vision_for_all(family.DATA["releases"][-1], "")
