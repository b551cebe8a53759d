# SPDX-License-Identifier: Apache-2.0
"""What script/grid --peers rests on, tried without any of the peers.

For: a change of the facts or of a rule that would make the table lie.
Never: downloads; starts a program.
"""
import json
import unittest
from pathlib import Path

import variants
from machines import Machine
from peers import Cell, judged

PUBLISHED = Path(__file__).parents[1] / "compat" / "data" / "torch-2.9.0-variants.json"
GTX_1080 = Machine(("6.1",), "580.95.05")


def sets(variant: dict) -> dict:
    return {(name, feature): set(values) for name, features in variant.items() for feature, values in features.items()}


class VariantsTest(unittest.TestCase):
    def test_torch_2_9_is_described_as_its_published_document_does(self):
        ours = variants.document("2.9", GTX_1080)["variants"]
        theirs = {label: variant for label, variant in json.loads(PUBLISHED.read_text())["variants"].items()
                  if label.startswith("cuda")}
        self.assertEqual({f"cuda{tag[2:4]}.{tag[4:]}": sets(variant) for tag, variant in ours.items() if tag != "null"},
                         {label: sets(variant) for label, variant in theirs.items()})

    def test_a_machine_is_what_the_published_provider_lists(self):
        self.assertEqual(variants.targets(GTX_1080), ["61_real", "60_real", "60_virtual"])
        self.assertEqual(variants.lower_bounds("470.256.02"), ["11.4", "11.3", "11.2", "11.1", "11.0", "11"])

    def test_of_two_gpus_the_newer_one_counts(self):
        self.assertEqual(variants.targets(Machine(("6.1", "8.9"), "580.95.05"))[0], "89_real")


class JudgedTest(unittest.TestCase):
    def verdict(self, machine: Machine, build: tuple, best: tuple) -> str:
        return judged(Cell(machine, "2.14"), *build, best)

    def test_a_build_without_code_for_the_gpu_is_broken(self):
        self.assertEqual(self.verdict(GTX_1080, ("2.14", "cu130"), ("2.14", "cu126")), "broken")

    def test_a_newer_toolkit_that_runs_is_right_and_an_older_one_is_not_newest(self):
        turing = Machine(("7.5",), "595.58.03")
        self.assertEqual(self.verdict(turing, ("2.14", "cu132"), ("2.14", "cu130")), "right")
        self.assertEqual(self.verdict(turing, ("2.14", "cu130"), ("2.14", "cu132")), "not newest")

    def test_the_cpu_build_is_right_only_where_no_other_runs(self):
        self.assertEqual(self.verdict(GTX_1080, ("2.14", "cpu"), ("2.14", "cu126")), "cpu instead of gpu")
        self.assertEqual(self.verdict(GTX_1080, ("2.15", "cpu"), ("", "")), "right")

    def test_no_answer_is_right_only_where_nothing_runs(self):
        self.assertEqual(self.verdict(GTX_1080, ("", ""), ("2.14", "cu126")), "refused")
        self.assertEqual(self.verdict(GTX_1080, ("", ""), ("", "")), "right")


if __name__ == "__main__":
    unittest.main()
