// SPDX-License-Identifier: Apache-2.0
#include "compat/marker.h"

namespace accel::compat {
namespace {

// "3.12" of "3.12.1"
std::string MajorMinor(const std::string& version) {
  const std::size_t dot = version.find('.');
  return dot == std::string::npos ? version : version.substr(0, version.find('.', dot + 1));
}

// "x86_64" of "linux-x86_64"
std::string Machine(const std::string& platform) {
  return platform.substr(platform.rfind('-') + 1);
}

std::string ImplementationName(const std::string& implementation) {
  if (implementation == "cpython") return "CPython";
  if (implementation == "pypy") return "PyPy";
  return implementation;
}

}  // namespace

MarkerEnvironment MarkersOf(const v1::Interpreter& interpreter) {
  return {{"implementation_name", interpreter.implementation()},
          {"implementation_version", interpreter.version()},
          {"os_name", "posix"},
          {"platform_machine", Machine(interpreter.platform())},
          {"platform_python_implementation", ImplementationName(interpreter.implementation())},
          {"platform_system", "Linux"},
          {"python_full_version", interpreter.version()},
          {"python_version", MajorMinor(interpreter.version())},
          {"sys_platform", "linux"}};
}

}  // namespace accel::compat
