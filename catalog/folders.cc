// SPDX-License-Identifier: Apache-2.0
#include "catalog/folders.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "catalog/embedded.h"

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

absl::StatusOr<v1::Catalog> ReadFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // An empty file sets failbit on the copy, a failed read badbit on the source.
  if (in.is_open() && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad())
    return compat::FailedPrecondition("read " + file.string() + ": cannot be read");
  return ParseCatalogText(text.str(), file.string());
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
  return catalog;
}

absl::StatusOr<compat::Catalog> ReadCatalog(const v1::Catalog& base,
                                            const std::vector<std::string>& folders) {
  absl::StatusOr<compat::Catalog> catalog = compat::Catalog::FromMessage(base);
  for (const std::string& folder : folders) {
    ACCEL_ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesOf(folder));
    for (const fs::path& file : files) {
      if (!catalog.ok()) return catalog;
      ACCEL_ASSIGN_OR_RETURN(const v1::Catalog newer, ReadFile(file));
      // Checked after each file, so that the error names the one that broke it.
      catalog = compat::Catalog::FromMessage(compat::MergeCatalogs(catalog->message(), newer));
      if (!catalog.ok()) return compat::Annotate(catalog.status(), file.string());
    }
  }
  return catalog;
}

absl::StatusOr<compat::Catalog> ReadCatalog(const std::vector<std::string>& folders) {
  ACCEL_ASSIGN_OR_RETURN(const compat::Catalog embedded,
                         compat::Catalog::FromBinary(EmbeddedBytes()));
  return ReadCatalog(embedded.message(), folders);
}

}  // namespace accel::catalog
