// SPDX-License-Identifier: Apache-2.0
#include "compat/platform_tags.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "compat/ascii.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

// Bounds for the length of the list, which is a product; no Python comes near them.
constexpr int kHighestNumber = 99;
constexpr std::size_t kMostAbis = 16;

struct PythonVersion {
  int major = 0;
  int minor = 0;
  auto operator<=>(const PythonVersion&) const = default;
};

// "3.12.1", "3.15.0a2", "3.14.0+"
absl::StatusOr<PythonVersion> ReadPythonVersion(std::string_view text) {
  PythonVersion version;
  const char* const end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): `end` is its size.
  const auto major = std::from_chars(text.data(), end, version.major);
  const bool has_minor = major.ec == std::errc() && major.ptr != end && *major.ptr == '.';
  const bool read =
      has_minor && std::from_chars(major.ptr + 1, end, version.minor).ec == std::errc();
  const auto in_range = [](int number) { return number >= 0 && number <= kHighestNumber; };
  if (read && in_range(version.major) && in_range(version.minor)) return version;
  return InvalidArgument("interpreter: its version '" + PrintSafe(text) +
                         "' cannot be read; expected one like 3.12.1");
}

std::string NoDot(PythonVersion version) {
  return std::to_string(version.major) + std::to_string(version.minor);
}

std::string ShortName(const std::string& implementation) {
  if (implementation == "cpython") return "cp";
  if (implementation == "pypy") return "pp";
  if (implementation == "python") return "py";
  if (implementation == "ironpython") return "ip";
  return implementation == "jython" ? "jy" : implementation;
}

// PEP 3149's flags, as far as file names of wheels carry them.
std::vector<std::string> CpythonAbis(const v1::Interpreter& interpreter, PythonVersion version) {
  const std::string base = "cp" + NoDot(version);
  const bool free_threaded = interpreter.free_threaded() && version >= PythonVersion{3, 13};
  const std::string threaded = base + (free_threaded ? "t" : "");
  const std::string debug = interpreter.debug() ? "d" : "";
  if (version < PythonVersion{3, 8}) return {threaded + debug + "m"};
  if (debug.empty()) return {threaded};
  return {threaded + debug, threaded};
}

// "pypy310-pp73" -> "pypy310_pp73"
std::vector<std::string> GivenAbis(const v1::Interpreter& interpreter) {
  std::vector<std::string> abis;
  for (const std::string& given : interpreter.abis()) {
    std::string abi = ToLower(given);
    std::replace_if(
        abi.begin(), abi.end(), [](char c) { return c == '-' || c == '.' || c == ' '; }, '_');
    if (!abi.empty()) abis.push_back(std::move(abi));
  }
  return abis;
}

// "cp313t", "cp313td"
bool IsFreeThreaded(const std::vector<std::string>& abis) {
  if (abis.empty() || !abis.front().starts_with("cp")) return false;
  const std::size_t flags = abis.front().find_first_not_of("0123456789", 2);
  return flags > 2 && flags != std::string::npos &&
         abis.front().find('t', flags) != std::string::npos;
}

class TagList {
 public:
  explicit TagList(std::vector<std::string> platforms) : platforms_(std::move(platforms)) {}

  void OnEveryPlatform(const std::string& python, const std::string& abi) {
    for (const std::string& platform : platforms_) tags_.push_back({python, abi, platform});
  }

  void Anywhere(const std::string& python) { tags_.push_back({python, "none", "any"}); }

  std::vector<Tag> Take() { return std::move(tags_); }

 private:
  std::vector<std::string> platforms_;
  std::vector<Tag> tags_;
};

// PEP 384 and PEP 803: a module for the stable ABI of an older Python runs here too. Free-threaded
// interpreters have a stable ABI of their own.
void AppendCpython(PythonVersion version, const std::vector<std::string>& abis, TagList& tags) {
  const std::string python = "cp" + NoDot(version);
  const bool free_threaded = IsFreeThreaded(abis);
  const std::string stable = free_threaded ? "abi3t" : "abi3";
  for (const std::string& abi : abis) {
    const bool later = abi == "none" || abi == "abi3" || (free_threaded && abi == "abi3t");
    if (!later) tags.OnEveryPlatform(python, abi);
  }
  const bool has_stable = version >= PythonVersion{3, 2};
  if (has_stable) tags.OnEveryPlatform(python, stable);
  tags.OnEveryPlatform(python, "none");
  for (int minor = version.minor - 1; has_stable && minor > 1; --minor) {
    tags.OnEveryPlatform("cp" + NoDot({version.major, minor}), stable);
  }
}

void AppendGeneric(const std::string& python, std::vector<std::string> abis, TagList& tags) {
  if (std::find(abis.begin(), abis.end(), "none") == abis.end()) abis.push_back("none");
  for (const std::string& abi : abis) tags.OnEveryPlatform(python, abi);
}

// "py312", "py3", "py311", …, "py30"
std::vector<std::string> PureNames(PythonVersion version) {
  std::vector<std::string> names = {"py" + NoDot(version), "py" + std::to_string(version.major)};
  for (int minor = version.minor - 1; minor >= 0; --minor) {
    names.push_back("py" + NoDot({version.major, minor}));
  }
  return names;
}

void AppendPure(PythonVersion version, const std::string& any_python, TagList& tags) {
  const std::vector<std::string> names = PureNames(version);
  for (const std::string& name : names) tags.OnEveryPlatform(name, "none");
  if (!any_python.empty()) tags.Anywhere(any_python);
  for (const std::string& name : names) tags.Anywhere(name);
}

}  // namespace

absl::StatusOr<std::vector<Tag>> SupportedTags(const v1::Interpreter& interpreter) {
  ACCEL_ASSIGN_OR_RETURN(const PythonVersion version, ReadPythonVersion(interpreter.version()));
  ACCEL_ASSIGN_OR_RETURN(std::vector<std::string> platforms, SupportedPlatforms(interpreter));
  const std::string name = ShortName(ToLower(interpreter.implementation()));
  if (name.empty()) return InvalidArgument("interpreter: its implementation is not known");
  std::vector<std::string> abis = GivenAbis(interpreter);
  if (abis.size() > kMostAbis)
    return InvalidArgument("interpreter: it names " + std::to_string(abis.size()) +
                           " ABIs; expected at most " + std::to_string(kMostAbis));
  TagList tags(std::move(platforms));
  if (name == "cp") {
    if (abis.empty()) abis = CpythonAbis(interpreter, version);
    AppendCpython(version, abis, tags);
    AppendPure(version, "cp" + NoDot(version), tags);
    return tags.Take();
  }
  if (abis.empty()) {
    return InvalidArgument("interpreter: the ABIs of this " + PrintSafe(name) + " are not known");
  }
  AppendGeneric(name + NoDot(version), std::move(abis), tags);
  AppendPure(version, name == "pp" ? "pp3" : "", tags);
  return tags.Take();
}

}  // namespace accel::compat
