# SPDX-License-Identifier: Apache-2.0
"""packaging's answers, in the words of compat_oracle. None: packaging has no answer, any is right."""
import warnings

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

REFUSED = "!"
warnings.simplefilter("ignore")


def flag(value: bool) -> str:
    return "T" if value else "F"


def version(text: str) -> str:
    try:
        return str(Version(text))
    except InvalidVersion:
        return REFUSED


def compare(a: str, b: str) -> str:
    try:
        left, right = Version(a), Version(b)
    except InvalidVersion:
        return REFUSED
    return "<" if left < right else ">" if left > right else "="


def specifier(text: str, candidate: str) -> str:
    try:
        specifiers, item = SpecifierSet(text), Version(candidate)
    except (InvalidSpecifier, InvalidVersion):
        return REFUSED
    answers = [specifiers.contains(item), specifiers.contains(item, prereleases=False),
               specifiers.contains(item, prereleases=True), bool(specifiers.prereleases)]
    return "".join(map(flag, answers)) + "\t" + ",".join(sorted(map(str, specifiers)))


def holds(marker: Marker, environment: dict[str, str | frozenset[str]]) -> str | None:
    try:
        return flag(marker.evaluate(dict(environment)))
    except (UndefinedComparison, UndefinedEnvironmentName):
        return "F" if len(marker._markers) == 1 and isinstance(marker._markers[0], tuple) else None


def marker(text: str, environment: dict[str, str | frozenset[str]]) -> str | None:
    try:
        return holds(Marker(text), environment)
    except InvalidMarker:
        return REFUSED


def requirement(text: str, environment: dict[str, str | frozenset[str]]) -> tuple[str | None, ...] | str:
    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        return REFUSED
    extras = ",".join(sorted({canonicalize_name(extra) for extra in parsed.extras}))
    specifiers = ",".join(sorted(map(str, parsed.specifier)))
    truth = "-" if parsed.marker is None else holds(parsed.marker, environment)
    return parsed.name, extras, specifiers, parsed.url or "", truth


def wheel(file_name: str) -> tuple[str, ...] | str:
    try:
        name, parsed, build, tags = parse_wheel_filename(file_name)
    except InvalidWheelFilename:
        return REFUSED
    build_text = file_name.removesuffix(".whl").split("-")[2] if build else ""
    return (name, str(parsed), build_text, *(".".join(sorted({getattr(tag, part) for tag in tags}))
                                             for part in ("interpreter", "abi", "platform")))
