# SPDX-License-Identifier: Apache-2.0
"""What the providers on PyPI list for a machine made of files: their own code, with nothing replaced but its view of the machine.

Promises that no provider sees this machine: not its /proc/cpuinfo, not its /sys, not its environment. Never corrects what they answer.
"""
import importlib
import io
import pathlib
import re
import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar, Dict, Iterator, List

PACKAGES = ["provider-variant-x86-64", "provider-variant-aarch64", "rocm-bootstrap"]

Files = Dict[str, str]


class FilePath(pathlib.PurePosixPath):
    """A path into `files`, with what rocm-bootstrap does to one."""
    files: ClassVar[Files] = {}

    def is_dir(self) -> bool:
        return any(path.startswith(f"{self}/") for path in self.files)

    def iterdir(self) -> Iterator["FilePath"]:
        within = {path[len(str(self)) + 1:].split("/")[0] for path in self.files if path.startswith(f"{self}/")}
        return (self / name for name in within)

    def read_text(self) -> str:
        if str(self) not in self.files:
            raise FileNotFoundError(str(self))
        return self.files[str(self)]


def load_cpu_provider(package: str) -> ModuleType:
    """Each brings its own archspec under the same name."""
    for name in [name for name in sys.modules if name.split(".")[0] == "archspec"]:
        del sys.modules[name]
    return importlib.import_module(f"{package}.plugin")


X86 = load_cpu_provider("provider_variant_x86_64")
ARM = load_cpu_provider("provider_variant_aarch64")
AMD_MACHINE = importlib.import_module("rocm_bootstrap._platform")
AMD = importlib.import_module("rocm_bootstrap.variant_provider")


def kinds(family: str) -> List[object]:
    """The processors that archspec knows."""
    return [kind for kind in X86.archspec.cpu.TARGETS.values() if str(kind.family) == family]


def captured_cpuinfos() -> List[pathlib.Path]:
    """Of Linux on x86_64 and aarch64, as they come with archspec."""
    folder = pathlib.Path(X86.__file__).parent / "vendor/archspec/archspec/json/tests/targets"
    return [file for file in sorted(folder.glob("linux-*")) if re.search("(?m)^(vendor_id|CPU implementer)", file.read_text())]


def targets() -> List[object]:
    """The GPUs that rocm-bootstrap knows."""
    return list(AMD.ALL_TARGETS)


def ask_cpu(module: ModuleType, plugin: object, architecture: str, files: Files) -> List[object]:
    detect = module.archspec.cpu.detect
    detect.platform = SimpleNamespace(system=lambda: "Linux", machine=lambda: architecture)
    detect.open = lambda path: io.StringIO(files[path])
    return plugin.get_supported_configs(None)


def ask_amd(files: Files) -> List[object]:
    """An error is what it has to say of a target it does not know."""
    FilePath.files = files
    AMD_MACHINE.KFD_TOPOLOGY = FilePath("/sys/class/kfd/kfd/topology/nodes")
    AMD_MACHINE.run_clinfo = lambda: ""
    AMD_MACHINE.get_env = lambda key: None
    try:
        return AMD.AMDVariantPlugin.get_supported_configs()
    except ValueError as error:
        assert "Unknown gfx_target_version" in str(error)
        return []


def lists(architecture: str, files: Files) -> List[str]:
    """Of all three, "namespace|feature|value|value"."""
    answers = [("amd", ask_amd(files)), ("x86_64", ask_cpu(X86, X86.X8664Plugin(), architecture, files)),
               ("aarch64", ask_cpu(ARM, ARM.AArch64Plugin(), architecture, files))]
    return ["|".join([namespace, config.name, *config.values]) for namespace, configs in answers for config in configs]
