// SPDX-License-Identifier: Apache-2.0
//
// A marker: printing it is a fixed point and changes no answer.
#include "compat/marker.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::Evaluate;
using accel::compat::MarkerEnvironment;
using accel::fuzz::Require;

const MarkerEnvironment& Linux312() {
  static const MarkerEnvironment environment = {{"implementation_name", "cpython"},
                                                {"implementation_version", "3.12.1"},
                                                {"os_name", "posix"},
                                                {"platform_machine", "x86_64"},
                                                {"platform_release", "6.1.0-18"},
                                                {"platform_system", "Linux"},
                                                {"python_full_version", "3.12.1+"},
                                                {"platform_python_implementation", "CPython"},
                                                {"python_version", "3.12"},
                                                {"sys_platform", "linux"},
                                                {"extra", "a_B"},
                                                {"extras", "a,b"},
                                                {"variant_namespaces", "a,b"},
                                                {"variant_features", "a :: b,b :: c"},
                                                {"variant_properties", "a :: b :: 1,b :: c :: d"},
                                                {"variant_label", "cu130"}};
  return environment;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto marker = accel::compat::ParseMarker(accel::fuzz::Text(data, size));
  if (!marker.ok()) return 0;
  const std::string printed = ToString(*marker);
  const auto again = accel::compat::ParseMarker(printed);
  Require(again.ok(), "a printed marker can be read");
  Require(ToString(*again) == printed, "printing is a fixed point");
  for (const MarkerEnvironment& environment : {MarkerEnvironment(), Linux312()}) {
    Require(Evaluate(*again, environment) == Evaluate(*marker, environment),
            "printing keeps the meaning");
  }
  return 0;
}
