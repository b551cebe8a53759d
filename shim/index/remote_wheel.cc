// SPDX-License-Identifier: Apache-2.0
#include "shim/index/remote_wheel.h"

#include <zip.h>

#include <memory>
#include <string_view>
#include <utility>

#include "shim/index/fetch_error.h"
#include "shim/index/remote_file.h"

namespace accel::shim::index {
namespace {

constexpr std::string_view kZip64Locator = "PK\x06\x07";  // APPNOTE.TXT 4.3.15
constexpr std::uint64_t kLargestMetadata = std::uint64_t{1} << 20;

struct Deleter {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Deleter>;
using Entry = std::unique_ptr<zip_file_t, Deleter>;

// A RemoteFile as libzip wants to see it. `status` keeps what went wrong in Fetcher's words.
struct Source {
  RemoteFile file;
  std::uint64_t position = 0;
  absl::Status status;
  zip_error_t error{};
};

zip_int64_t Read(Source& source, void* data, zip_uint64_t length) {
  const absl::StatusOr<std::size_t> got =
      source.file.Read(source.position, {static_cast<char*>(data), length});
  if (!got.ok()) {
    source.status = got.status();
    zip_error_set(&source.error, ZIP_ER_READ, 0);
    return -1;
  }
  source.position += *got;
  return static_cast<zip_int64_t>(*got);
}

zip_int64_t Stat(const Source& source, void* data) {
  auto* stat = static_cast<zip_stat_t*>(data);
  zip_stat_init(stat);
  stat->size = source.file.size();
  stat->valid = ZIP_STAT_SIZE;
  return sizeof *stat;
}

zip_int64_t Seek(Source& source, void* data, zip_uint64_t length) {
  const zip_int64_t to = zip_source_seek_compute_offset(source.position, source.file.size(), data,
                                                        length, &source.error);
  if (to < 0) return -1;
  source.position = static_cast<std::uint64_t>(to);
  return 0;
}

zip_int64_t Serve(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& source = *static_cast<Source*>(self);
  switch (command) {
    case ZIP_SOURCE_SUPPORTS:
      return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    case ZIP_SOURCE_OPEN:
      source.position = 0;
      return 0;
    case ZIP_SOURCE_READ:
      return Read(source, data, length);
    case ZIP_SOURCE_STAT:
      return Stat(source, data);
    case ZIP_SOURCE_SEEK:
      return Seek(source, data, length);
    case ZIP_SOURCE_TELL:
      return static_cast<zip_int64_t>(source.position);
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&source.error, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    default:
      zip_error_set(&source.error, ZIP_ER_OPNOTSUPP, 0);
      return -1;
  }
}

// `source` outlives the archive.
Archive OpenArchive(Source& source) {
  zip_source_t* reader = zip_source_function_create(&Serve, &source, nullptr);
  if (reader == nullptr) return nullptr;
  zip_t* archive = zip_open_from_source(reader, ZIP_RDONLY, nullptr);
  if (archive == nullptr) zip_source_free(reader);
  return Archive(archive);
}

bool IsMetadata(std::string_view path) {
  constexpr std::string_view kEnding = ".dist-info/METADATA";
  return path.ends_with(kEnding) &&
         path.find('/') == path.size() - std::string_view("/METADATA").size();
}

struct Metadata {
  int count = 0;
  zip_uint64_t index = 0, size = 0;
};

Metadata FindMetadata(zip_t* archive) {
  Metadata found;
  for (zip_int64_t i = 0, count = zip_get_num_entries(archive, 0); i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat) != 0) continue;
    if ((stat.valid & ZIP_STAT_NAME) == 0 || (stat.valid & ZIP_STAT_SIZE) == 0) continue;
    if (IsMetadata(stat.name)) found = {found.count + 1, static_cast<zip_uint64_t>(i), stat.size};
  }
  return found;
}

}  // namespace

absl::StatusOr<std::string> FetchWheelMetadata(Fetcher& fetcher, const std::string& url) {
  ACCEL_ASSIGN_OR_RETURN(RemoteFile file, RemoteFile::Open(fetcher, url));
  if (file.EndHolds(kZip64Locator)) {
    return FetchError(absl::StatusCode::kResourceExhausted, url,
                      "it is a zip64 archive, which is not looked into");
  }
  Source source{.file = std::move(file), .status = absl::OkStatus()};
  const auto broken = [&](const char* what) {
    return source.status.ok() ? FetchError(absl::StatusCode::kDataLoss, url, what) : source.status;
  };
  const Archive archive = OpenArchive(source);
  if (archive == nullptr) return broken("it is no zip archive, so no wheel");
  const Metadata found = FindMetadata(archive.get());
  if (found.count == 0) {
    return FetchError(absl::StatusCode::kNotFound, url, "it has no METADATA, so it is no wheel");
  }
  if (found.count > 1) {
    return FetchError(absl::StatusCode::kInvalidArgument, url,
                      "it has METADATA several times, so nobody can tell what it is");
  }
  if (found.size > kLargestMetadata) {
    return FetchError(absl::StatusCode::kResourceExhausted, url, "its METADATA is over 1 MiB");
  }
  const Entry entry(zip_fopen_index(archive.get(), found.index, 0));
  std::string metadata(found.size, '\0');
  if (entry == nullptr ||
      zip_fread(entry.get(), metadata.data(), found.size) != static_cast<zip_int64_t>(found.size)) {
    return broken("its METADATA cannot be unpacked");
  }
  return metadata;
}

}  // namespace accel::shim::index
