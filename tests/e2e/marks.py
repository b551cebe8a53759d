# SPDX-License-Identifier: Apache-2.0
"""Which pips and Poetries a test runs with.

For: `@each_pip` where the old pip is the point, `@both_pips` where it should hold too; `@each_poetry`.
Promises: the newest pip and the newest Poetry are always in the quick run; the old pip joins it only with `each_pip`.
"""
import pytest

from environments import PIPS
from poetries import POETRIES

each_pip = pytest.mark.parametrize("pip_version", PIPS)
both_pips = pytest.mark.parametrize("pip_version", [PIPS[0], pytest.param(PIPS[1], marks=pytest.mark.slow)])


def slow(*values):
    """One line of a table that only the whole run needs."""
    return pytest.param(*values, marks=pytest.mark.slow)


each_poetry = pytest.mark.parametrize("version", [POETRIES[0], *map(slow, POETRIES[1:])])
