# SPDX-License-Identifier: Apache-2.0
"""Which pips a test runs with.

For: `@each_pip` where the old pip is the point, `@both_pips` where it should hold too.
Promises: the newest pip is always in the quick run; the old one joins it only with `each_pip`.
"""
import pytest

from environments import PIPS

each_pip = pytest.mark.parametrize("pip_version", PIPS)
both_pips = pytest.mark.parametrize("pip_version", [PIPS[0], pytest.param(PIPS[1], marks=pytest.mark.slow)])


def slow(*values):
    """One line of a table that only the whole run needs."""
    return pytest.param(*values, marks=pytest.mark.slow)
