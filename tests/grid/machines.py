# SPDX-License-Identifier: Apache-2.0
"""The machines of the grid: every NVIDIA generation on every driver branch that supports it, mixed machines, aarch64, and AMD targets."""
from dataclasses import dataclass
from typing import List, Tuple

BRANCHES = {470: "470.256.02", 525: "525.147.05", 535: "535.183.01", 550: "550.127.05",
            570: "570.124.06", 575: "575.57.08", 580: "580.95.05", 590: "590.48.01", 595: "595.58.03"}

GENERATIONS = {"3.7": (470, 470), "5.2": (470, 580), "6.1": (470, 580), "7.0": (470, 580), "7.5": (470, 595),
               "8.6": (470, 595), "8.9": (525, 595), "9.0": (525, 595), "10.0": (570, 595), "12.0": (570, 595)}

MIXED = [(("6.1", "8.9"), 580), (("7.0", "9.0"), 570), (("8.6", "12.0"), 575)]

AARCH64 = [(("9.0",), 550), (("9.0",), 570), (("9.0",), 580), (("9.0",), 595), (("10.0",), 570), (("11.0",), 580),
           (("12.1",), 580), (("8.0",), 535)]

# Of the products, those that a person can own today; the others differ from one of them by name alone.
NOT_IN_GRID = {"gfx90c", "gfx1011", "gfx1033", "gfx1035", "gfx1250"}


@dataclass(frozen=True)
class Machine:
    capabilities: Tuple[str, ...] = ()  # of the NVIDIA GPUs
    driver: str = ""
    architecture: str = "x86_64"
    gfx: str = ""

    @property
    def description(self) -> str:
        gpus = [f"gpu=sm_{capability.replace('.', '')}" for capability in self.capabilities]
        if self.gfx:
            gpus.append(f"gpu={self.gfx}")
        if self.driver:
            gpus.append(f"driver={self.driver}")
        return ",".join(gpus + [f"arch={self.architecture}"])


def nvidia() -> List[Machine]:
    machines = [Machine((capability,), driver)
                for capability, (first, last) in GENERATIONS.items()
                for branch, driver in BRANCHES.items() if first <= branch <= last]
    machines += [Machine(capabilities, BRANCHES[branch]) for capabilities, branch in MIXED]
    return machines + [Machine(capabilities, BRANCHES[branch], "aarch64") for capabilities, branch in AARCH64]


def amd(products: List[str]) -> List[Machine]:
    return [Machine(gfx=gfx) for gfx in products if gfx not in NOT_IN_GRID]
