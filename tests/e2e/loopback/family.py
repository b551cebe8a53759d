# SPDX-License-Identifier: Apache-2.0
"""The torch family, torch 2.6.0 to 2.15.0, as the PyTorch index lays it out.

For: the shelves `torch/<tag>`, one per tag, read from data/torch_family.json.
Promises: every release x tag x Python that is published, with the Requires-Dist of that build.
Never: invents a release; a new one is one entry in the data file.
"""
import json
import re
from pathlib import Path
from typing import Dict, Iterable, List, Optional

from .wheels import Wheel

DATA = json.loads((Path(__file__).parent / "data" / "torch_family.json").read_text())
MANYLINUX = "manylinux_2_28_x86_64"
ON_LINUX = ' ; platform_system == "Linux"'
FAMILY = frozenset({"torch", "torchvision", "torchaudio", "triton", "triton-rocm", "triton-xpu",
                    "pytorch-triton-rocm", "pytorch-triton-xpu"})
ROCM_ONLY_HERE = frozenset({"rocm", "rocm-sdk-libraries"})  # no other index has them


def minor(version: str) -> int:
    return int(version.split(".")[1])


def torch_requires(release: dict, tag: str) -> List[str]:
    """Requires-Dist of torch `release` built for `tag`."""
    if tag == release["default"]:
        return list(release["requires"])
    common = [r for r in release["requires"]
              if not r.startswith(("nvidia-", "cuda-", "triton"))]
    return common + [r + ON_LINUX for r in _accelerator_requires(release, tag)]


def _accelerator_requires(release: dict, tag: str) -> List[str]:
    triton, old = release["triton"], minor(release["version"]) <= 9
    if tag.startswith("cu"):
        return _cuda_requires(release, tag) + [f"triton=={triton}"]
    if tag.startswith("rocm"):
        sdk = DATA["rocm"] if tag == "rocm7.14" else []
        return [f"{'pytorch-' if old else ''}triton-rocm=={triton}"] + sdk
    if tag == "xpu":
        return [f"{'pytorch-' if old else ''}triton-xpu=={triton}"] + DATA["xpu"]
    return []


def _cuda_requires(release: dict, tag: str) -> List[str]:
    """The nvidia-* pins: the tag's toolkit, and the release's own cudnn, nccl, cusparselt, nvshmem."""
    toolkit = DATA["cuda_toolkit_of"].get(tag) if minor(release["version"]) > 10 else None
    if toolkit:
        extras = ",".join(sorted(DATA["cuda_toolkit"][toolkit]))
        pins, suffix = [f"cuda-toolkit[{extras}]=={toolkit}", "cuda-bindings<14,>=13.0.3"], "-cu13"
    else:
        parts = dict(DATA["toolkits"][tag])
        suffix = parts.pop("suffix")
        pins = [f"nvidia-{part}{suffix}=={version}" for part, version in parts.items()]
    have = " ".join(pins)
    for part in ("cudnn", "cusparselt", "nccl", "nvshmem"):
        version = _pinned_by_default(release, part)
        if version and f"nvidia-{part}-" not in have and suffix != "-cu11":
            pins.append(f"nvidia-{part}{suffix or '-cu13'}=={version}")
    return pins


def _pinned_by_default(release: dict, part: str) -> Optional[str]:
    for requirement in release["requires"]:
        found = re.match(rf"nvidia-{part}-cu\d+ ?\(?==([\d.]+)", requirement)
        if found:
            return found.group(1)
    return None


def python_tags(release: dict, only: Optional[int] = None) -> List[str]:
    """`cp311-cp311`, … for the release; with `only` that minor version alone."""
    low, high = release["python"]
    return [f"cp3{n}-cp3{n}" for n in range(low, high + 1) if only in (None, n)]


def _platform(release: dict, tag: str) -> str:
    return "linux_x86_64" if tag == "xpu" and minor(release["version"]) == 9 else MANYLINUX


def shelves(only: Optional[int] = None) -> Dict[str, List[Wheel]]:
    """`torch/<tag>` -> wheels. `only`: wheels for CPython 3.<only> alone."""
    result: Dict[str, Dict[str, Wheel]] = {}
    for release in DATA["releases"]:
        for tag in release["tags"]:
            shelf = result.setdefault(f"torch/{tag}", {})
            for wheel in _members(release, tag, only):
                shelf.setdefault(wheel.filename, wheel)
    return {name: list(wheels.values()) for name, wheels in result.items()}


def _members(release: dict, tag: str, only: Optional[int]) -> Iterable[Wheel]:
    version, python = release["version"], release["requires_python"]
    for abi in python_tags(release, only):
        tags = f"{abi}-{_platform(release, tag)}"
        yield Wheel("torch", f"{version}+{tag}", tags, tuple(torch_requires(release, tag)), python,
                    ("opt-einsum", "optree", "pyyaml"))
        yield from companions(release, tags, f"+{tag}")
        yield from _triton(release, tag, abi)
    yield from vision_for_all(release, f"+{tag}")
    if tag == "rocm7.14":
        yield Wheel("rocm", "7.14", requires=('rocm-sdk-libraries==7.14 ; extra == "libraries"',),
                    extras=("libraries",))
        yield Wheel("rocm-sdk-libraries", "7.14")


def companions(release: dict, tags: str, local: str) -> Iterable[Wheel]:
    """torchvision and torchaudio of the release; they pin torch without its local part."""
    pin, python = f"torch=={release['version']}", release["requires_python"]
    if "vision" in release:
        yield Wheel("torchvision", release["vision"] + local, tags,
                    ("numpy", pin, "pillow!=8.3.*,>=5.3.0"), python)
    if "audio" in release:
        yield Wheel("torchaudio", release["audio"] + local, tags, (pin,), python)


def vision_for_all(release: dict, local: str) -> Iterable[Wheel]:
    """The torchvision that no longer pins torch and serves every Python with one wheel."""
    row = DATA["torchvision_for_all"]
    if minor(release["version"]) >= minor(row["from"]):
        yield Wheel("torchvision", row["version"] + local, f"py3-none-{MANYLINUX}",
                    ("numpy", row["requires_torch"], "pillow!=8.3.*,>=5.3.0"),
                    row["requires_python"])


def _triton(release: dict, tag: str, abi: str) -> Iterable[Wheel]:
    for requirement in _accelerator_requires(release, tag):
        name, _, version = requirement.partition("==")
        if "triton" in name:
            yield Wheel(name, version, f"{abi}-manylinux_2_27_x86_64.{MANYLINUX}")
