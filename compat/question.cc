// SPDX-License-Identifier: Apache-2.0
#include "compat/question.h"

#include <algorithm>

#include "compat/judge.h"

namespace accel::compat {
namespace {

std::string VisibilityVariable(v1::Vendor vendor) {
  switch (vendor) {
    case v1::VENDOR_NVIDIA:
      return "CUDA_VISIBLE_DEVICES";
    case v1::VENDOR_AMD:
      return "HIP_VISIBLE_DEVICES";
    default:
      return "ZE_AFFINITY_MASK";
  }
}

// The indices of the vendor's GPUs that do count: "0,2".
std::string CountingIndices(const Question& q, v1::Vendor vendor) {
  std::string indices;
  for (int i = 0; i < q.host.gpus_size(); ++i) {
    const v1::Gpu& gpu = q.host.gpus(i);
    if (gpu.vendor() != vendor || gpu.outcome() != v1::Probe::OK || q.policy.set_aside.contains(i))
      continue;
    if (!indices.empty()) indices += ",";
    indices += std::to_string(gpu.visible_index());
  }
  return indices;
}

std::string SetAsideNote(const v1::Package& leader, const Question& q, const v1::Gpu& gpu) {
  std::string note =
      Describe(gpu) + " does not count: no build of " + leader.name() + " has code for it";
  const std::string others = CountingIndices(q, gpu.vendor());
  if (!others.empty())
    note += "; set " + VisibilityVariable(gpu.vendor()) + "=" + others + " when you run programs";
  return note;
}

}  // namespace

Question SetAsideUnserved(const v1::Package& leader, Question question) {
  question.policy.set_aside = UnservedGpus(leader, question.host, question.catalog);
  return question;
}

GpuSituation AssessGpus(const v1::Package& leader, const Question& question) {
  GpuSituation situation;
  for (int i = 0; i < question.host.gpus_size(); ++i) {
    const v1::Gpu& gpu = question.host.gpus(i);
    if (gpu.outcome() == v1::Probe::UNKNOWN) situation.undecided = true;
    if (gpu.outcome() != v1::Probe::OK) {
      std::string note = Describe(gpu) + " cannot be used: " + gpu.reason();
      if (!gpu.fix().empty()) note += " (" + gpu.fix() + ")";
      situation.notes.push_back(std::move(note));
    } else if (question.policy.set_aside.contains(i)) {
      situation.notes.push_back(SetAsideNote(leader, question, gpu));
    } else {
      situation.usable = true;
    }
  }
  for (const v1::Probe& probe : question.host.probes()) {
    const bool gpu_probe =
        probe.name() == "nvidia" || probe.name() == "amd" || probe.name() == "intel";
    const bool no_gpu_listed = std::none_of(
        question.host.gpus().begin(), question.host.gpus().end(), [&](const v1::Gpu& gpu) {
          return (probe.name() == "nvidia" && gpu.vendor() == v1::VENDOR_NVIDIA) ||
                 (probe.name() == "amd" && gpu.vendor() == v1::VENDOR_AMD) ||
                 (probe.name() == "intel" && gpu.vendor() == v1::VENDOR_INTEL);
        });
    if (!gpu_probe || !no_gpu_listed || probe.outcome() == v1::Probe::OK ||
        probe.outcome() == v1::Probe::ABSENT)
      continue;
    if (probe.outcome() != v1::Probe::UNUSABLE) situation.undecided = true;
    situation.notes.push_back(probe.name() + ": " + probe.reason());
  }
  if (situation.notes.empty() && !situation.usable)
    situation.notes.push_back("this machine has no GPU");
  return situation;
}

}  // namespace accel::compat
