// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/request.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "compat/name.h"
#include "compat/requirement.h"
#include "compat/wheel_name.h"
#include "shim/index/url.h"
#include "shim/pip/requirement_files.h"

namespace accel::shim::pip {
namespace {

// The options whose values are files of requirements.
constexpr std::array kFileOptions = {"constraint", "requirement", "build-constraint"};

absl::StatusOr<FileContent> ReadWhole(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, error))
    return compat::NotFound(path + ": cannot be read; no such requirement file, or not yours");
  std::ostringstream content;
  content << file.rdbuf();
  return FileContent{content.str(), !std::filesystem::is_regular_file(path, error)};
}

absl::StatusOr<FileContent> Download(const std::string& url, index::Fetcher& network) {
  index::Request request;
  request.url = url;
  request.max_bytes = std::size_t{8} << 20;
  ACCEL_ASSIGN_OR_RETURN(index::Response response, network.Fetch(request));
  return FileContent{std::move(response.body), true};
}

// The project of "./dist/torch-2.9.1+cpu-cp311-….whl" or its URL; empty when it is no wheel.
std::string ProjectOfWheel(const std::string& text) {
  const std::string path = text.substr(0, text.find_first_of("?#"));
  const absl::StatusOr<compat::WheelName> wheel =
      compat::ParseWheelName(index::PercentDecode(path.substr(path.rfind('/') + 1)));
  return wheel.ok() ? wheel->name : "";
}

// Texts that are no PEP 508 requirement and no wheel, and those for other machines, are no business
// of ours.
void AddWish(const std::string& text, const Surroundings& around, std::vector<compat::Wish>& wishes,
             std::set<std::string>& direct) {
  const absl::StatusOr<compat::Requirement> requirement = compat::ParseRequirement(text);
  if (!requirement.ok()) {
    const std::string name = ProjectOfWheel(text);
    if (around.catalog.FindServed(name) != nullptr) direct.insert(name);
    return;
  }
  if (!compat::Evaluate(requirement->marker, around.markers)) return;
  const std::string name = compat::NormalizeName(requirement->name);
  if (around.catalog.FindServed(name) == nullptr) return;
  if (!requirement->url.empty()) {  // the user's own wheel: nothing is left to choose
    direct.insert(name);
    return;
  }
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
void AddConstraints(const std::vector<std::string>& texts, const Surroundings& around,
                    std::vector<compat::Wish>& wishes, std::set<std::string>& direct) {
  std::vector<compat::Wish> constraints;
  for (const std::string& text : texts) AddWish(text, around, constraints, direct);
  for (const compat::Wish& constraint : constraints) {
    for (compat::Wish& wish : wishes) {
      if (wish.package != constraint.package) continue;
      const auto& more = constraint.specifiers.specifiers;
      wish.specifiers.specifiers.insert(wish.specifiers.specifiers.end(), more.begin(), more.end());
    }
  }
}

// Takes the files of one call in, one after the other.
class FileCollector {
 public:
  FileCollector(const Surroundings& around, PipRequest& request) : request_(request) {
    source_.read = [&around](const std::string& path) {
      return index::LooksLikeUrl(path) ? Download(path, around.network) : ReadWhole(path);
    };
    source_.keep = [this](const std::string& content) { return Keep(content); };
    source_.variable = [&around](const std::string& name) { return around.environment.Get(name); };
  }

  // The name that pip should read instead; nullopt = the file is fine as it is.
  absl::StatusOr<std::optional<std::string>> Take(const std::string& option,
                                                  const std::string& path) {
    ACCEL_ASSIGN_OR_RETURN(RequirementFile file, ReadRequirementFile(path, source_));
    if (option != "build-constraint") {
      std::vector<std::string>& names = option == "constraint" ? constraints : requirements;
      names.insert(names.end(), file.requirements.begin(), file.requirements.end());
      constraints.insert(constraints.end(), file.constraints.begin(), file.constraints.end());
    }
    if (file.index_url) request_.index_url = *file.index_url;
    request_.extra_index_urls.insert(request_.extra_index_urls.end(), file.extra_index_urls.begin(),
                                     file.extra_index_urls.end());
    request_.no_index = request_.no_index || file.no_index;
    if (!file.rewritten) return std::nullopt;
    ACCEL_ASSIGN_OR_RETURN(std::string kept, Keep(*file.rewritten));
    return kept;
  }

  std::vector<std::string> requirements, constraints;

 private:
  absl::StatusOr<std::string> Keep(const std::string& content) {
    ACCEL_ASSIGN_OR_RETURN(MemoryFile file, MemoryFile::Create(content));
    request_.files.push_back(std::move(file));
    return request_.files.back().Path();
  }

  PipRequest& request_;
  RequirementSource source_;
};

// A configured list of files is replaced as a whole, by a variable; see ChildEnvironment.
absl::Status TakeConfigured(const char* option, const Settings& settings, FileCollector& collector,
                            PipRequest& request) {
  std::string names;
  bool changed = false;
  for (const std::string& path : SplitWords(Setting(settings, option))) {
    ACCEL_ASSIGN_OR_RETURN(const std::optional<std::string> kept, collector.Take(option, path));
    changed = changed || kept.has_value();
    names += kept.value_or(path) + " ";
  }
  if (changed) request.lists[option] = names;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PipRequest> Understand(Arguments arguments, const Surroundings& around) {
  PipRequest request;
  request.arguments = std::move(arguments);
  request.proxy = ValueOrSetting(request.arguments, around.settings, "proxy");
  FileCollector collector(around, request);
  collector.requirements = Positionals(request.arguments);
  for (const char* option : kFileOptions)
    ACCEL_RETURN_IF_ERROR(TakeConfigured(option, around.settings, collector, request));
  for (Argument& argument : request.arguments.rest) {
    if (std::find(kFileOptions.begin(), kFileOptions.end(), argument.option) == kFileOptions.end())
      continue;
    ACCEL_ASSIGN_OR_RETURN(const std::optional<std::string> kept,
                           collector.Take(argument.option, argument.value));
    if (kept) argument.words = {"--" + argument.option, *kept};
  }
  for (const std::string& text : collector.requirements)
    AddWish(text, around, request.wishes, request.direct);
  AddConstraints(collector.constraints, around, request.wishes, request.direct);
  std::erase_if(request.wishes,
                [&](const auto& wish) { return request.direct.contains(wish.package); });
  for (const compat::Wish& wish : request.wishes) {
    if (IsExact(wish)) request.exact.push_back(wish.package);
  }
  // A requirement file's --index-url beats the command line's, as in pip.
  if (request.index_url.empty()) request.index_url = LastValue(request.arguments, "index-url");
  const std::vector<std::string> extra = AllValues(request.arguments, "extra-index-url");
  request.extra_index_urls.insert(request.extra_index_urls.begin(), extra.begin(), extra.end());
  request.no_index = request.no_index || Has(request.arguments, "no-index") ||
                     IsTrue(Setting(around.settings, "no-index"));
  return request;
}

absl::StatusOr<std::vector<std::string>> UserIndexes(const PipRequest& request,
                                                     const Settings& settings,
                                                     const std::vector<std::string>& tool,
                                                     const clients::Environment& environment,
                                                     const std::string& cache_folder) {
  std::vector<std::string> indexes;
  if (request.no_index) return indexes;
  std::string first =
      request.index_url.empty() ? Setting(settings, "index-url") : request.index_url;
  if (first.empty()) {
    ACCEL_ASSIGN_OR_RETURN(first, DefaultIndex(tool, environment, cache_folder));
  }
  indexes.push_back(first);
  for (const std::string& url : SplitWords(Setting(settings, "extra-index-url")))
    indexes.push_back(url);
  indexes.insert(indexes.end(), request.extra_index_urls.begin(), request.extra_index_urls.end());
  return indexes;
}

}  // namespace accel::shim::pip
