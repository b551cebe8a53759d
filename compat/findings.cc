// SPDX-License-Identifier: Apache-2.0
#include "compat/findings.h"

namespace accel::compat {
namespace {

// Which of two outcomes decides.
int Weight(v1::Verdict::Outcome outcome) {
  switch (outcome) {
    case v1::Verdict::INCOMPATIBLE:
      return 3;
    case v1::Verdict::UNKNOWN:
      return 2;
    case v1::Verdict::COMPATIBLE:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

void Findings::Add(std::string_view rule, v1::Verdict::Outcome outcome,
                   absl::FunctionRef<void(v1::Reason&)> write) {
  if (Weight(outcome) > Weight(outcome_)) outcome_ = outcome;
  if (verdict_ == nullptr) return;
  verdict_->set_outcome(outcome_);
  v1::Reason& reason = *verdict_->add_reasons();
  reason.set_rule(rule.data(), rule.size());
  reason.set_outcome(outcome);
  write(reason);
}

void Findings::Degrade() {
  if (verdict_ != nullptr) verdict_->set_degraded(true);
}

}  // namespace accel::compat
