# SPDX-License-Identifier: Apache-2.0
"""Random markers about wheel variants (PEP 825), and what packaging makes of them with the environment of variantlib.

packaging does not know the variables yet, so its tokenizer is given their names here; names of features and properties are
brought into normal form by variantlib. PEP 825 alone says that a set is good for `in` and `not in` only.
"""
import random
import re
from typing import Dict, FrozenSet, List, Set, Tuple, Union

from packaging._parser import Variable, _parse_full_marker
from packaging._tokenizer import DEFAULT_RULES, ParserSyntaxError, Tokenizer
from packaging.markers import Marker, _normalize_extra_values
from variantlib.api import get_variant_environment_dict
from variantlib.errors import ValidationError
from variantlib.models.variant import VariantDescription, VariantFeature, VariantProperty

import cases
import marker_cases
import reference
import variant_cases

NORMAL_FORMS = {"variant_namespaces": None, "variant_features": VariantFeature, "variant_properties": VariantProperty}
VARIABLES = re.compile(DEFAULT_RULES["VARIABLE"].pattern.replace("|extras?", "|extras?|variant_(namespaces|features|properties|label)"),
                       re.VERBOSE)
RULES = {**DEFAULT_RULES, "VARIABLE": VARIABLES}
SEPARATORS = [" :: ", " :: ", "::", ":: ", "  ::\t", "\\n::", ":", " : : ", "\\x1c:: "]

Environment = Dict[str, Union[str, FrozenSet[str], Set[str]]]
Case = Tuple[str, str, variant_cases.Lists, Environment]


def variant(r: random.Random) -> Tuple[str, variant_cases.Lists]:
    """Label and properties; one in six is the wheel that is no variant."""
    if r.random() < 0.17:
        return "", {}
    namespaces = [] if r.random() < 0.1 else r.sample(variant_cases.NAMESPACES, r.randint(1, 3))
    properties = {ns: {feature: r.sample(variant_cases.VALUES, r.randint(1, 3)) for feature in r.sample(variant_cases.FEATURES, r.randint(1, 2))}
                  for ns in namespaces}
    return (r.choice(["cu130", "cu_12.8", "fast"]) if properties else "null"), properties


def name(r: random.Random, properties: variant_cases.Lists) -> str:
    """Mostly one that is there, mostly of as many parts as the set has."""
    known = properties and r.random() < 0.7
    namespace = r.choice(list(properties) if known else variant_cases.NAMESPACES)
    features = properties.get(namespace, {})
    feature = r.choice(list(features) if features and known else variant_cases.FEATURES)
    value = r.choice(features[feature] if known and feature in features else variant_cases.VALUES)
    return " :: ".join([namespace, feature, value])


def literal(r: random.Random, variable: str, properties: variant_cases.Lists) -> str:
    parts = list(NORMAL_FORMS).index(variable) + 1 if r.random() < 0.95 else r.randint(1, 4)
    text = r.choice(SEPARATORS).join(name(r, properties).split(" :: ")[:parts])
    text = r.choice(["", "", "", " ", "\t", "\\t"]) + text + r.choice(["", "", "", " ", "\\n"])
    text = text.upper() if r.random() < 0.03 else text
    return marker_cases.quoted(r, cases.damage(r, text) if r.random() < 0.05 else text)


def comparison(r: random.Random, label: str, properties: variant_cases.Lists) -> str:
    if r.random() < 0.15:
        return marker_cases.comparison(r)
    if r.random() < 0.2:
        known = marker_cases.quoted(r, r.choice([label, label, "", "null", "cu130", " cu130", "cu"]))
        sides = ["variant_label", known] if r.random() < 0.8 else [known, "variant_label"]
        return f" {r.choice(['==', '!=', *marker_cases.OPERATORS])} ".join(sides)
    variable = r.choice(list(NORMAL_FORMS))
    op = r.choice(["in", "in", "in", "not in", "not in", "not \t in"]) if r.random() < 0.97 else r.choice(cases.OPERATORS)
    sides = [literal(r, variable, properties), variable]
    if r.random() < 0.03:
        sides = r.choice([sides[::-1], [variable, variable], ["os_name", variable], [sides[0], f'"{variable}"']])
    return f" {op} ".join(sides)


def marker(r: random.Random, label: str, properties: variant_cases.Lists, depth: int = 0) -> str:
    parts: List[str] = []
    for _ in range(r.choice([1, 1, 2, 3])):
        nested = depth < 3 and r.random() < 0.2
        parts += ["(" + marker(r, label, properties, depth + 1) + ")" if nested else comparison(r, label, properties),
                  r.choice([" and ", " or "])]
    return "".join(parts[:-1])


def case(r: random.Random) -> Case:
    label, properties = variant(r)
    return marker(r, label, properties), label, properties, marker_cases.environment(r)


def properties_fields(properties: variant_cases.Lists) -> List[str]:
    return ["|".join([ns, feature, *values]) for ns, features in properties.items() for feature, values in features.items()]


def environment(label: str, properties: variant_cases.Lists) -> Environment:
    if not label:
        return {"variant_label": "", **{name: set() for name in NORMAL_FORMS}}
    described = [VariantProperty(ns, feature, value) for ns, features in properties.items()
                 for feature, values in features.items() for value in values]
    return get_variant_environment_dict(VariantDescription(described, label=label))


def prepared(node):
    """Literals in variantlib's normal form; ValueError where PEP 825 forbids what stands around a set."""
    if isinstance(node, list):
        return [prepared(one) for one in node]
    if not isinstance(node, tuple):
        return node
    left, op, right = node
    sets = [isinstance(side, Variable) and side.value in NORMAL_FORMS for side in (left, right)]
    if any(sets) and (isinstance(left, Variable) or op.value not in ("in", "not in")):
        raise ValueError("PEP 825: MUST be matched via the in or not in operator")
    form = NORMAL_FORMS.get(right.value)
    if form is None or isinstance(left, Variable):
        return node
    try:
        return type(left)(form.from_str(left.value).to_str()), op, right
    except ValidationError:
        return node


def answer(text: str, label: str, properties: variant_cases.Lists, rest: Environment) -> Union[str, None]:
    try:
        tree = prepared(_normalize_extra_values(_parse_full_marker(Tokenizer(text, rules=RULES))))
    except (ParserSyntaxError, ValueError):
        return reference.REFUSED
    return reference.holds(Marker._from_markers(tree), {**rest, **environment(label, properties)})
