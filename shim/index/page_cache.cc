// SPDX-License-Identifier: Apache-2.0
#include "shim/index/page_cache.h"

#include <utility>

#include "shim/index/cache_entry.h"
#include "shim/index/private_folder.h"

namespace accel::shim::index {
namespace {

constexpr std::size_t kHeaderRoom = 1 << 20;  // what an entry may hold besides the body

}  // namespace

PageCache::PageCache(CacheOptions options) : options_(std::move(options)) {}

void PageCache::Note(const absl::Status& why) {
  if (std::exchange(noted_, true) || !options_.note) return;
  options_.note("pages are not cached: " + std::string(compat::Message(why)));
}

std::optional<CachedPage> PageCache::Find(const Request& request) {
  if (options_.folder.empty()) return std::nullopt;
  absl::StatusOr<PrivateFolder> folder = PrivateFolder::Open(options_.folder);
  if (!folder.ok()) {
    Note(folder.status());
    return std::nullopt;
  }
  absl::StatusOr<std::string> bytes =
      folder->Read(EntryName(request), request.max_bytes + kHeaderRoom);
  if (!bytes.ok()) return std::nullopt;
  return ReadEntry(request, *bytes);
}

void PageCache::Store(const Request& request, const Response& response) {
  if (options_.folder.empty()) return;
  if (request.sha256.empty() && ParseCacheControl(response.cache_control).no_store) return;
  std::optional<std::string> entry = WriteEntry(request, {response, options_.now()});
  if (!entry) return;
  absl::StatusOr<PrivateFolder> folder = PrivateFolder::Open(options_.folder);
  absl::Status stored = folder.ok() ? folder->Replace(EntryName(request), *entry) : folder.status();
  if (!stored.ok()) Note(stored);
}

bool PageCache::IsFresh(const Request& request, const CachedPage& page) const {
  if (!request.sha256.empty()) return true;
  auto age = options_.now() - page.stored_at;  // negative when the clock was set back
  return age >= age.zero() && age < ParseCacheControl(page.response.cache_control).max_age;
}

}  // namespace accel::shim::index
