# SPDX-License-Identifier: Apache-2.0
"""What packaging's own tests are about: every text that stands in them, put as a question. Read from its source distribution."""
import ast
import tarfile
from typing import Iterator, List, Tuple

import packaging


def texts(sdist: str, module: str) -> List[str]:
    with tarfile.open(sdist) as archive:
        member = archive.extractfile(f"packaging-{packaging.__version__}/tests/{module}.py")
        assert member is not None
        tree = ast.parse(member.read())
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return sorted(text for text in found if "\0" not in text and text.isascii() and len(text) < 500)


def version_pairs(sdist: str) -> Iterator[Tuple[str, str]]:
    versions = texts(sdist, "test_version")
    return ((a, b) for a in versions for b in versions)


def specifiers(sdist: str) -> Iterator[Tuple[str, str]]:
    """Every specifier of the tests with every version in them, "1.0" among them."""
    listed = texts(sdist, "test_specifiers")
    sets = [text for text in listed if text[:1] in "<>=!~" and text]
    versions = [text for text in listed if text[:1].isalnum() and " " not in text]
    return ((one, version) for one in sets for version in versions)


def markers(sdist: str) -> List[str]:
    return texts(sdist, "test_markers") + texts(sdist, "test_requirements")


def requirements(sdist: str) -> List[str]:
    return texts(sdist, "test_requirements") + texts(sdist, "test_markers")


def wheels(sdist: str) -> List[str]:
    return [text for text in texts(sdist, "test_utils") if text.endswith(".whl")]
