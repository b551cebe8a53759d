// SPDX-License-Identifier: Apache-2.0
//
// Three lines, three versions: the normal form is a fixed point, and the order is total.
#include "compat/version.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::ParseVersion;
using accel::compat::Version;
using accel::fuzz::Require;

void CheckNormalForm(const Version& version) {
  const std::string normal = ToString(version);
  const auto again = ParseVersion(normal);
  Require(again.ok(), "a normal form is a version");
  Require(*again == version, "a version equals its normal form");
  Require(ToString(*again) == normal, "the normal form is normal");
  Require(WithoutLocal(version) <= version, "a local part never makes a version smaller");
}

void CheckOrder(const Version& a, const Version& b, const Version& c) {
  Require((a <=> a) == 0, "the order is reflexive");
  Require(((a <=> b) == 0) == ((b <=> a) == 0), "equality is symmetric");
  Require((a < b) == (b > a), "the order is antisymmetric");
  Require(!(a <= b && b <= c) || a <= c, "the order is transitive");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = accel::fuzz::Text(data, size);
  const auto a = ParseVersion(accel::fuzz::TakeLine(text));
  const auto b = ParseVersion(accel::fuzz::TakeLine(text));
  const auto c = ParseVersion(text);
  for (const auto* version : {&a, &b, &c}) {
    if (version->ok()) CheckNormalForm(**version);
  }
  if (a.ok() && b.ok() && c.ok()) CheckOrder(*a, *b, *c);
  return 0;
}
