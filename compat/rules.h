// SPDX-License-Identifier: Apache-2.0
//
// The judge's rules, one per namespace of PEP 825. Internal to compat/: callers use judge.h.
// A rule only adds reasons; the judge settles the outcome from them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "accel/v1/verdict.pb.h"
#include "compat/catalog.h"
#include "compat/gpu_selection.h"

namespace accel::compat {

// What a rule looks at. The references outlive the call.
struct Case {
  const v1::Build& build;
  const v1::Host& host;
  const GpuPolicy& policy;
  const Catalog& catalog;
};

void JudgeNvidia(const Case& c, v1::Verdict& verdict);
void JudgeAmd(const Case& c, v1::Verdict& verdict);
void JudgeIntel(const Case& c, v1::Verdict& verdict);
void JudgeX86(const Case& c, v1::Verdict& verdict);

// The property `ns :: feature` of the build, or nullptr when it asks for no such thing.
const v1::Property* FindProperty(const v1::Build& build, std::string_view ns,
                                 std::string_view feature);

// Appends a reason; the caller fills in fact, text, evidence and fix.
v1::Reason& AddReason(v1::Verdict& verdict, const std::string& rule, v1::Verdict::Outcome outcome);

// The GPUs of `vendor` to judge. Without any that can be used, adds the reason (none there, none
// usable and why, not known because the probe `probe` could not tell) and returns nullopt.
std::optional<GpuSelection> RequireGpus(const Case& c, v1::Vendor vendor, const std::string& probe,
                                        v1::Verdict& verdict);

// Every selected GPU (one, under policy ANY) must satisfy `runs`. Adds a reason per GPU that fails,
// else one that holds; `targets` says what the build was made for.
void RequireDeviceCode(const Case& c, const GpuSelection& selection, const std::string& rule,
                       const std::string& targets, v1::Verdict& verdict,
                       const std::function<bool(const v1::Gpu&)>& runs);

// "75_real, 80_real": the values of a property for a message.
std::string Join(const v1::Property& property);

}  // namespace accel::compat
