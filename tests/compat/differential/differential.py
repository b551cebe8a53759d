# SPDX-License-Identifier: Apache-2.0
"""Asks compat_oracle, packaging, variantlib and the providers of variants on PyPI the same questions and reports where they differ.

Exit code: 0 they agree, 1 they differ, 77 there is nothing to compare with.
"""
import argparse
import hashlib
import importlib.metadata
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import time

NEEDED = (26, 3)
CHUNK = 50_000

try:
    import packaging

    if tuple(map(int, packaging.__version__.split(".")[:2])) < NEEDED:
        raise ImportError(f"found packaging {packaging.__version__}")
    import cases
    import host_cases
    import marker_cases
    import providers
    import reference
    import tag_cases
    import variant_cases
    import variant_marker_cases
    import vector_cases
    import worked_vectors
except ImportError as error:
    print(f"skipped: needs packaging >= 26.3, variantlib and providers ({error}); see tests/requirements.txt")
    sys.exit(77)

GOLDEN = pathlib.Path(__file__).parent.parent / "data" / "python_tags.json"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Oracle:
    def __init__(self, program: str):
        self.program = program

    def ask(self, questions: list[list[str]]) -> list[str]:
        text = "".join("\t".join(field.translate(ESCAPES) for field in q) + "\n" for q in questions)
        done = subprocess.run([self.program], input=text.encode(), stdout=subprocess.PIPE, check=True)
        answers = done.stdout.decode().split("\n")[:-1]
        if len(answers) != len(questions):
            raise SystemExit(f"{self.program}: {len(questions)} questions, {len(answers)} answers")
        return answers


def fields(answer: str) -> list[str]:
    letters = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    return [re.sub(r"\\(.)", lambda match: letters[match[1]], field) for field in answer.split("\t")]


def sorted_parts(text: str) -> str:
    return ",".join(sorted(text.split(","))) if text else ""


def environment_fields(environment: dict[str, str | frozenset[str]]) -> list[str]:
    return [f"{key}={value if isinstance(value, str) else ','.join(value)}" for key, value in environment.items()]


class Report:
    def __init__(self) -> None:
        self.mismatches = 0
        self.compared = 0

    def check(self, question: object, ours: object, theirs: object) -> None:
        if ours == theirs:
            return
        self.mismatches += 1
        if self.mismatches <= 20:
            print(f"MISMATCH {question!r}\n  compat    {ours!r}\n  theirs    {theirs!r}")

    def section(self, title: str, count: int, refused: int, started: float) -> None:
        self.compared += count
        print(f"{title}: {count} cases, {refused} refused by both, {time.monotonic() - started:.1f} s", flush=True)


def run(title, questions, oracle, report, judge) -> None:
    """`questions` are pairs (question, case); `judge(case, answer) -> refused`."""
    started, refused, count, questions = time.monotonic(), 0, 0, iter(questions)
    while chunk := list(itertools.islice(questions, CHUNK)):
        count += len(chunk)
        answers = oracle.ask([question for question, _ in chunk])
        refused += sum(judge(case, answer) for (_, case), answer in zip(chunk, answers))
    report.section(title, count, refused, started)


def check_pairs(title, pairs, oracle, report) -> None:
    def judge(pair, answer):
        report.check(("compare", *pair), answer, reference.compare(*pair))
        return answer == reference.REFUSED

    run(title, ((["compare", *pair], pair) for pair in pairs), oracle, report, judge)


def check_normal_forms(title, texts, oracle, report) -> None:
    def judge(text, answer):
        report.check(("version", text), answer, reference.version(text))
        return answer == reference.REFUSED

    run(title, ((["version", text], text) for text in texts), oracle, report, judge)


def check_specifiers(title, pairs, oracle, report) -> None:
    def judge(case, answer):
        truths, *text = fields(answer)
        ours = truths if truths == reference.REFUSED else truths + "\t" + sorted_parts(text[0])
        report.check(("specifier", *case), ours, reference.specifier(*case))
        return truths == reference.REFUSED

    run(title, ((["specifier", *case], case) for case in pairs), oracle, report, judge)


def check_markers(title, pairs, oracle, report) -> None:
    def judge(case, answer):
        truth, *printed = fields(answer)
        theirs = reference.marker(*case)
        report.check(("marker", *case), truth, truth if theirs is None and truth in "TF" else theirs)
        if printed and theirs is not None:
            report.check(("marker printed", *case, printed[0]), truth, reference.marker(printed[0], case[1]))
        return truth == reference.REFUSED

    run(title, ((["marker", text, *environment_fields(environment)], (text, environment)) for text, environment in pairs),
        oracle, report, judge)


def check_requirements(title, pairs, oracle, report) -> None:
    def judge(case, answer):
        theirs = reference.requirement(*case)
        ours = fields(answer)
        if len(ours) == 5:
            truth = None if theirs != reference.REFUSED and theirs[4] is None else ours[4]
            ours = (ours[0], sorted_parts(ours[1]), sorted_parts(ours[2]), ours[3], truth)
        else:
            ours = ours[0]
        report.check(("requirement", *case), ours, theirs)
        return ours == reference.REFUSED

    run(title, ((["requirement", text, *environment_fields(environment)], (text, environment)) for text, environment in pairs),
        oracle, report, judge)


def check_wheels(title, names, oracle, report) -> None:
    """We refuse more (PEP 427 has no such bytes) and know variants (PEP 825): only common ground is compared."""
    def judge(name, answer):
        theirs, ours = reference.wheel(name), tuple(fields(answer))
        refused = ours == (reference.REFUSED,)
        ordinary = all(c.isascii() and (c.isalnum() or c in "._+-!") for c in name) and ".." not in name
        if theirs == reference.REFUSED:
            report.check(("wheel", name), refused or name.count("-") > 4, True)
        elif ordinary and not refused:
            tags = tuple(".".join(sorted(set(part.split(".")))) for part in ours[3:])
            report.check(("wheel", name), ours[:3] + tags, theirs)
        return refused

    run(title, ((["wheel", name], name) for name in names), oracle, report, judge)


def check_variants(title, documents, oracle, report) -> None:
    def judge(case, answer):
        report.check(("variants", *case), answer, variant_cases.order(*case))
        return False

    run(title, ((variant_cases.question(*case), case) for case in documents), oracle, report, judge)


def check_properties(title, hosts, oracle, report) -> None:
    def judge(case, answer):
        theirs = providers.lists(*case)
        report.check(("host", *case), fields(answer) if answer else [], theirs)
        return not theirs

    run(title, ((host_cases.question(*case), case) for case in hosts), oracle, report, judge)


def check_worked_vectors(oracle, report) -> None:
    started, vectors = time.monotonic(), worked_vectors.VECTORS
    for vector, answer in zip(vectors["lists"], oracle.ask([worked_vectors.question(one["host"]) for one in vectors["lists"]])):
        report.check(vector["host"], fields(answer) if answer else [], worked_vectors.lists(vector))
    listed = oracle.ask([worked_vectors.question(one["host"]) for one in vectors["orders"]])
    orders = oracle.ask([["variants", worked_vectors.TORCH, *fields(answer)] for answer in listed])
    for vector, order in zip(vectors["orders"], orders):
        report.check(vector["host"], order, vector["order"])
    report.section("worked vectors of providers", len(vectors["lists"]) + len(orders), 0, started)


def check_variant_markers(title, questions, oracle, report) -> None:
    def ask(text, label, properties, environment):
        return ["variant_marker", text, label, *environment_fields(environment), *variant_marker_cases.properties_fields(properties)]

    def judge(case, answer):
        truth, *printed = fields(answer)
        theirs = variant_marker_cases.answer(*case)
        report.check(("variant marker", *case), truth, truth if theirs is None and truth in "TF" else theirs)
        if printed and theirs is not None:
            report.check(("variant marker printed", *case, printed[0]), truth, variant_marker_cases.answer(printed[0], *case[1:]))
        return truth == reference.REFUSED

    run(title, ((ask(*case), case) for case in questions), oracle, report, judge)


def check_tags(oracle, report) -> None:
    started, interpreters = time.monotonic(), tag_cases.interpreters()
    answers = oracle.ask([interpreter.question() for interpreter in interpreters])
    for interpreter, answer in zip(interpreters, answers):
        theirs = tag_cases.sys_tags(interpreter)
        ours = answer.split(" ")
        if ours != theirs:
            at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
            report.check(interpreter, (len(ours), at, ours[at:at + 3]), (len(theirs), at, theirs[at:at + 3]))
    report.section("tag lists", len(interpreters), 0, started)


def check_golden_tags(oracle, report) -> None:
    vectors = json.loads(GOLDEN.read_text())["vectors"]
    questions = [["tags", "cpython", ".".join(map(str, v["python"])) + ".0", "linux-" + v["arch"], v["libc"],
                  ".".join(map(str, v["libc_version"])), "", v["abis"][0]] for v in vectors]
    for vector, answer in zip(vectors, oracle.ask(questions)):
        report.check(vector["name"], hashlib.sha256(answer.replace(" ", "\n").encode()).hexdigest(), vector["sha256"])
    report.section("golden tag lists", len(vectors), 0, time.monotonic())


def check_vectors(r, sdist, oracle, report) -> None:
    """What the tests of packaging itself are about."""
    def with_environment(texts):
        return ((text, marker_cases.environment(r)) for text in texts for _ in range(5))

    check_pairs("version vectors", vector_cases.version_pairs(sdist), oracle, report)
    check_normal_forms("normal form vectors", vector_cases.texts(sdist, "test_version"), oracle, report)
    check_specifiers("specifier vectors", vector_cases.specifiers(sdist), oracle, report)
    check_markers("marker vectors", with_environment(vector_cases.markers(sdist)), oracle, report)
    check_requirements("requirement vectors", with_environment(vector_cases.requirements(sdist)), oracle, report)
    check_wheels("wheel name vectors", vector_cases.wheels(sdist), oracle, report)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oracle", required=True)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--versions", type=int, default=50_000)
    for what in ("specifiers", "markers", "requirements", "wheels"):
        parser.add_argument("--" + what, type=int, default=10_000)
    parser.add_argument("--variants", type=int, default=500)
    parser.add_argument("--properties", type=int, default=500)
    parser.add_argument("--vectors", help="the source distribution of packaging, whose tests are vectors")
    arguments = parser.parse_args()
    sys.set_int_max_str_digits(0)
    seed = random.SystemRandom().randrange(2 ** 32) if arguments.seed is None else arguments.seed
    peers = ["packaging", "variantlib", *providers.PACKAGES]
    print(", ".join(f"{peer} {importlib.metadata.version(peer)}" for peer in peers) + f", --seed {seed}")
    r, oracle, report = random.Random(seed), Oracle(arguments.oracle), Report()

    def random_cases(make, count):
        return (make(r) for _ in range(count))

    check_golden_tags(oracle, report)
    check_tags(oracle, report)
    check_worked_vectors(oracle, report)
    check_properties("property lists of real machines", host_cases.real_hosts(), oracle, report)
    check_pairs("version pairs", random_cases(cases.version_pair, arguments.versions), oracle, report)
    check_normal_forms("normal forms", random_cases(lambda r: cases.version_pair(r)[1], arguments.versions // 2), oracle, report)
    check_specifiers("specifiers", random_cases(cases.specifier_case, arguments.specifiers), oracle, report)
    check_markers("markers", random_cases(marker_cases.marker_case, arguments.markers), oracle, report)
    check_variant_markers("variant markers", random_cases(variant_marker_cases.case, arguments.markers // 5), oracle, report)
    check_requirements("requirements", random_cases(marker_cases.requirement_case, arguments.requirements), oracle, report)
    check_wheels("wheel names", random_cases(cases.wheel, arguments.wheels), oracle, report)
    check_variants("variant orders", random_cases(variant_cases.document, arguments.variants), oracle, report)
    check_properties("property lists", random_cases(host_cases.host, arguments.properties), oracle, report)
    if arguments.vectors:
        check_vectors(r, arguments.vectors, oracle, report)
    print(f"--seed {seed} repeats this run\n{report.compared} compared, {report.mismatches} mismatches")
    return 1 if report.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
