# SPDX-License-Identifier: Apache-2.0
"""Interpreters, and what packaging.tags says about each: sys_tags with every fact of the running one replaced."""
import dataclasses
import types
from unittest import mock

from packaging import _manylinux, _musllinux, tags


@dataclasses.dataclass(frozen=True)
class Interpreter:
    minor: int
    arch: str
    libc: str
    libc_version: tuple[int, int]
    flags: str = ""
    implementation: str = "cpython"
    abi: str = ""

    def question(self) -> list[str]:
        libc_version = ".".join(map(str, self.libc_version))
        return ["tags", self.implementation, f"3.{self.minor}.1", f"linux-{self.arch}", self.libc, libc_version,
                self.flags, self.abi]


def interpreters() -> list[Interpreter]:
    minors = range(8, 16)
    glibc = [(2, m) for m in range(4, 46)]
    found = [Interpreter(m, "x86_64", "glibc", v) for m in minors for v in glibc]
    found += [Interpreter(m, "x86_64", "musl", (1, v)) for m in minors for v in range(4)]
    others = ["aarch64", "i686", "armv8l", "armv7l", "ppc64le", "s390x", "riscv64", "loongarch64", "mips64", "armv6l"]
    libcs = [("glibc", (2, 17)), ("glibc", (2, 36)), ("glibc", (3, 1)), ("musl", (1, 2)), ("none", (0, 0))]
    found += [Interpreter(m, a, *libc) for m in minors for a in others for libc in libcs]
    every_libc = libcs + [("glibc", (2, m)) for m in range(17, 43)] + [("musl", (1, m)) for m in (1, 2)]
    found += [Interpreter(m, "x86_64", *libc, flags) for m in minors for libc in every_libc for flags in ("t", "d", "td")]
    found += [Interpreter(m, "x86_64", "glibc", (2, 5)) for m in (2, 3, 7)]
    found += [Interpreter(10, a, *libc, "", "pypy", "pypy310-pp73") for a in ("x86_64", "aarch64") for libc in libcs]
    found += [Interpreter(11, "x86_64", "glibc", (2, 39), "", "graalpy", "graalpy311-242-native")]
    return found


def config(interpreter: Interpreter) -> dict[str, object]:
    suffix = f".{interpreter.abi}-x86_64-linux-gnu.so"
    return {"Py_DEBUG": int("d" in interpreter.flags), "Py_GIL_DISABLED": int("t" in interpreter.flags),
            "WITH_PYMALLOC": 1, "EXT_SUFFIX": suffix, "Py_UNICODE_SIZE": 2, "py_version_nodot": f"3{interpreter.minor}"}


def sys_tags(interpreter: Interpreter) -> list[str]:
    system = types.SimpleNamespace(version_info=(3, interpreter.minor, 1), executable="", maxunicode=0x10FFFF,
                                   implementation=types.SimpleNamespace(name=interpreter.implementation))
    sysconfig = types.SimpleNamespace(get_platform=lambda: f"linux-{interpreter.arch}",
                                      get_config_var=config(interpreter).get)
    glibc = interpreter.libc_version if interpreter.libc == "glibc" else (-1, -1)
    musl = _musllinux._MuslVersion(*interpreter.libc_version) if interpreter.libc == "musl" else None
    arm_or_x86 = {"armv7l", "i686"}
    allowed = lambda _, archs: bool(set(archs) & (arm_or_x86 | _manylinux._ALLOWED_ARCHS))
    with mock.patch.object(tags, "sys", system), mock.patch.object(tags, "sysconfig", sysconfig), \
         mock.patch.object(_manylinux, "_get_glibc_version", lambda: _manylinux._GLibCVersion(*glibc)), \
         mock.patch.object(_manylinux, "_have_compatible_abi", allowed), \
         mock.patch.object(_manylinux, "_get_manylinux_module", lambda: None), \
         mock.patch.object(_musllinux, "_get_musl_version", lambda _: musl), \
         mock.patch("platform.system", lambda: "Linux"):
        return [str(tag) for tag in tags.sys_tags()]
