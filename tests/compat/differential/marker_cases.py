# SPDX-License-Identifier: Apache-2.0
"""Random markers, environments and requirements."""
import random

import cases

VERSION_VARIABLES = ["python_version", "python_full_version", "implementation_version", "platform_release"]
STRING_VARIABLES = ["os_name", "os.name", "sys_platform", "sys.platform", "platform_system", "platform_machine",
                    "platform.machine", "platform_version", "platform.version", "python_implementation",
                    "platform_python_implementation", "platform.python_implementation", "implementation_name"]
OPERATORS = cases.OPERATORS + ["in", "not in", "not  in"]
WORDS = ["posix", "linux", "Linux", "x86_64", "CPython", "", "lin", "3.12", "a'b", "é"]
VERSIONS = ["3.8", "3.12", "3.12.1", "3.13.0rc1", "3.14.0+", "6.1.0-18-amd64", "5.15", "3", "v3.12", "3.8.*",
            "=3.12", ""]
EXTRAS = ["", "test", "Test", "a.b", "A_-b", "a-b", "x"]
ESCAPES = ["\\x41", "\\n", "\\\\", "\\'", "\\\"", "\\q", "\\101",
           "\\u00e9", "\\0", "\\xe", "\\u12", "\\", "\\\n", "\\8"]


def environment(r: random.Random) -> dict[str, str | frozenset[str]]:
    return {
        "implementation_name": r.choice(["cpython", "pypy"]),
        "implementation_version": r.choice(VERSIONS),
        "os_name": r.choice(["posix", "nt"]),
        "platform_machine": r.choice(["x86_64", "aarch64"]),
        "platform_release": r.choice(VERSIONS),
        "platform_system": r.choice(["Linux", "Darwin"]),
        "platform_version": r.choice(["#1 SMP", "1.0"]),
        "python_full_version": r.choice(VERSIONS),
        "platform_python_implementation": r.choice(["CPython", "PyPy"]),
        "python_version": r.choice(["3.8", "3.12", "3.13", "2.7"]),
        "sys_platform": r.choice(["linux", "darwin"]),
        "extra": r.choice(EXTRAS),
        "extras": frozenset(r.sample(EXTRAS[1:], r.randint(0, 3))),
        "dependency_groups": frozenset(r.sample(EXTRAS[1:], r.randint(0, 2))),
    }


def quoted(r: random.Random, text: str) -> str:
    if r.random() < 0.04:
        text += r.choice(ESCAPES)
    quote = '"' if "'" in text or r.random() < 0.5 else "'"
    return quote + text + quote


def literal_for(r: random.Random, variable: str) -> str:
    if variable in VERSION_VARIABLES:
        text = r.choice(VERSIONS + ["2", "3.7,3.8", ">3"]) if r.random() < 0.7 else cases.version(r)
    elif variable in ("extra", "extras", "dependency_groups"):
        text = r.choice(EXTRAS)
    else:
        text = r.choice(WORDS)
    return quoted(r, text)


def comparison(r: random.Random) -> str:
    variable = r.choice(VERSION_VARIABLES) if r.random() < 0.5 else r.choice(STRING_VARIABLES)
    if r.random() < 0.15:
        variable = r.choice(["extra", "extra", "extras", "dependency_groups"])
    blank = r.choice([" ", " ", "", "\t", "  "])
    op = r.choice(OPERATORS)
    around = blank or (" " if op[0] in "in" else "")
    literal = literal_for(r, variable)
    if r.random() < 0.03:
        literal = r.choice(STRING_VARIABLES + VERSION_VARIABLES)
    is_set = variable in ("extras", "dependency_groups")
    left, right = (variable, literal) if r.random() < (0.1 if is_set else 0.75) else (literal, variable)
    if r.random() < 0.02:
        left = quoted(r, r.choice(WORDS))
    return left + around + op + around + right


def marker(r: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(r.choice([1, 1, 2, 3])):
        nested = depth < 4 and r.random() < 0.25
        blank = r.choice(["", " "])
        inner = f"({blank}{marker(r, depth + 1)}{blank})" if nested else comparison(r)
        parts += [inner, r.choice([" and ", " or ", "\tor ", " and\t"])]
    return "".join(parts[:-1])


def marker_case(r: random.Random) -> tuple[str, dict[str, str | frozenset[str]]]:
    text = marker(r)
    return (cases.damage(r, text) if r.random() < 0.08 else text), environment(r)


def requirement_tail(r: random.Random) -> str:
    base = cases.version(r)
    if r.random() < 0.15:
        return r.choice([" @ ", "@", " @"]) + r.choice(["https://h/x.whl", "file:///a;b", "git+ssh://g@h/r@v1"])
    parts = [cases.specifier_of(r, base).replace("\n", " ") for _ in range(r.choice([0, 1, 1, 2, 3]))]
    text = r.choice([",", " , "]).join(parts) + r.choice(["", "", "", ",", " "])
    return f" ({text})" if r.random() < 0.3 else r.choice(["", " "]) + text


def requirement_case(r: random.Random) -> tuple[str, dict[str, str | frozenset[str]]]:
    text = r.choice(["", "", " "]) + cases.name(r)
    if r.random() < 0.3:
        extras = [cases.name(r) for _ in range(r.randint(0, 3))]
        text += r.choice(["[", " [ "]) + r.choice([",", " , "]).join(extras) + r.choice(["]", " ]"])
    text += requirement_tail(r)
    if r.random() < 0.4:
        text += r.choice([";", " ; ", " ;"]) + marker(r, 2)
    return (cases.damage(r, text) if r.random() < 0.1 else text), environment(r)
