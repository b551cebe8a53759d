// SPDX-License-Identifier: Apache-2.0
#include "compat/rank.h"

#include <algorithm>
#include <tuple>

#include "compat/cuda_driver.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

enum Family { kCuda, kRocm, kXpu, kCpu, kOther };

bool HasDigitAfter(std::string_view tag, std::string_view prefix) {
  return tag.starts_with(prefix) && tag.size() > prefix.size() && tag[prefix.size()] >= '0' &&
         tag[prefix.size()] <= '9';
}

Family FamilyOf(std::string_view tag) {
  if (HasDigitAfter(tag, "cu") || HasDigitAfter(tag, "cuda")) return kCuda;
  if (HasDigitAfter(tag, "rocm") || tag == "rocm") return kRocm;
  if (tag == "xpu") return kXpu;
  if (tag == "cpu") return kCpu;
  return kOther;
}

// "cu126" -> "12.6", "cuda13" -> "13", "rocm7.14" -> "7.14"; empty when it is none.
std::string ToolkitText(std::string_view tag) {
  if (FamilyOf(tag) == kRocm || HasDigitAfter(tag, "cuda")) return std::string(tag.substr(4));
  if (FamilyOf(tag) != kCuda) return "";
  return std::string(tag.substr(2, tag.size() - 3)) + "." + tag.back();
}

// Zero when it is none.
Version ToolkitOf(std::string_view tag) {
  const std::string text = ToolkitText(tag);
  const absl::StatusOr<Version> version = ParseVersion(text);
  return version.ok() ? *version : Version{};
}

bool Leans(const std::string& tag, const v1::Host& host, const Catalog& catalog) {
  const v1::CudaTag* row = catalog.FindCudaTag(tag);
  return row != nullptr && !IsNative(*row, host.nvidia().version());
}

}  // namespace

bool IsGpuTag(std::string_view tag) {
  return FamilyOf(tag) == kCuda || FamilyOf(tag) == kRocm || FamilyOf(tag) == kXpu;
}

std::string CudaMajor(std::string_view tag) {
  if (FamilyOf(tag) != kCuda) return "";
  const std::string toolkit = ToolkitText(tag);
  return toolkit.substr(0, toolkit.find('.'));
}

std::vector<std::string> RankTags(std::vector<std::string> tags, const v1::Host& host,
                                  const Catalog& catalog) {
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  std::stable_sort(tags.begin(), tags.end(), [&](const std::string& a, const std::string& b) {
    const bool a_leans = Leans(a, host, catalog), b_leans = Leans(b, host, catalog);
    const auto group_a = std::tuple(FamilyOf(a), a_leans),
               group_b = std::tuple(FamilyOf(b), b_leans);
    if (group_a != group_b) return group_a < group_b;
    return a_leans ? ToolkitOf(a) < ToolkitOf(b) : ToolkitOf(a) > ToolkitOf(b);
  });
  return tags;
}

}  // namespace accel::compat
