// SPDX-License-Identifier: Apache-2.0
#include "compat/installation.h"

#include <map>

#include "compat/follower.h"
#include "compat/judge.h"
#include "compat/rank.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

using Fields = std::map<std::string, std::string>;

// The row of the catalogue that the build is made by; nullptr when it has none.
const v1::BuildRow* RowOf(const v1::Package& package, const v1::Choice& choice, const Question& q) {
  if (!package.follows().empty()) return OwnRow(package, choice.version(), choice.tag(), q);
  const std::optional<BuildNeeds> needs =
      q.catalog.FindNeeds(package, choice.version(), choice.tag(), ArchitectureOf(q.host));
  return needs ? needs->row : nullptr;
}

// "3.12.1" -> "cp312"; empty for none.
std::string PythonTag(const std::string& python) {
  const absl::StatusOr<Version> version = ParseVersion(python);
  if (!version.ok() || version->release.size() < 2) return "";
  return "cp" + version->release[0] + version->release[1];
}

std::string Minor(const std::string& version) {
  const absl::StatusOr<Version> parsed = ParseVersion(version);
  if (!parsed.ok() || parsed->release.size() < 2) return version;
  return parsed->release[0] + "." + parsed->release[1];
}

Fields FieldsOf(const v1::Package& package, const v1::Choice& choice,
                const std::string& leader_version, const Question& q) {
  const v1::Package& leader = q.catalog.LeaderOf(package);
  const std::string architecture = ArchitectureOf(q.host), minor = Minor(leader_version);
  const std::optional<BuildNeeds> needs =
      q.catalog.FindNeeds(leader, leader_version, choice.tag(), architecture);
  return {{"version", choice.version()},
          {"tag", choice.tag()},
          {"cuda", CudaMajor(choice.tag())},
          {"leader", minor},
          {"leader_release", minor + ".0"},
          {"python", PythonTag(q.python)},
          {"architecture", architecture},
          {"cxx11_abi", needs && needs->row->cxx11_abi() ? "TRUE" : "FALSE"}};
}

// A field that is not known stays as it is written.
std::string Filled(std::string text, const Fields& fields) {
  for (const auto& [name, value] : fields) {
    const std::string place = "{" + name + "}";
    for (std::size_t at; !value.empty() && (at = text.find(place)) != std::string::npos;)
      text.replace(at, place.size(), value);
  }
  return text;
}

// The extras of the targets of all GPUs that take part: "device-gfx942,device-gfx1100".
std::string DeviceExtras(const Question& q) {
  std::set<std::string> extras;
  for (int i = 0; i < q.host.gpus_size(); ++i) {
    const std::string& gfx = q.host.gpus(i).gfx();
    if (!gfx.empty() && !q.policy.set_aside.contains(i)) extras.insert("device-" + gfx);
  }
  std::string text;
  for (const std::string& extra : extras) text += (text.empty() ? "" : ",") + extra;
  return text;
}

// "cupy-cuda12x[ctk]==14.2.0"
std::string Named(const v1::Package& package, const v1::Choice& choice, const v1::BuildRow* row,
                  const Question& q) {
  const bool renamed = row != nullptr && !row->distribution().empty();
  std::string extra = row == nullptr ? "" : row->extra();
  if (package.selection() == v1::DEVICE_EXTRA) extra = DeviceExtras(q);
  return (renamed ? row->distribution() : package.name()) +
         (extra.empty() ? "" : "[" + extra + "]") + "==" + choice.version();
}

// Where pip is to look, beside or instead of its default index.
std::vector<std::string> Place(const v1::Package& package, const std::string& tag,
                               const std::string& page) {
  if (package.selection() == v1::FIND_LINKS) return {"--find-links", page};
  if (package.index().empty()) return {};
  const bool one_index = package.selection() == v1::DEVICE_EXTRA;
  return {"--index-url", package.index() + (one_index ? "" : tag + "/")};
}

}  // namespace

std::vector<std::string> InstallWords(const v1::Package& package, const v1::Choice& choice,
                                      const std::string& leader_version, const Question& q) {
  if (q.catalog.IsServed(package)) return {};
  std::string page = package.page();
  if (!page.empty()) page = Filled(std::move(page), FieldsOf(package, choice, leader_version, q));
  if (package.selection() == v1::COMPUTED_URL) return {page};
  std::vector<std::string> words = {Named(package, choice, RowOf(package, choice, q), q)};
  for (std::string& word : Place(package, choice.tag(), page)) words.push_back(std::move(word));
  return words;
}

}  // namespace accel::compat
