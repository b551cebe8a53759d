// SPDX-License-Identifier: Apache-2.0
//
// Seven lines about an interpreter and the name of a wheel: the list of tags stays short whatever
// the facts say, and the set answers what the list says.
#include <algorithm>
#include <string>
#include <vector>

#include "compat/platform_tags.h"
#include "compat/printable.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::Tag;
using accel::compat::WheelName;
using accel::fuzz::Require;
using accel::fuzz::TakeLine;

// A real list has about 1,000 tags.
constexpr std::size_t kLongest = 250'000;

// Implementation, version, platform, libc, its version, flags, ABIs (blanks between them).
accel::v1::Interpreter TakeInterpreter(std::string_view& text) {
  accel::v1::Interpreter interpreter;
  interpreter.set_implementation(std::string(TakeLine(text)));
  interpreter.set_version(std::string(TakeLine(text)));
  interpreter.set_platform(std::string(TakeLine(text)));
  interpreter.mutable_libc()->set_kind(std::string(TakeLine(text)));
  interpreter.mutable_libc()->set_version(std::string(TakeLine(text)));
  const std::string_view flags = TakeLine(text);
  interpreter.set_free_threaded(flags.find('t') != std::string_view::npos);
  interpreter.set_debug(flags.find('d') != std::string_view::npos);
  std::string_view abis = TakeLine(text);
  while (!abis.empty()) {
    const std::size_t end = std::min(abis.find(' '), abis.size());
    interpreter.add_abis(std::string(abis.substr(0, end)));
    abis.remove_prefix(std::min(end + 1, abis.size()));
  }
  return interpreter;
}

bool Has(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void CheckPlatforms(const accel::v1::Interpreter& interpreter, const std::vector<Tag>& tags) {
  const auto platforms = accel::compat::SupportedPlatforms(interpreter);
  Require(platforms.ok() && !platforms->empty(), "tags need platforms");
  Require(tags.front().platform == platforms->front(), "the best platform is the first");
  Require(tags.back().platform == "any", "a wheel for everything comes last");
  Require(tags.size() <= kLongest, "the list is short");
}

void CheckSet(const std::vector<Tag>& tags, const WheelName& wheel) {
  const bool listed = std::any_of(tags.begin(), tags.end(), [&](const Tag& tag) {
    return Has(wheel.python, tag.python) && Has(wheel.abi, tag.abi) &&
           Has(wheel.platform, tag.platform);
  });
  Require(accel::compat::TagSet(tags).Supports(wheel) == listed, "the set says what the list says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = accel::fuzz::Text(data, size);
  const accel::v1::Interpreter interpreter = TakeInterpreter(text);
  const auto tags = accel::compat::SupportedTags(interpreter);
  if (!tags.ok()) {
    const std::string message(accel::compat::Message(tags.status()));
    Require(accel::compat::PrintSafe(message) == message, "a message can be printed as it is");
    return 0;
  }
  CheckPlatforms(interpreter, *tags);
  const auto wheel = accel::compat::ParseWheelName(TakeLine(text));
  if (wheel.ok()) CheckSet(*tags, *wheel);
  return 0;
}
