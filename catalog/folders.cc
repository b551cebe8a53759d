// SPDX-License-Identifier: Apache-2.0
#include "catalog/folders.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "catalog/embedded.h"
#include "catalog/place.h"
#include "catalog/text_file.h"

namespace accel::catalog {
namespace {

namespace fs = std::filesystem;

// Keeps the first error; those after it are mostly its consequences.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string file) : file_(std::move(file)) {}

  void AddError(int line, int column, const std::string& why) override {
    if (!text_.empty()) return;
    text_ = file_ + ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1) + ": " + why;
  }
  const std::string& text() const { return text_; }

 private:
  std::string file_;
  std::string text_;
};

// protobuf's text form takes any bytes for a string; its binary form, which the daemon speaks,
// takes UTF-8 alone.
bool IsUtf8(const v1::Catalog& catalog) {
  const google::protobuf::LogSilencer silencer;
  v1::Catalog again;
  return again.ParseFromString(catalog.SerializeAsString());
}

absl::StatusOr<std::vector<fs::path>> FilesOf(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".textproto") files.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return compat::FailedPrecondition("read " + folder + ": " + error.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Within one file; across files the newer one takes the place of the older.
std::optional<compat::Contradiction> FindTwice(const v1::Catalog& catalog) {
  std::set<std::string> names;
  for (const v1::Package& package : catalog.packages()) {
    if (!names.insert(package.name()).second)
      return compat::Contradiction{package.name(), "", "", "is there twice; keep one of them"};
  }
  return std::nullopt;
}

// `base` with `file` over it; checked, so that the error names the file that broke it.
absl::StatusOr<v1::Catalog> MergeFile(const v1::Catalog& base, const fs::path& file,
                                      const Trust& trust) {
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file));
  ACCEL_RETURN_IF_ERROR(CheckTrust(file, text, trust));
  ACCEL_ASSIGN_OR_RETURN(const v1::Catalog newer, ParseCatalogText(text, file.string()));
  v1::Catalog merged = compat::MergeCatalogs(base, newer);
  std::optional<compat::Contradiction> found = FindTwice(newer);
  if (!found) found = compat::FindContradiction(merged);
  if (!found) return merged;
  return compat::InvalidArgument(file.string() + ":" + PlaceOf(*found, text) + ": " +
                                 compat::ToString(*found));
}

}  // namespace

std::vector<std::string> CatalogFolders(const char* listed) {
  if (listed == nullptr) return {"/usr/share/accel/catalog.d", "/etc/accel/catalog.d"};
  std::istringstream list{listed};
  std::vector<std::string> folders;
  for (std::string folder; std::getline(list, folder, ':');) {
    if (!folder.empty()) folders.push_back(folder);
  }
  return folders;
}

absl::StatusOr<v1::Catalog> ParseCatalogText(const std::string& text, const std::string& file) {
  FirstError errors(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  v1::Catalog catalog;
  if (!parser.ParseFromString(text, &catalog)) return compat::InvalidArgument(errors.text());
  if (!IsUtf8(catalog))
    return compat::InvalidArgument(file +
                                   ":1:1: it has a string that is no UTF-8; save it as UTF-8");
  return catalog;
}

absl::StatusOr<compat::Catalog> ReadCatalog(const v1::Catalog& base,
                                            const std::vector<std::string>& folders,
                                            const Trust& trust) {
  v1::Catalog catalog = base;
  for (const std::string& folder : folders) {
    ACCEL_ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesOf(folder));
    for (const fs::path& file : files) {
      ACCEL_ASSIGN_OR_RETURN(catalog, MergeFile(catalog, file, trust));
    }
  }
  return compat::Catalog::FromMessage(std::move(catalog));
}

absl::StatusOr<compat::Catalog> ReadCatalog(const std::vector<std::string>& folders) {
  ACCEL_ASSIGN_OR_RETURN(const Trust trust, CatalogTrust(std::getenv("ACCEL_CATALOG_KEYS")));
  ACCEL_ASSIGN_OR_RETURN(const compat::Catalog embedded,
                         compat::Catalog::FromBinary(EmbeddedBytes()));
  return ReadCatalog(embedded.message(), folders, trust);
}

}  // namespace accel::catalog
