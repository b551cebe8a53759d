# SPDX-License-Identifier: Apache-2.0
"""Machines as the kernel describes them, random ones and a few real ones: /proc/cpuinfo and the nodes of AMD's compute topology.

Promises processors near those that archspec knows, a flag more or less, so that its choices matter. Never writes a file.
"""
from typing import Dict, Iterator, List, Tuple

import providers

NODES = "/sys/class/kfd/kfd/topology/nodes"
X86_VENDORS = ["GenuineIntel", "AuthenticAMD", "HygonGenuine", "CentaurHauls"]
ARM_VENDORS = ["0x41", "0x43", "0x46", "0x48", "0x4e", "0x51", "0x61", "0xc0"]
ARM_NAMES = {"ARM": "0x41", "Cavium": "0x43", "Fujitsu": "0x46", "Apple": "0x61"}
COMMON = {"x86_64": "fpu vme cx8 cmov fxsr syscall lm pni ht nx avx512_fp16 apic", "aarch64": "fp asimd evtstrm svebitperm mte"}
UNKNOWN_TARGETS = [90401, 90013, 100307, 110004, 120002, 130000]


def flags(r, kind, family: str) -> List[str]:
    found = set(kind.features) | set(r.sample(COMMON[family].split(), 4))
    for other in r.sample(providers.kinds(family), r.randrange(3)):
        found |= set(r.sample(sorted(other.features), r.randint(0, len(other.features))))
    missing = r.sample(sorted(found), min(len(found), r.choice([0, 0, 0, 1, 2, 5])))
    return r.sample(sorted(found - set(missing)), len(found) - len(missing))


def x86_processor(r) -> List[str]:
    kind = r.choice(providers.kinds("x86_64"))
    vendor = kind.vendor if kind.vendor in X86_VENDORS and r.random() < 0.8 else r.choice(X86_VENDORS)
    lines = ["model name\t: Processor 0x41", "flags\t\t: " + " ".join(flags(r, kind, "x86_64"))]
    return lines if r.random() < 0.05 else [f"vendor_id\t: {vendor}", *lines]


def arm_processor(r) -> List[str]:
    """The parts of a vendor at random: big and little cores do not say the same."""
    kind = r.choice(providers.kinds("aarch64"))
    vendor = ARM_NAMES[kind.vendor] if kind.vendor in ARM_NAMES and r.random() < 0.9 else r.choice(ARM_VENDORS)
    part = kind.cpu_part if kind.cpu_part and r.random() < 0.7 else r.choice(providers.kinds("aarch64")).cpu_part or "0xd4a"
    lines = ["BogoMIPS\t: 243.75", "Features\t: " + " ".join(flags(r, kind, "aarch64"))]
    return lines if r.random() < 0.05 else [*lines, f"CPU implementer\t: {vendor}", "CPU architecture: 8", f"CPU part\t: {part}"]


def cpuinfo(r, architecture: str) -> str:
    """Every processor has the flags of the first; what else it says may differ."""
    make = arm_processor if architecture == "aarch64" else x86_processor
    first = make(r)
    same = [line for line in first if line.startswith(("flags", "Features"))]
    others = [same + [line for line in make(r) if not line.startswith(("flags", "Features"))] for _ in range(r.randrange(3))]
    return "\n".join("\n".join([f"processor\t: {number}", *lines, ""]) for number, lines in enumerate([first, *others]))


def node(r, targets: List[int]) -> str:
    cpu = {"cpu_cores_count": 16, "simd_count": 0, "gfx_target_version": 0, "vendor_id": 0}
    gpu = {"simd_count": r.choice([4, 192, 304]), "gfx_target_version": r.choice(targets), "vendor_id": 4098,
           "device_id": r.choice([0x744c, 0x74a1, 0x164e, 1]), "location_id": r.randrange(1 << 16), "drm_render_minor": r.randrange(128, 192)}
    values = dict(cpu if r.random() < 0.25 else gpu)
    if r.random() < 0.03:
        values.pop(r.choice(sorted(values)))
    lines = [f"{key} {value}" for key, value in values.items()] + r.choice([[], ["unique_id 0xffff", "name", ""]])
    return "\n".join(r.sample(lines, len(lines))) + "\n"


def topology(r) -> Dict[str, str]:
    known = [target.gfx_target_version for target in providers.targets()]
    targets = r.sample(known, r.randint(1, 4)) + r.sample(UNKNOWN_TARGETS, r.choice([0, 0, 0, 0, 1]))
    numbers = r.sample(range(16), r.randint(1, 12))
    files = {f"{NODES}/{number}/properties": node(r, targets) for number in numbers}
    return {**files, f"{NODES}/{r.choice(['17', 'x'])}/name": "spare\n"}


def host(r) -> Tuple[str, Dict[str, str]]:
    architecture = r.choices(["x86_64", "aarch64", "i686", "riscv64"], [50, 40, 5, 5])[0]
    files = {"/proc/cpuinfo": cpuinfo(r, architecture)}
    return architecture, {**files, **(topology(r) if r.random() < 0.5 else {})}


def real_hosts() -> Iterator[Tuple[str, Dict[str, str]]]:
    """The /proc/cpuinfo of machines that archspec was tried on."""
    for file in providers.captured_cpuinfos():
        text = file.read_text()
        yield "aarch64" if "CPU implementer" in text else "x86_64", {"/proc/cpuinfo": text}


def question(architecture: str, files: Dict[str, str]) -> List[str]:
    return ["host", architecture, "rocm-bootstrap", *(f"{path}={text}" for path, text in files.items())]
