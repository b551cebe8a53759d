// SPDX-License-Identifier: Apache-2.0
//
// A file name: what is accepted is harmless, and a name put together from its parts has the same
// parts.
#include <algorithm>

#include "compat/wheel_name.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::ParseWheelName;
using accel::compat::WheelName;
using accel::fuzz::Require;

std::string Join(const std::vector<std::string>& tags) {
  std::string joined;
  for (const std::string& tag : tags) joined += (joined.empty() ? "" : ".") + tag;
  return joined;
}

std::string Rebuild(const WheelName& wheel) {
  std::string name = wheel.name;
  std::replace(name.begin(), name.end(), '-', '_');
  std::string text = name + "-" + ToString(wheel.version);
  if (!wheel.build.empty()) text += "-" + wheel.build;
  text += "-" + Join(wheel.python) + "-" + Join(wheel.abi) + "-" + Join(wheel.platform);
  if (!wheel.variant.empty()) text += "-" + wheel.variant;
  return text + ".whl";
}

bool IsHarmless(std::string_view text) {
  const auto harmless = [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != '\\'; };
  return std::all_of(text.begin(), text.end(), harmless) &&
         text.find("..") == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = accel::fuzz::Text(data, size);
  const auto wheel = ParseWheelName(text);
  if (!wheel.ok()) return 0;
  Require(IsHarmless(text),
          "an accepted name has no byte that leaves a folder or upsets a terminal");
  Require(!wheel->python.empty() && !wheel->abi.empty() && !wheel->platform.empty(),
          "every part is there");
  const auto again = ParseWheelName(Rebuild(*wheel));
  Require(again.ok(), "a rebuilt name can be read");
  Require(again->name == wheel->name && again->version == wheel->version, "name and version stay");
  Require(again->build == wheel->build && again->variant == wheel->variant,
          "build and variant stay");
  Require(again->python == wheel->python && again->abi == wheel->abi &&
              again->platform == wheel->platform,
          "the tags stay");
  return 0;
}
