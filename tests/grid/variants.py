# SPDX-License-Identifier: Apache-2.0
"""The variants of a torch release, and a machine, as variantlib reads them.

For: script/grid --peers.
Promises: made from facts.json by the rule of torch's published documents (2.8 to 2.10): the first CUDA version of the major, a
`real` value per architecture, a `virtual` one per PTX, `priority` with the newest toolkit first, cpu as the null variant. The
machine's values are those that nvidia-variant-provider lists; it is not on PyPI.
Never: knows more of a machine than that provider does: of several GPUs the one with the highest compute capability.
"""
from typing import Dict, List, Set

import oracle
from machines import Machine

FIRST_MAJOR, LAST_MINOR = 11, 20  # the provider's limits


def published(series: str, architecture: str) -> Dict[str, dict]:
    """Tag -> build, of CUDA, newest first."""
    builds = oracle.VERSIONS[series][architecture].items()
    kept = {tag: build for tag, build in builds if tag.startswith("cu") and build.get("published", True)}
    return dict(sorted(kept.items(), key=lambda row: oracle.numbers(oracle.toolkit(row[0])), reverse=True))


def offered(architecture: str) -> Dict[str, Set[str]]:
    return {series: {*published(series, architecture), "cpu"} for series in oracle.VERSIONS}


def variant(tag: str, build: dict, place: int) -> dict:
    targets = [f"{sm}_real" for sm in build["sm"]] + [f"{ptx}_virtual" for ptx in build.get("ptx", [])]
    major = oracle.toolkit(tag).partition(".")[0]
    return {"nvidia": {"cuda_version_lower_bound": [f"{major}.0"], "sm_arch": targets},
            "priority": {"priority": [str(place)]}}


def cuda_of(driver: str) -> List[int]:
    """[12, 8]: the newest CUDA version that the driver speaks."""
    spoken = [oracle.numbers(toolkit)[:2] for toolkit, first in oracle.FACTS["cuda"]["toolkit_ga"].items()
              if oracle.numbers(driver) >= oracle.numbers(first)]
    return list(max(spoken))


def lower_bounds(driver: str) -> List[str]:
    """12.8, …, 12.0, 12, 11.20, …, 11.0, 11"""
    major, minor = cuda_of(driver)
    bounds: List[str] = []
    for number in range(major, FIRST_MAJOR - 1, -1):
        bounds += [f"{number}.{part}" for part in range(minor, -1, -1)] + [str(number)]
        minor = LAST_MINOR
    return bounds


def targets(machine: Machine) -> List[str]:
    """89_real, …, 80_real, 80_virtual; none below 5.0."""
    major, minor = max(oracle.numbers(capability) for capability in machine.capabilities)
    return [f"{major}{part}_real" for part in range(minor, -1, -1)] + [f"{major}0_virtual"] if major >= 5 else []


def document(series: str, machine: Machine) -> dict:
    builds = published(series, machine.architecture)
    here = {"cuda_version_lower_bound": lower_bounds(machine.driver), "sm_arch": targets(machine)}
    static = {"nvidia": {feature: values for feature, values in here.items() if values},
              "priority": {"priority": [str(place) for place in range(1, len(builds) + 1)]}}
    return {"$schema": "", "default-priorities": {"namespace": list(static)},
            "providers": {name: {"static-properties": values, "feature-order": list(values)}
                          for name, values in static.items()},
            "variants": {"null": {}, **{tag: variant(tag, build, place + 1)
                                        for place, (tag, build) in enumerate(builds.items())}}}
