// SPDX-License-Identifier: Apache-2.0
//
// What the judge's rules found about one build. Promises the outcome whether or not its reasons are
// wanted: one that speaks against the build decides, else one that is not known. The sentences of a
// reason cost more than all the rules, so they are written only into a verdict that was given.
#pragma once

#include <absl/functional/function_ref.h>

#include <string_view>

#include "accel/v1/verdict.pb.h"

namespace accel::compat {

class Findings {
 public:
  // `verdict` receives the reasons and outlives this; nullptr where only the outcome is asked for.
  explicit Findings(v1::Verdict* verdict) : verdict_(verdict) {}

  // `rule` is the stable identifier of verdict.proto; `write` fills in fact, text, evidence and fix
  // and is called at once or never.
  void Add(std::string_view rule, v1::Verdict::Outcome outcome,
           absl::FunctionRef<void(v1::Reason&)> write);

  // The build runs, but not at its best; the reason says why.
  void Degrade();

  // UNSPECIFIED until something was found.
  v1::Verdict::Outcome outcome() const { return outcome_; }

 private:
  v1::Verdict* verdict_;
  v1::Verdict::Outcome outcome_ = v1::Verdict::UNSPECIFIED;
};

}  // namespace accel::compat
