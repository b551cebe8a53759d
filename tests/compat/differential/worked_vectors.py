# SPDX-License-Identifier: Apache-2.0
"""What the providers that are not on PyPI list for a few machines, and the order of torch 2.9.0's labels by it: worked out by hand.

Promises a case for every line of tests/compat/data/provider_vectors.json. Never computes what is expected.
"""
import json
import pathlib
from typing import Dict, List

DATA = pathlib.Path(__file__).parent.parent / "data"
VECTORS = json.loads((DATA / "provider_vectors.json").read_text())
TORCH = (DATA / "torch-2.9.0-variants.json").read_text()
# The key of a vector's host, the vendor, and what its GPUs are told apart by.
GPUS = [("sm", "VENDOR_NVIDIA", "computeCapability"), ("gfx", "VENDOR_AMD", "gfx"), ("ip", "VENDOR_INTEL", "deviceIp")]


def question(host: Dict[str, object]) -> List[str]:
    gpus = [{"vendor": vendor, field: value, "outcome": "OK"} for key, vendor, field in GPUS for value in host.get(key, [])]
    profile = {"gpus": gpus, "nvidia": {"version": host.get("driver", "")}, "amd": {"rocmVersion": host.get("rocm", "")}}
    return ["profile", json.dumps(profile), ""]


def lists(vector: Dict[str, Dict[str, str]]) -> List[str]:
    """In the words of compat_oracle."""
    return ["|".join([*name.split(" :: "), *values.split(" ")]) for name, values in vector["lists"].items()]
