// SPDX-License-Identifier: Apache-2.0
#include "compat/host_change.h"

#include <algorithm>

#include "compat/ascii.h"
#include "compat/gpu_driver.h"
#include "compat/gpu_spelling.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

constexpr char kEvidence[] = "as asked for";

bool IsNumberOrVersion(std::string_view text) {
  return !text.empty() && IsDigit(text.front()) && IsDigit(text.back()) && text.size() < 32 &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsDigit(c) || c == '.'; });
}

void Assess(v1::Host& host, const Catalog& catalog) {
  for (v1::Gpu& gpu : *host.mutable_gpus()) {
    if (gpu.vendor() == v1::VENDOR_NVIDIA) AssessNvidia(host.nvidia(), catalog, gpu);
  }
}

// What holds a GPU of this vendor when nothing else is known.
void SetDriver(const Catalog& catalog, v1::Host& host, v1::Gpu& gpu) {
  if (gpu.vendor() == v1::VENDOR_NVIDIA) {
    gpu.set_kernel_driver(host.nvidia().version().empty() ? "" : "nvidia");
    AssessNvidia(host.nvidia(), catalog, gpu);
  } else if (gpu.vendor() == v1::VENDOR_AMD) {
    gpu.set_kernel_driver("amdgpu");
    host.mutable_amd()->set_kfd(true);
    AssessAmd(host.amd(), gpu);
  } else {
    gpu.set_kernel_driver("xe");
    host.mutable_intel()->set_level_zero_loader("libze_loader.so.1");
    AssessIntel(host.intel(), catalog, gpu);
  }
}

}  // namespace

absl::StatusOr<v1::Host> WithDriver(v1::Host host, std::string_view driver,
                                    const Catalog& catalog) {
  if (!IsNumberOrVersion(driver))
    return InvalidArgument("driver " + PrintSafe(driver) +
                           ": is no version; write 580.95.05, or 580 for the newest of a branch");
  bool is_there = false;
  for (v1::Gpu& gpu : *host.mutable_gpus()) {
    if (gpu.vendor() != v1::VENDOR_NVIDIA || gpu.tegra()) continue;
    is_there = true;
    gpu.set_kernel_driver("nvidia");
  }
  if (!is_there)
    return FailedPrecondition("there is no NVIDIA GPU that another driver could serve");
  const bool is_branch = driver.find('.') == std::string_view::npos;
  host.mutable_nvidia()->set_version(std::string(driver) + (is_branch ? ".999" : ""));
  host.mutable_nvidia()->set_evidence(kEvidence);
  host.mutable_nvidia()->clear_user_space_version();
  Assess(host, catalog);
  return host;
}

absl::StatusOr<v1::Host> WithGpu(v1::Host host, std::string_view gpu, const Catalog& catalog) {
  ACCEL_ASSIGN_OR_RETURN(v1::Gpu added, FindGpu(gpu, catalog));
  added.set_evidence(kEvidence);
  added.set_visible_index(static_cast<int>(
      std::count_if(host.gpus().begin(), host.gpus().end(),
                    [&](const v1::Gpu& one) { return one.vendor() == added.vendor(); })));
  SetDriver(catalog, host, added);
  *host.add_gpus() = std::move(added);
  return host;
}

}  // namespace accel::compat
