// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/bill_of_materials.h"

#include <toml++/toml.h>

#include "clients/toml_text.h"
#include "compat/ascii.h"
#include "shim/overlay/selection.h"

namespace accel::shim::overlay {
namespace {

// Everything but unreserved characters (RFC 3986) as %XX.
std::string Encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (compat::IsLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

// "pkg:pypi/torch@2.9.1%2Bcu126?repository_url=…"; no qualifier for the default index.
std::string PurlOf(const LockedPackage& package) {
  const std::string purl = "pkg:pypi/" + package.name + "@" + Encoded(package.version);
  if (!package.source) return purl;
  const std::string key = package.source->type == "legacy" ? "repository_url"
                          : package.source->type == "git"  ? "vcs_url"
                                                           : "download_url";
  return purl + "?" + key + "=" + Encoded(package.source->url);
}

toml::table ComponentOf(const LockedPackage& package, const std::vector<compat::Tag>& tags) {
  const std::string purl = PurlOf(package);
  toml::table component{{"type", "library"},
                        {"bom-ref", purl},
                        {"name", package.name},
                        {"version", package.version},
                        {"purl", purl}};
  if (const LockedFile* file = BestFile(package, tags);
      file != nullptr && !Sha256Of(*file).empty()) {
    component.insert("hashes",
                     toml::array{toml::table{{"alg", "SHA-256"}, {"content", Sha256Of(*file)}}});
    component.insert("properties",
                     toml::array{toml::table{{"name", "accel:file"}, {"value", file->name}}});
  }
  if (package.source) {
    component.insert("externalReferences", toml::array{toml::table{{"type", "distribution"},
                                                                   {"url", package.source->url}}});
  }
  return component;
}

}  // namespace

std::string ToBillOfMaterials(const std::string& project,
                              const std::vector<LockedPackage>& packages,
                              const std::vector<compat::Tag>& tags) {
  toml::array components;
  for (const LockedPackage& package : packages) components.push_back(ComponentOf(package, tags));
  const toml::table document{
      {"bomFormat", "CycloneDX"},
      {"specVersion", "1.6"},
      {"version", 1},
      {"metadata",
       toml::table{{"component", toml::table{{"type", "application"}, {"name", project}}}}},
      {"components", std::move(components)}};
  return clients::ToJson(document);
}

}  // namespace accel::shim::overlay
