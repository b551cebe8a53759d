// SPDX-License-Identifier: Apache-2.0
//
// A version, a line end, a set of specifiers: printing the set changes none of its answers, and the
// operators agree.
#include "compat/specifier.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::Contains;
using accel::compat::ParseSpecifierSet;
using accel::compat::Prereleases;
using accel::compat::Specifier;
using accel::compat::SpecifierSet;
using accel::compat::Version;
using accel::fuzz::Require;

void CheckPrint(const SpecifierSet& set, const Version& version) {
  const std::string printed = ToString(set);
  const auto again = ParseSpecifierSet(printed);
  Require(again.ok(), "a printed set can be read");
  Require(ToString(*again) == printed, "printing is a fixed point");
  Require(Contains(*again, version) == Contains(set, version), "printing keeps the meaning");
  Require(AllowsPrereleases(*again) == AllowsPrereleases(set), "printing keeps the prereleases");
}

Specifier With(Specifier specifier, Specifier::Operator op) {
  specifier.op = op;
  return specifier;
}

void CheckOperators(const Specifier& specifier, const Version& version) {
  using Operator = Specifier::Operator;
  if (specifier.op == Operator::kArbitrary) return;
  const auto holds = [&](Operator op) { return Contains(With(specifier, op), version); };
  const bool equal = holds(Operator::kEqual);
  Require(equal != holds(Operator::kNotEqual), "!= is the opposite of ==");
  if (specifier.wildcard || !specifier.version.local.empty()) return;
  Require(!equal || (holds(Operator::kLessEqual) && holds(Operator::kGreaterEqual)),
          "== implies <= and >=");
  Require(!(holds(Operator::kLess) && holds(Operator::kGreater)), "nothing is both < and >");
  Require(!holds(Operator::kLess) || holds(Operator::kLessEqual), "< implies <=");
  Require(!holds(Operator::kGreater) || holds(Operator::kGreaterEqual), "> implies >=");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = accel::fuzz::Text(data, size);
  const auto version = accel::compat::ParseVersion(accel::fuzz::TakeLine(text));
  const auto set = ParseSpecifierSet(text);
  if (!version.ok() || !set.ok()) return 0;
  CheckPrint(*set, *version);
  for (const Specifier& specifier : set->specifiers) CheckOperators(specifier, *version);
  const bool forbidden = Contains(*set, *version, Prereleases::kForbid);
  Require(!forbidden || !version->IsPrerelease(), "a forbidden prerelease is out");
  Require(!forbidden || Contains(*set, *version), "what holds without prereleases holds with them");
  return 0;
}
