// SPDX-License-Identifier: Apache-2.0
//
// A requirement: printing it is a fixed point and loses no part.
#include "compat/name.h"
#include "compat/requirement.h"
#include "tests/fuzz/require.h"

using accel::compat::Requirement;
using accel::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto requirement = accel::compat::ParseRequirement(accel::fuzz::Text(data, size));
  if (!requirement.ok()) return 0;
  const std::string printed = ToString(*requirement);
  const auto again = accel::compat::ParseRequirement(printed);
  Require(again.ok(), "a printed requirement can be read");
  Require(ToString(*again) == printed, "printing is a fixed point");
  Require(again->name == requirement->name, "the name stays");
  Require(again->extras == requirement->extras, "the extras stay");
  Require(again->url == requirement->url, "the URL stays");
  Require(ToString(again->specifiers) == ToString(requirement->specifiers), "the specifiers stay");
  Require(ToString(again->marker) == ToString(requirement->marker), "the marker stays");
  Require(requirement->url.empty() || requirement->specifiers.specifiers.empty(),
          "a URL leaves no specifier");
  return 0;
}
