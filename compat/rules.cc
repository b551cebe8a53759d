// SPDX-License-Identifier: Apache-2.0
#include "compat/rules.h"

#include <algorithm>
#include <vector>

namespace accel::compat {
namespace {

std::string VendorName(v1::Vendor vendor) {
  switch (vendor) {
    case v1::VENDOR_NVIDIA:
      return "NVIDIA";
    case v1::VENDOR_AMD:
      return "AMD";
    case v1::VENDOR_INTEL:
      return "Intel";
    default:
      return "";
  }
}

const v1::Probe* FindProbe(const v1::Host& host, std::string_view name) {
  for (const v1::Probe& probe : host.probes()) {
    if (probe.name() == name) return &probe;
  }
  return nullptr;
}

bool CouldNotTell(v1::Probe::Outcome outcome) {
  return outcome == v1::Probe::UNKNOWN || outcome == v1::Probe::TIMED_OUT ||
         outcome == v1::Probe::CRASHED || outcome == v1::Probe::WEDGED;
}

void SayWhyNotUsable(const Case& c, const std::vector<int>& gpus, std::string_view rule,
                     Findings& findings) {
  for (const int i : gpus) {
    const v1::Gpu& gpu = c.host.gpus(i);
    findings.Add(rule,
                 CouldNotTell(gpu.outcome()) ? v1::Verdict::UNKNOWN : v1::Verdict::INCOMPATIBLE,
                 [&](v1::Reason& reason) {
                   reason.set_fact(Describe(gpu));
                   reason.set_text(gpu.reason().empty() ? "this GPU cannot be used" : gpu.reason());
                   reason.set_evidence(gpu.evidence());
                   reason.set_fix(gpu.fix());
                 });
  }
}

void SayThereIsNone(const Case& c, v1::Vendor vendor, std::string_view rule,
                    std::string_view probe_name, Findings& findings) {
  const v1::Probe* probe = FindProbe(c.host, probe_name);
  const bool unknown = probe != nullptr && CouldNotTell(probe->outcome());
  findings.Add(
      rule, unknown ? v1::Verdict::UNKNOWN : v1::Verdict::INCOMPATIBLE, [&](v1::Reason& reason) {
        const std::string gpu = VendorName(vendor) + " GPU";
        reason.set_fact("no " + gpu + (unknown ? " could be read" : ""));
        reason.set_text(unknown ? probe->reason()
                                : "the build needs an " + gpu + " and this machine has none");
        if (probe == nullptr) return;
        reason.set_evidence(probe->evidence());
        reason.set_fix(probe->fix());
      });
}

}  // namespace

const v1::Property* FindProperty(const Case& c, std::string_view ns, std::string_view feature) {
  for (const v1::Property& property : c.properties) {
    if (property.namespace_() == ns && property.feature() == feature) return &property;
  }
  return nullptr;
}

std::optional<GpuSelection> RequireGpus(const Case& c, v1::Vendor vendor, std::string_view probe,
                                        Findings& findings) {
  GpuSelection selection = SelectGpus(c.host, vendor, c.policy);
  if (!selection.usable.empty()) return selection;
  const std::string rule = std::string(probe) + ".gpu";
  if (selection.unusable.empty()) {
    SayThereIsNone(c, vendor, rule, probe, findings);
  } else {
    SayWhyNotUsable(c, selection.unusable, rule, findings);
  }
  return std::nullopt;
}

void RequireDeviceCode(const Case& c, const GpuSelection& selection, std::string_view rule,
                       const v1::Property& targets, Findings& findings,
                       absl::FunctionRef<bool(const v1::Gpu&)> runs) {
  std::vector<int> served, unserved;
  for (const int i : selection.usable) {
    (runs(c.host.gpus(i)) ? served : unserved).push_back(i);
  }
  const bool holds = selection.one_is_enough ? !served.empty() : unserved.empty();
  const auto add = [&](int i, v1::Verdict::Outcome outcome, const char* text) {
    findings.Add(rule, outcome, [&](v1::Reason& reason) {
      reason.set_fact(Describe(c.host.gpus(i)));
      reason.set_text(text + Join(targets));
      reason.set_evidence(c.host.gpus(i).evidence());
    });
  };
  if (holds) {
    add(served.front(), v1::Verdict::COMPATIBLE, "the build has code for it: ");
    return;
  }
  for (const int i : unserved) {
    add(i, v1::Verdict::INCOMPATIBLE, "the build has no code for it: ");
  }
}

std::string Join(const v1::Property& property) {
  std::string text;
  for (const std::string& value : property.values()) {
    if (!text.empty()) text += ", ";
    text += value;
  }
  return text;
}

}  // namespace accel::compat
