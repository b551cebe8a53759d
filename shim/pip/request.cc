// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/request.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compat/name.h"
#include "compat/requirement.h"
#include "shim/pip/requirement_files.h"

namespace accel::shim::pip {
namespace {

std::optional<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

// Texts that are no PEP 508 requirement (paths, URLs) are no business of ours.
void AddWish(const std::string& text, const compat::Catalog& catalog,
             std::vector<compat::Wish>& wishes) {
  const absl::StatusOr<compat::Requirement> requirement = compat::ParseRequirement(text);
  if (!requirement.ok() || !requirement->url.empty()) return;
  const std::string name = compat::NormalizeName(requirement->name);
  if (catalog.FindPackage(name) == nullptr) return;
  auto wish =
      std::find_if(wishes.begin(), wishes.end(), [&](const auto& w) { return w.package == name; });
  if (wish == wishes.end()) wish = wishes.insert(wishes.end(), compat::Wish{name, {}});
  const auto& more = requirement->specifiers.specifiers;
  wish->specifiers.specifiers.insert(wish->specifiers.specifiers.end(), more.begin(), more.end());
}

bool IsExact(const compat::Wish& wish) {
  return std::any_of(
      wish.specifiers.specifiers.begin(), wish.specifiers.specifiers.end(),
      [](const auto& s) { return s.op == compat::Specifier::Operator::kEqual && !s.wildcard; });
}

// Constraints count for what is named; alone they ask for nothing.
void AddConstraints(const std::vector<std::string>& texts, const compat::Catalog& catalog,
                    std::vector<compat::Wish>& wishes) {
  std::vector<compat::Wish> constraints;
  for (const std::string& text : texts) AddWish(text, catalog, constraints);
  for (const compat::Wish& constraint : constraints) {
    for (compat::Wish& wish : wishes) {
      if (wish.package != constraint.package) continue;
      const auto& more = constraint.specifiers.specifiers;
      wish.specifiers.specifiers.insert(wish.specifiers.specifiers.end(), more.begin(), more.end());
    }
  }
}

}  // namespace

absl::StatusOr<PipRequest> Understand(Arguments arguments, const compat::Catalog& catalog) {
  PipRequest request;
  request.arguments = std::move(arguments);
  const KeepFile keep = [&](const std::string& content) -> absl::StatusOr<std::string> {
    ACCEL_ASSIGN_OR_RETURN(MemoryFile file, MemoryFile::Create(content));
    request.files.push_back(std::move(file));
    return request.files.back().Path();
  };
  std::vector<std::string> requirements = Positionals(request.arguments), constraints;
  for (Argument& argument : request.arguments.rest) {
    if (argument.option != "requirement" && argument.option != "constraint") continue;
    ACCEL_ASSIGN_OR_RETURN(RequirementFile file,
                           ReadRequirementFile(argument.value, ReadWhole, keep));
    std::vector<std::string>& names = argument.option == "constraint" ? constraints : requirements;
    names.insert(names.end(), file.requirements.begin(), file.requirements.end());
    constraints.insert(constraints.end(), file.constraints.begin(), file.constraints.end());
    if (file.index_url) request.index_url = *file.index_url;
    request.extra_index_urls.insert(request.extra_index_urls.end(), file.extra_index_urls.begin(),
                                    file.extra_index_urls.end());
    request.no_index = request.no_index || file.no_index;
    if (!file.rewritten) continue;
    ACCEL_ASSIGN_OR_RETURN(const std::string kept, keep(*file.rewritten));
    argument.words = {"--" + argument.option, kept};
  }
  for (const std::string& text : requirements) AddWish(text, catalog, request.wishes);
  AddConstraints(constraints, catalog, request.wishes);
  for (const compat::Wish& wish : request.wishes) {
    if (IsExact(wish)) request.exact.push_back(wish.package);
  }
  // A requirement file's --index-url beats the command line's, as in pip.
  if (request.index_url.empty()) request.index_url = LastValue(request.arguments, "index-url");
  const std::vector<std::string> extra = AllValues(request.arguments, "extra-index-url");
  request.extra_index_urls.insert(request.extra_index_urls.begin(), extra.begin(), extra.end());
  request.no_index = request.no_index || Has(request.arguments, "no-index");
  return request;
}

absl::StatusOr<std::vector<std::string>> UserIndexes(const PipRequest& request,
                                                     const Settings& settings,
                                                     const std::vector<std::string>& tool,
                                                     const clients::Environment& environment,
                                                     const std::string& cache_folder) {
  const auto setting = [&](std::string_view option) {
    const auto it = settings.find(option);
    return it == settings.end() ? std::string() : it->second;
  };
  std::vector<std::string> indexes;
  if (request.no_index || setting("no-index") == "1" || setting("no-index") == "true")
    return indexes;
  std::string first = request.index_url.empty() ? setting("index-url") : request.index_url;
  if (first.empty()) {
    ACCEL_ASSIGN_OR_RETURN(first, DefaultIndex(tool, environment, cache_folder));
  }
  indexes.push_back(first);
  for (const std::string& url : SplitWords(setting("extra-index-url"))) indexes.push_back(url);
  indexes.insert(indexes.end(), request.extra_index_urls.begin(), request.extra_index_urls.end());
  return indexes;
}

}  // namespace accel::shim::pip
