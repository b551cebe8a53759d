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

const v1::Probe* FindProbe(const v1::Host& host, const std::string& name) {
  for (const v1::Probe& probe : host.probes()) {
    if (probe.name() == name) return &probe;
  }
  return nullptr;
}

bool CouldNotTell(v1::Probe::Outcome outcome) {
  return outcome == v1::Probe::UNKNOWN || outcome == v1::Probe::TIMED_OUT ||
         outcome == v1::Probe::CRASHED || outcome == v1::Probe::WEDGED;
}

void SayWhyNotUsable(const Case& c, const std::vector<int>& gpus, const std::string& rule,
                     v1::Verdict& verdict) {
  for (const int i : gpus) {
    const v1::Gpu& gpu = c.host.gpus(i);
    v1::Reason& reason =
        AddReason(verdict, rule,
                  CouldNotTell(gpu.outcome()) ? v1::Verdict::UNKNOWN : v1::Verdict::INCOMPATIBLE);
    reason.set_fact(Describe(gpu));
    reason.set_text(gpu.reason().empty() ? "this GPU cannot be used" : gpu.reason());
    reason.set_evidence(gpu.evidence());
    reason.set_fix(gpu.fix());
  }
}

void SayThereIsNone(const Case& c, v1::Vendor vendor, const std::string& rule,
                    const std::string& probe_name, v1::Verdict& verdict) {
  const v1::Probe* probe = FindProbe(c.host, probe_name);
  const bool unknown = probe != nullptr && CouldNotTell(probe->outcome());
  v1::Reason& reason =
      AddReason(verdict, rule, unknown ? v1::Verdict::UNKNOWN : v1::Verdict::INCOMPATIBLE);
  reason.set_fact("no " + VendorName(vendor) + " GPU" + (unknown ? " could be read" : ""));
  reason.set_text(unknown ? probe->reason()
                          : "the build needs an " + VendorName(vendor) +
                                " GPU and this machine has none");
  if (probe != nullptr) {
    reason.set_evidence(probe->evidence());
    reason.set_fix(probe->fix());
  }
}

}  // namespace

const v1::Property* FindProperty(const v1::Build& build, std::string_view ns,
                                 std::string_view feature) {
  for (const v1::Property& property : build.properties()) {
    if (property.namespace_() == ns && property.feature() == feature) return &property;
  }
  return nullptr;
}

v1::Reason& AddReason(v1::Verdict& verdict, const std::string& rule, v1::Verdict::Outcome outcome) {
  v1::Reason& reason = *verdict.add_reasons();
  reason.set_rule(rule);
  reason.set_outcome(outcome);
  return reason;
}

std::optional<GpuSelection> RequireGpus(const Case& c, v1::Vendor vendor, const std::string& probe,
                                        v1::Verdict& verdict) {
  GpuSelection selection = SelectGpus(c.host, vendor, c.policy);
  const std::string rule = probe + ".gpu";
  if (!selection.usable.empty()) return selection;
  if (selection.unusable.empty()) {
    SayThereIsNone(c, vendor, rule, probe, verdict);
  } else {
    SayWhyNotUsable(c, selection.unusable, rule, verdict);
  }
  return std::nullopt;
}

void RequireDeviceCode(const Case& c, const GpuSelection& selection, const std::string& rule,
                       const std::string& targets, v1::Verdict& verdict,
                       const std::function<bool(const v1::Gpu&)>& runs) {
  std::vector<int> served, unserved;
  for (const int i : selection.usable) {
    (runs(c.host.gpus(i)) ? served : unserved).push_back(i);
  }
  const bool holds = selection.one_is_enough ? !served.empty() : unserved.empty();
  const auto add = [&](int i, v1::Verdict::Outcome outcome, const std::string& text) {
    v1::Reason& reason = AddReason(verdict, rule, outcome);
    reason.set_fact(Describe(c.host.gpus(i)));
    reason.set_text(text + targets);
    reason.set_evidence(c.host.gpus(i).evidence());
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
