// SPDX-License-Identifier: Apache-2.0
#include "catalog/folders.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "catalog/embedded.h"
#include "catalog/place.h"
#include "catalog/text_file.h"

namespace accel::catalog {
namespace {

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

// `base` with `file` over it; checked, so that the error names the file that broke it.
absl::StatusOr<v1::Catalog> MergeFile(v1::Catalog base, const std::string& file,
                                      const Trust& trust) {
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file));
  ACCEL_RETURN_IF_ERROR(CheckTrust(file, text, trust));
  ACCEL_ASSIGN_OR_RETURN(const v1::Catalog newer, ParseCatalogText(text, file));
  v1::Catalog merged = compat::MergeCatalogs(std::move(base), newer);
  const std::optional<compat::Contradiction> found = compat::FindContradiction(merged);
  if (!found) return merged;
  return compat::InvalidArgument(file + ":" + PlaceOf(*found, text) + ": " +
                                 compat::ToString(*found));
}

}  // namespace

std::vector<std::string> CatalogFolders(const char* listed) {
  if (listed == nullptr) return {"/usr/share/accel/catalog.d", "/etc/accel/catalog.d"};
  return ListedPaths(listed);
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

absl::StatusOr<compat::Catalog> ReadCatalog(v1::Catalog base,
                                            const std::vector<std::string>& folders,
                                            const Trust& trust) {
  for (const std::string& folder : folders) {
    ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesIn(folder, ".textproto"));
    for (const std::string& file : files) {
      ACCEL_ASSIGN_OR_RETURN(base, MergeFile(std::move(base), file, trust));
    }
  }
  return compat::Catalog::FromMessage(std::move(base));
}

absl::StatusOr<compat::Catalog> ReadCatalog(const std::vector<std::string>& folders) {
  ACCEL_ASSIGN_OR_RETURN(const Trust trust, CatalogTrust(std::getenv("ACCEL_CATALOG_KEYS")));
  const std::string_view bytes = EmbeddedBytes();
  v1::Catalog base;
  if (!base.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return compat::InvalidArgument("the compiled-in catalogue cannot be read; build anew");
  return ReadCatalog(std::move(base), folders, trust);
}

}  // namespace accel::catalog
