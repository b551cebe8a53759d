// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <utility>

#include "compat/platform_tags.h"

namespace accel::compat {
namespace {

// The tags of a wheel are the product of its three lists, and these come from an index: a few are
// looked up, but for many the set is walked, so that a hostile name costs its length and not its
// cube.
constexpr std::size_t kFew = 64;

bool FindsOneOf(const std::vector<Tag>& sorted, const WheelName& wheel) {
  const auto finds = [&](const std::string& python, const std::string& abi,
                         const std::string& platform) {
    const auto wanted = std::tie(python, abi, platform);
    const auto found =
        std::lower_bound(sorted.begin(), sorted.end(), wanted, [](const Tag& tag, const auto& key) {
          return std::tie(tag.python, tag.abi, tag.platform) < key;
        });
    return found != sorted.end() && std::tie(found->python, found->abi, found->platform) == wanted;
  };
  for (const std::string& python : wheel.python) {
    for (const std::string& abi : wheel.abi) {
      for (const std::string& platform : wheel.platform) {
        if (finds(python, abi, platform)) return true;
      }
    }
  }
  return false;
}

bool MeetsOneOf(const std::vector<Tag>& tags, const WheelName& wheel) {
  const auto has = [](const std::vector<std::string>& list, const std::string& tag) {
    return std::find(list.begin(), list.end(), tag) != list.end();
  };
  return std::any_of(tags.begin(), tags.end(), [&](const Tag& tag) {
    return has(wheel.platform, tag.platform) && has(wheel.python, tag.python) &&
           has(wheel.abi, tag.abi);
  });
}

}  // namespace

TagSet::TagSet(std::vector<Tag> tags) : sorted_(std::move(tags)) {
  std::sort(sorted_.begin(), sorted_.end());
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
}

bool TagSet::Supports(const WheelName& wheel) const {
  const std::size_t product = wheel.python.size() * wheel.abi.size() * wheel.platform.size();
  return product <= kFew ? FindsOneOf(sorted_, wheel) : MeetsOneOf(sorted_, wheel);
}

}  // namespace accel::compat
