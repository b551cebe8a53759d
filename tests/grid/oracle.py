# SPDX-License-Identifier: Apache-2.0
"""Which builds run on a machine, straight from facts.json (its sources are in it). Shares nothing with compat/."""
import json
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Tuple

from machines import Machine

FACTS = json.loads((Path(__file__).parent / "facts.json").read_text())
VERSIONS: Dict[str, dict] = FACTS["torch"]["versions"]
PRODUCTS: List[str] = list(FACTS["amd"]["products"])


def numbers(text: str) -> Tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def toolkit(tag: str) -> str:
    """ "cu126" -> "12.6" """
    return f"{tag[2:-1]}.{tag[-1]}"


def is_native(tag: str, driver: str) -> bool:
    """The driver is of the toolkit's own branch or newer."""
    own = FACTS["cuda"]["toolkit_ga"].get(toolkit(tag))
    return own is not None and numbers(driver) >= numbers(own)


def driver_will_do(tag: str, driver: str) -> bool:
    return numbers(driver) >= numbers(FACTS["cuda"]["tag_floor"][tag])


def has_code(build: dict, tag: str, capability: str, driver: Optional[str]) -> bool:
    """SASS that covers it, or PTX that the driver can compile. Without a driver: whether any driver could."""
    number = int(capability.replace(".", ""))
    if any(number in FACTS["nvidia"]["covers"].get(str(sm), []) for sm in build.get("sm", [])):
        return True
    return any(ptx <= number for ptx in build.get("ptx", [])) and (driver is None or is_native(tag, driver))


def builds_of(version: str, machine: Machine) -> Dict[str, dict]:
    return VERSIONS[version][machine.architecture]


def is_served(machine: Machine, capability: str) -> bool:
    return any(has_code(build, tag, capability, None) for version in VERSIONS
               for tag, build in builds_of(version, machine).items() if tag.startswith("cu"))


def runs(version: str, tag: str, machine: Machine) -> bool:
    """Whether the GPU build `tag` serves all of the machine's GPUs that any build of torch serves."""
    build = builds_of(version, machine).get(tag)
    if build is None:
        return False
    if machine.gfx:
        return machine.gfx in build.get("gfx", [])
    served = [capability for capability in machine.capabilities if is_served(machine, capability)]
    return (bool(served) and tag.startswith("cu") and driver_will_do(tag, machine.driver)
            and all(has_code(build, tag, capability, machine.driver) for capability in served))


def has_usable_gpu(machine: Machine) -> bool:
    if machine.gfx:
        return any(machine.gfx in build.get("gfx", []) for version in VERSIONS for build in builds_of(version, machine).values())
    return any(is_served(machine, capability) for capability in machine.capabilities)


def preference(tag: str, machine: Machine) -> tuple:
    """Smaller is better: native toolkits, newest first; then those that lean on minor-version compatibility, oldest first."""
    if not tag.startswith("cu"):
        return (0, *(-number for number in numbers(tag.removeprefix("rocm"))))
    major, minor = numbers(toolkit(tag))
    return (0, -major, -minor) if is_native(tag, machine.driver) else (1, major, minor)


def best(version: str, offered: Iterable[str], machine: Machine) -> str:
    """The right tag; "cpu" where no GPU counts, "" where the machine is to be refused."""
    running = [tag for tag in offered if runs(version, tag, machine)]
    if running:
        return min(running, key=lambda tag: preference(tag, machine))
    return "" if has_usable_gpu(machine) else "cpu"
