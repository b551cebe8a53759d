# SPDX-License-Identifier: Apache-2.0
"""Requirement files as we and as pip read them: `differential.py ORACLE [--cases N] [--seed N]`, with the pip of this Python.

Promises: where ours reads a file, pip reads the same. Ours may refuse what pip takes (a double expansion, an ambiguous
abbreviation); it must never see less than pip. Files are made of the pieces below, at random.
"""
import argparse
import contextlib
import io
import os
import random
import subprocess
import sys

from pip._internal.req import req_file

PIECES = ["torch", "numpy==1.0", " ", "  ", "\t", "\n", "\n", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f",
          "\x85", "\u2028", "\u2029", "\u00a0", "\u3000", "\\", "\\\n", "\\\n", "#", " # ", "# x", "'", '"', "-", "--", "=",
          "--index-url https://a/", "-i https://a/", "-ihttps://a/", "--extra-index-url", " --extra-index-url=https://b/",
          "--ex https://c/", "--in https://d/", "--i=https://e/", "--py https://f/", "--pypi-url x", "--no-index", "--pre",
          "-r r.txt", "-rr.txt", "-c c.txt", "--req x", "--const x", "-e .", "--find-links f", "-f f", "--hash=sha256:1",
          "--require-hashes", "--trusted-host h", "${SET}", "${OPTION}", "${UNSET}", "${set}", "${SE", "$SET", "T}", "-- ",
          "--prefer-binary", "--no-binary :all:", "x @ https://h/x.whl#sha256=1", "; python_version>'3'", "é", "-\\\n"]
CANONICAL = {"index_url": "index-url", "extra_index_urls": "extra-index-url", "no_index": "no-index",
             "requirements": "requirement", "constraints": "constraint", "editables": "editable",
             "find_links": "find-links", "hashes": "hash"}


def theirs(content):
    """[(requirement, {option: values})] as pip has it; None when pip refuses."""
    parse = req_file.get_line_parser(None)
    lines = []
    try:
        for _, line in req_file.preprocess(content):
            with contextlib.redirect_stderr(io.StringIO()):  # optparse prints its usage
                arguments, options = parse(line)
            lines.append((arguments, of_pip(options)))
    except (req_file.OptionParsingError, ValueError):
        return None
    except Exception as error:  # optparse's own errors
        if "Usage" in str(error) or type(error).__name__ in ("OptionValueError", "PipError", "CommandError"):
            return None
        raise
    return lines


def of_pip(options):
    found = {}
    for destination, name in CANONICAL.items():
        value = getattr(options, destination, None)
        if value in (None, [], {}, False):
            continue
        if name == "hash":
            value = [f"{kind}:{digest}" for kind, digests in value.items() for digest in digests]
        found[name] = [""] if value is True else value if isinstance(value, list) else [value]
    return found


def ours(told):
    """The same of the oracle's line."""
    lines = []
    for line in filter(None, told.split(";")):
        requirement, *options = line.split(",")
        found = {}
        for option in options:
            name, _, value = option.partition("=")
            name, value = bytes.fromhex(name).decode(errors="replace"), bytes.fromhex(value).decode()
            if name == "index-url":
                found[name] = [value]
            elif name in CANONICAL.values():
                found.setdefault(name, []).append(value)
        found = {name: [""] if name == "no-index" else values
                 for name, values in found.items()}
        lines.append((bytes.fromhex(requirement).decode(), found))
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("oracle")
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=20261124)
    options = parser.parse_args()
    os.environ.update(SET="value", OPTION="--extra-index-url=https://v/")
    os.environ.pop("UNSET", None)
    chance = random.Random(options.seed)
    files = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(options.cases)]
    given = b"".join(b"%d\n%s" % (len(raw), raw) for raw in (text.encode() for text in files))
    told = subprocess.run([options.oracle], input=given, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    same = refused = different = 0
    for text, answer in zip(files, told, strict=True):
        expected = theirs(text)
        if expected is None:
            continue
        if answer == "error":
            refused += 1
        elif ours(answer) == expected:
            same += 1
        else:
            different += 1
            if different <= 10:
                print(f"{text!r}\n  pip:  {expected}\n  ours: {ours(answer)}")
    print(f"{len(files)} files: {same} read as by pip, {refused} refused by us alone, {different} read otherwise")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
