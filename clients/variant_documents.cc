// SPDX-License-Identifier: Apache-2.0
#include "clients/variant_documents.h"

#include <filesystem>
#include <fstream>

#include "clients/toml_text.h"
#include "compat/printable.h"

namespace accel::clients {
namespace {

constexpr std::size_t kLargest = 4 << 20;  // bytes; the document of torch has 20 000

// "torch 2.9.0" of "torch-2.9.0-variants.json"
std::string NameOf(const std::string& file) {
  constexpr std::string_view kEnd = "-variants.json";
  std::string name = file.substr(file.rfind('/') + 1);
  if (!name.ends_with(kEnd)) return name;
  name.resize(name.size() - kEnd.size());
  if (const std::size_t dash = name.find('-'); dash != std::string::npos) name[dash] = ' ';
  return name;
}

std::string Text(const toml::table& package, std::string_view key) {
  return package[key].value<std::string>().value_or("");
}

absl::StatusOr<std::vector<VariantDocument>> FromLock(const toml::table& lock,
                                                      const std::string& file) {
  std::vector<VariantDocument> documents;
  const toml::array* packages = lock["packages"].as_array();
  for (std::size_t i = 0; packages != nullptr && i < packages->size(); ++i) {
    const toml::table* package = packages->get(i)->as_table();
    const toml::table* document =
        package == nullptr ? nullptr : (*package)["variants-json"].as_table();
    if (document == nullptr) continue;
    documents.push_back(
        {Text(*package, "name") + " " + Text(*package, "version"), ToJson(*document)});
  }
  if (!documents.empty()) return documents;
  return compat::InvalidArgument(file +
                                 ": no package of it has a [packages.variants-json] (PEP 825)");
}

}  // namespace

absl::StatusOr<std::vector<VariantDocument>> ParseVariantDocuments(std::string_view bytes,
                                                                   const std::string& file) {
  const std::string shown = compat::PrintSafe(file);
  if (bytes.empty()) return compat::InvalidArgument(shown + ": is empty");
  if (!file.ends_with(".toml"))
    return std::vector<VariantDocument>{{NameOf(file), std::string(bytes)}};
  ACCEL_ASSIGN_OR_RETURN(const toml::table lock, ParseToml(bytes, shown));
  return FromLock(lock, shown);
}

absl::StatusOr<std::vector<VariantDocument>> ReadVariantDocuments(const std::string& path) {
  const std::string shown = compat::PrintSafe(path);
  if (!std::filesystem::is_regular_file(path)) {
    return compat::NotFound(shown +
                            ": there is no such file; name a *-variants.json or a pylock.toml");
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kLargest + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.is_open()) return absl::PermissionDeniedError(shown + ": cannot be read");
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > kLargest) return compat::InvalidArgument(shown + ": has more than 4 MiB");
  return ParseVariantDocuments(bytes, path);
}

}  // namespace accel::clients
