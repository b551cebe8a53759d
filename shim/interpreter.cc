// SPDX-License-Identifier: Apache-2.0
#include "shim/interpreter.h"

#include <google/protobuf/util/json_util.h>

#include "shim/child.h"
#include "shim/file_stamp.h"
#include "shim/find_tool.h"
#include "shim/index/private_folder.h"
#include "shim/index/sha256.h"
#include "shim/script.h"

namespace accel::shim {
namespace {

// Prints the protobuf JSON form of accel.v1.Interpreter. Python 3.6 and newer.
constexpr char kQuestion[] = R"(
import json, os, site, sys, sysconfig
v = sys.version_info
impl = sys.implementation.name
threads = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
debug = hasattr(sys, "gettotalrefcount")
abi = "cp%d%d" % v[:2] + ("t" if threads else "") + ("d" if debug else "") + ("m" if v < (3, 8) else "")
if impl == "pypy":
    abi = "pypy%d%d_pp%d%d" % (v[:2] + sys.pypy_version_info[:2])
try:
    libc = {"kind": "glibc", "version": os.confstr("CS_GNU_LIBC_VERSION").split()[-1]}
except (AttributeError, OSError, ValueError):
    libc = {"kind": "musl", "version": "1.2"}
paths = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")] + site.getsitepackages()
paths.append(site.getusersitepackages())
print(json.dumps({"path": sys.executable, "implementation": impl, "version": "%d.%d.%d" % v[:3],
    "platform": sysconfig.get_platform(), "freeThreaded": threads, "debug": debug, "abis": [abi], "libc": libc,
    "sitePackages": list(dict.fromkeys(paths)), "prefix": sys.prefix}))
)";

}  // namespace

std::string PythonOfVersionLine(std::string_view line) {
  const std::size_t from = line.find(" from /"), version = line.rfind("(python ");
  if (from == std::string_view::npos || version == std::string_view::npos || version < from)
    return "";
  const std::string_view place = line.substr(from + 6, version - from - 6);
  const std::size_t lib = place.find("/lib/python");
  if (lib == std::string_view::npos) return "";
  const std::string_view number = line.substr(version + 8, line.find(')', version) - version - 8);
  return std::string(place.substr(0, lib)) + "/bin/python" + std::string(number);
}

absl::StatusOr<std::string> PythonOfPip(const std::string& pip, const LookAt& look,
                                        const clients::Environment& environment) {
  std::string python = PythonOfScript(FirstBytes(pip));
  if (python.empty()) {
    const absl::StatusOr<Printed> printed =
        Capture({{pip, "--version"}, environment, ""}, std::chrono::milliseconds(30'000));
    if (printed.ok()) python = PythonOfVersionLine(printed->out);
  }
  if (python.empty()) {
    return compat::FailedPrecondition(
        pip + ": cannot tell which Python it installs into; run it as `python -m pip`");
  }
  return python.find('/') == std::string::npos ? FindTool(python, environment.Get("PATH"), look)
                                               : python;
}

absl::StatusOr<v1::Interpreter> InterpreterOf(const std::string& virtual_environment,
                                              const std::string& cache_folder,
                                              const clients::Environment& environment) {
  const std::string python = virtual_environment + "/bin/python";
  const std::string key =
      index::Sha256Hex(kQuestion + StampOf(python) + StampOf(virtual_environment + "/pyvenv.cfg"));
  const std::string name = index::Sha256Hex(virtual_environment).substr(0, 32);
  const absl::StatusOr<index::PrivateFolder> kept =
      index::PrivateFolder::Open(cache_folder + "/interpreters");
  v1::Interpreter interpreter;
  if (kept.ok()) {
    const std::string text = kept->Read(name, 1 << 16).value_or("");
    if (text.starts_with(key) && interpreter.ParseFromString(text.substr(key.size())))
      return interpreter;
  }
  ACCEL_ASSIGN_OR_RETURN(interpreter, ReadInterpreter(python, environment));
  if (kept.ok()) (void)kept->Replace(name, key + interpreter.SerializeAsString());
  return interpreter;
}

absl::StatusOr<v1::Interpreter> ReadInterpreter(const std::string& python,
                                                const clients::Environment& environment) {
  ACCEL_ASSIGN_OR_RETURN(const Printed printed,
                         Capture({{python, "-I", "-c", kQuestion}, environment, ""},
                                 std::chrono::milliseconds(30'000)));
  v1::Interpreter interpreter;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (printed.exit_code != 0 ||
      !google::protobuf::util::JsonStringToMessage(printed.out, &interpreter, options).ok()) {
    return compat::FailedPrecondition(python + ": gave no facts about itself (exit code " +
                                      std::to_string(printed.exit_code) +
                                      "); is it a Python 3.6 or newer?");
  }
  return interpreter;
}

}  // namespace accel::shim
