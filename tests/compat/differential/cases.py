# SPDX-License-Identifier: Apache-2.0
"""Random and adversarial inputs: well-formed ones, near relatives of one another, and damaged ones.

White space outside ASCII is left out: packaging trims it around versions, the C++ code refuses it.
"""
import random
import re

NOISE = list("0123456789.abcdefprostvhlinw!+-_*=<>~()[];,@'\"\\ \t\n\r\v\x1c\x00/#%") + ["é", "中"]
SEPARATORS = ["", ".", "-", "_"]
PRE = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview"]
POST = ["post", "rev", "r"]
OPERATORS = ["==", "!=", "<=", ">=", "<", ">", "~=", "==="]


def damage(r: random.Random, text: str) -> str:
    for _ in range(r.choice([1, 1, 2, 3])):
        at = r.randint(0, len(text))
        kind = r.random()
        if kind < 0.4:
            text = text[:at] + r.choice(NOISE) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + 1:]
        else:
            text = text[:at] + r.choice(NOISE) + text[at + 1:]
    return text


def number(r: random.Random) -> str:
    kind = r.random()
    if kind < 0.75:
        return str(r.randint(0, 3))
    if kind < 0.9:
        return "0" * r.randint(1, 3) + str(r.randint(0, 12))
    return str(r.randint(0, 10 ** r.choice([2, 9, 20, 40])))


def any_case(r: random.Random, text: str) -> str:
    return text.upper() if r.random() < 0.1 else text


def lettered(r: random.Random, letters: list[str]) -> str:
    tail = r.choice(SEPARATORS) + number(r) if r.random() < 0.8 else r.choice(["", "", "-", "."])
    return r.choice(SEPARATORS) + any_case(r, r.choice(letters)) + tail


def release(r: random.Random) -> str:
    return ".".join(number(r) for _ in range(r.choice([1, 2, 2, 3, 3, 4])))


def local(r: random.Random) -> str:
    segments = [r.choice(["cu126", "cpu", "1", "01", "0", "a", "rocm6", "Z9"]) for _ in range(r.choice([1, 1, 2, 3]))]
    return "+" + "".join(s + (r.choice(".-_") if i + 1 < len(segments) else "") for i, s in enumerate(segments))


def version(r: random.Random, *, with_local: bool = True) -> str:
    text = any_case(r, "v") if r.random() < 0.05 else ""
    text += number(r) + "!" if r.random() < 0.1 else ""
    text += release(r)
    text += lettered(r, PRE) if r.random() < 0.35 else ""
    if r.random() < 0.25:
        text += "-" + number(r) if r.random() < 0.3 else lettered(r, POST)
    text += lettered(r, ["dev"]) if r.random() < 0.25 else ""
    text += local(r) if with_local and r.random() < 0.25 else ""
    return text


def padded(r: random.Random, text: str) -> str:
    return r.choice([" ", "\t", "\n", "\x1c"]) + text + r.choice(["", " ", "\r\n"]) if r.random() < 0.03 else text


def relative(r: random.Random, text: str) -> str:
    """A version that differs from `text` little, or only in its spelling."""
    kind = r.random()
    if kind < 0.25:
        return text.split("+")[0] + (local(r) if r.random() < 0.7 else "")
    if kind < 0.4:
        return text.split("+")[0] + r.choice([".dev0", ".post0", "-1", ".post1", "a0", "rc1", ".dev1"])
    if kind < 0.55:
        return text.replace(".", ".0", 1) if r.random() < 0.5 else text + ".0"
    if kind < 0.7:
        return damage(r, text)
    return version(r)


def version_pair(r: random.Random) -> tuple[str, str]:
    a = padded(r, version(r))
    if r.random() < 0.08:
        a = damage(r, a)
    return a, relative(r, a) if r.random() < 0.6 else version(r)


def specifier_of(r: random.Random, base: str) -> str:
    """Mostly what PEP 440 allows behind the operator: local versions and wildcards with == and != only."""
    op = r.choice(OPERATORS)
    text = relative(r, base) if r.random() < 0.5 else base
    careless = r.random() < 0.1
    if op not in ("==", "!=", "===") and not careless:
        text = text.split("+")[0]
        if op == "~=" and "." not in text:
            text = number(r) + "." + number(r)
    if r.random() < 0.3 and (op in ("==", "!=") or careless):
        text = (release(r) if r.random() < 0.5 else ".".join(re.findall("[0-9]+", base)[:2])) + ".*"
    return op + r.choice(["", "", " ", "\t", "\n"]) + text


def specifier_case(r: random.Random) -> tuple[str, str]:
    base = version(r)
    parts = [specifier_of(r, base) for _ in range(r.choice([0, 1, 1, 1, 2, 3]))]
    text = r.choice([",", ", ", " ,"]).join(parts)
    if r.random() < 0.06:
        text = damage(r, text)
    return text, (base if r.random() < 0.3 else relative(r, base))


def name(r: random.Random) -> str:
    text = r.choice(["torch", "A", "foo-bar", "Foo_.Bar", "a.b", "x_", "n0", "typing-extensions", "-x", "x."])
    return damage(r, text) if r.random() < 0.03 else text


def wheel(r: random.Random) -> str:
    parts = [r.choice(["torch", "Foo_bar", "a.b", "a__b", "_a"]), version(r).replace("-", "_").strip()]
    if r.random() < 0.3:
        parts.append(r.choice(["1", "2b", "001_x", "b1"]))
    python = r.choice(["cp312", "py3", "py2.py3", "CP39", "3py", "py2..py3"])
    platform = r.choice(["any", "linux_x86_64", "manylinux_2_28_x86_64.manylinux2014_x86_64", "win_amd64"])
    text = "-".join(parts + [python, r.choice(["none", "abi3", "cp312", "cp38.abi3"]), platform]) + ".whl"
    return damage(r, text) if r.random() < 0.15 else text
