// SPDX-License-Identifier: Apache-2.0
//
// The judge's rules, one per namespace of PEP 825. Internal to compat/: callers use judge.h.
// A rule only adds to what was found; the outcome settles itself (findings.h).
#pragma once

#include <absl/functional/function_ref.h>

#include <optional>
#include <string>
#include <string_view>

#include "accel/v1/verdict.pb.h"
#include "compat/catalog.h"
#include "compat/findings.h"
#include "compat/gpu_selection.h"

namespace accel::compat {

// What a rule looks at. The references outlive the call.
struct Case {
  std::string_view tag;  // empty: a build that no tag names
  const google::protobuf::RepeatedPtrField<v1::Property>& properties;
  const v1::Host& host;
  const GpuPolicy& policy;
  const Catalog& catalog;
};

void JudgeNvidia(const Case& c, Findings& findings);
void JudgeAmd(const Case& c, Findings& findings);
void JudgeIntel(const Case& c, Findings& findings);
void JudgeProcessor(const Case& c, Findings& findings);

// The property `ns :: feature` of the build, or nullptr when it asks for no such thing.
const v1::Property* FindProperty(const Case& c, std::string_view ns, std::string_view feature);

// The GPUs of `vendor` to judge. Without any that can be used, adds the reason (none there, none
// usable and why, not known because the probe `probe` could not tell) and returns nullopt.
std::optional<GpuSelection> RequireGpus(const Case& c, v1::Vendor vendor, std::string_view probe,
                                        Findings& findings);

// Every selected GPU (one, under policy ANY) must satisfy `runs`. Adds a reason per GPU that fails,
// else one that holds; `targets` is what the build was made for.
void RequireDeviceCode(const Case& c, const GpuSelection& selection, std::string_view rule,
                       const v1::Property& targets, Findings& findings,
                       absl::FunctionRef<bool(const v1::Gpu&)> runs);

// "75_real, 80_real": the values of a property for a message.
std::string Join(const v1::Property& property);

}  // namespace accel::compat
