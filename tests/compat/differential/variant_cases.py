# SPDX-License-Identifier: Apache-2.0
"""Random index documents of variant wheels and machines, and the order that variantlib gives the labels."""
import json
from typing import Dict, List, Tuple

from variantlib.models.variant import VariantProperty
from variantlib.resolver.lib import sort_and_filter_supported_variants
from variantlib.variants_json import VariantsJson

NAMESPACES = ["nvidia", "amd", "intel", "x86_64", "aarch64", "priority"]
FEATURES = ["sm_arch", "level", "cuda_version_lower_bound", "gfx_arch", "rocm_version"]
VALUES = ["v1", "v2", "v3", "12.0", "12.8", "90_real", "75_real", "on"]

Lists = Dict[str, Dict[str, List[str]]]


def some(r, items: List[str], least: int = 1) -> List[str]:
    return r.sample(items, r.randint(least, len(items)))


def lists(r, namespaces: List[str]) -> Lists:
    return {ns: {feature: some(r, VALUES) for feature in r.sample(FEATURES, r.randint(1, 3))} for ns in namespaces}


def properties(r, supported: Lists) -> Lists:
    """Of a variant: mostly what exists, so that many of them run."""
    chosen: Lists = {}
    for ns in r.sample(list(supported), r.randint(1, len(supported))):
        known = list(supported[ns]) if r.random() < 0.9 else FEATURES
        chosen[ns] = {feature: r.sample(VALUES, r.randint(1, 4)) for feature in r.sample(known, r.randint(1, min(2, len(known))))}
    return chosen


def provider(r, features: Dict[str, List[str]], is_static: bool) -> dict:
    if not is_static:
        return {"requires": ["some-provider"]}
    order = {"feature-order": r.sample(list(features), len(features))} if len(features) > 1 or r.random() < 0.5 else {}
    return {"static-properties": features, **order}


def document(r) -> Tuple[dict, Lists]:
    """A document of schema 0.2.0, or of 0.0.3, and the machine's lists."""
    namespaces = some(r, NAMESPACES)
    known = lists(r, namespaces)
    static = {ns for ns in namespaces if r.random() < 0.3}
    variants = {f"label{i}": properties(r, known) for i in r.sample(range(100), r.randint(1, 12))}
    variants["null"] = {}
    if r.random() < 0.5:
        found = {"$schema": "https://variants-schema.wheelnext.dev/v0.2.0.json",
                 "default-priorities": {"namespace": namespaces},
                 "providers": {ns: provider(r, known[ns], ns in static) for ns in namespaces}, "variants": variants}
    else:
        priorities = {"namespace": namespaces, "feature": {ns: some(r, FEATURES) for ns in namespaces if r.random() < 0.5},
                      "property": {ns: {f: some(r, VALUES) for f in some(r, FEATURES)} for ns in namespaces if r.random() < 0.5}}
        found = {"$schema": "https://variants-schema.wheelnext.dev/v0.0.3.json", "default-priorities": priorities,
                 "static-properties": {ns: known[ns] for ns in static}, "providers": {}, "variants": variants}
    return found, {ns: features for ns, features in known.items() if ns not in static and r.random() < 0.95}


def question(found: dict, host: Lists) -> List[str]:
    return ["variants", json.dumps(found)] + ["|".join([ns, feature, *values]) for ns, features in host.items()
                                              for feature, values in features.items()]


def order(found: dict, host: Lists) -> str:
    """The labels that run, best first, as variantlib has them."""
    priorities, providers = found["default-priorities"], found["providers"]
    static = found.get("static-properties") or {ns: one["static-properties"] for ns, one in providers.items() if "static-properties" in one}
    features = priorities.get("feature") or {ns: one["feature-order"] for ns, one in providers.items() if "feature-order" in one}
    supported = [VariantProperty(ns, feature, value) for ns, listed in {**host, **static}.items()
                 for feature, values in listed.items() for value in values]
    plain = {"$schema": "", "default-priorities": {"namespace": priorities["namespace"]},
             "providers": {ns: {"requires": ["x"]} for ns in priorities["namespace"]}, "variants": found["variants"]}
    described = list(VariantsJson(plain).variants.values())
    return " ".join(one.label for one in sort_and_filter_supported_variants(
        described, supported, priorities["namespace"], features, priorities.get("property"), filter_values=True))
