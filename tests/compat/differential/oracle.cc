// SPDX-License-Identifier: Apache-2.0
//
// compat_oracle: one question per line on stdin, one answer per line on stdout. Fields are
// separated by tabs and escaped
// (\t, \n, \r, \\). "!" is the answer to what is no version, marker, …
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "compat/marker.h"
#include "compat/platform_tags.h"
#include "compat/requirement.h"
#include "compat/specifier.h"
#include "compat/variants.h"
#include "compat/version.h"
#include "compat/wheel_name.h"
#include "tests/compat/differential/host_answer.h"

namespace accel::compat {
namespace {

using Fields = std::vector<std::string>;

constexpr const char* kRefused = "!";

char Unescape(char c) { return c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c; }

Fields Split(const std::string& line) {
  Fields fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      fields.back() += Unescape(line[++i]);
    } else {
      fields.back() += line[i];
    }
  }
  fields.resize(std::max<std::size_t>(fields.size(), 8));
  return fields;
}

std::string Escape(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    const std::size_t special = std::string("\t\n\r\\").find(c);
    if (special == std::string::npos) {
      escaped += c;
    } else {
      escaped += std::string("\\") + "tnr\\"[special];
    }
  }
  return escaped;
}

std::string Flag(bool value) { return value ? "T" : "F"; }

std::string Join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) joined += (i == 0 ? "" : separator) + parts[i];
  return joined;
}

// version TEXT -> NORMAL FORM
std::string AnswerVersion(const Fields& fields) {
  const auto version = ParseVersion(fields[1]);
  return version.ok() ? ToString(*version) : kRefused;
}

// compare A B -> "<", "=" or ">"
std::string AnswerCompare(const Fields& fields) {
  const auto a = ParseVersion(fields[1]);
  const auto b = ParseVersion(fields[2]);
  if (!a.ok() || !b.ok()) return kRefused;
  return *a < *b ? "<" : *a > *b ? ">" : "=";
}

// specifier SET VERSION -> contains by default, without prereleases, with them; allows prereleases;
// the set
std::string AnswerSpecifier(const Fields& fields) {
  const auto set = ParseSpecifierSet(fields[1]);
  const auto version = ParseVersion(fields[2]);
  if (!set.ok() || !version.ok()) return kRefused;
  return Flag(Contains(*set, *version)) + Flag(Contains(*set, *version, Prereleases::kForbid)) +
         Flag(Contains(*set, *version, Prereleases::kAllow)) + Flag(AllowsPrereleases(*set)) +
         "\t" + Escape(ToString(*set));
}

MarkerEnvironment Environment(const Fields& fields, std::size_t from) {
  MarkerEnvironment environment;
  for (std::size_t i = from; i < fields.size(); ++i) {
    const std::size_t equals = fields[i].find('=');
    if (equals == std::string::npos) continue;
    environment[fields[i].substr(0, equals)] = fields[i].substr(equals + 1);
  }
  return environment;
}

// marker TEXT NAME=VALUE… -> holds; the marker
std::string AnswerMarker(const Fields& fields) {
  const auto marker = ParseMarker(fields[1]);
  if (!marker.ok()) return kRefused;
  return Flag(Evaluate(*marker, Environment(fields, 2))) + "\t" + Escape(ToString(*marker));
}

// "nvidia|sm_arch|90_real|80_real" -> that list
v1::Property PropertyOf(const std::string& text) {
  std::istringstream parts(text);
  std::vector<std::string> words;
  for (std::string word; std::getline(parts, word, '|');) words.push_back(word);
  v1::Property property;
  property.set_namespace_(words.at(0));
  property.set_feature(words.at(1));
  property.mutable_values()->Add(words.begin() + 2, words.end());
  return property;
}

// variant_marker TEXT LABEL NAME=VALUE… LIST… -> holds for that variant; the marker
std::string AnswerVariantMarker(const Fields& fields) {
  const auto marker = ParseMarker(fields[1]);
  if (!marker.ok()) return kRefused;
  v1::Variant variant;
  variant.set_label(fields[2]);
  for (std::size_t i = 3; i < fields.size(); ++i) {
    const bool is_list = fields[i].find('=') == std::string::npos && !fields[i].empty();
    if (is_list) *variant.add_properties() = PropertyOf(fields[i]);
  }
  MarkerEnvironment environment = Environment(fields, 3);
  environment.merge(MarkersOf(variant));
  return Flag(Evaluate(*marker, environment)) + "\t" + Escape(ToString(*marker));
}

// requirement TEXT NAME=VALUE… -> name, extras, specifiers, URL, marker holds ("-" without marker)
std::string AnswerRequirement(const Fields& fields) {
  const auto requirement = ParseRequirement(fields[1]);
  if (!requirement.ok()) return kRefused;
  const bool has_marker = requirement->marker.root != nullptr;
  const bool holds = Evaluate(requirement->marker, Environment(fields, 2));
  return Join({Escape(requirement->name), Join(requirement->extras, ","),
               Escape(ToString(requirement->specifiers)), Escape(requirement->url),
               has_marker ? Flag(holds) : "-"},
              "\t");
}

// wheel NAME -> name, version, build, Python, ABI and platform tags
std::string AnswerWheel(const Fields& fields) {
  const auto wheel = ParseWheelName(fields[1]);
  if (!wheel.ok()) return kRefused;
  return Join({wheel->name, ToString(wheel->version), wheel->build, Join(wheel->python, "."),
               Join(wheel->abi, "."), Join(wheel->platform, ".")},
              "\t");
}

// tags IMPLEMENTATION VERSION PLATFORM LIBC LIBC_VERSION FLAGS ABIS -> the list; FLAGS has "t"
// (free-threaded), "d" (debug)
std::string AnswerTags(const Fields& fields) {
  v1::Interpreter interpreter;
  interpreter.set_implementation(fields[1]);
  interpreter.set_version(fields[2]);
  interpreter.set_platform(fields[3]);
  interpreter.mutable_libc()->set_kind(fields[4]);
  interpreter.mutable_libc()->set_version(fields[5]);
  interpreter.set_free_threaded(fields[6].find('t') != std::string::npos);
  interpreter.set_debug(fields[6].find('d') != std::string::npos);
  if (!fields[7].empty()) interpreter.add_abis(fields[7]);
  const auto tags = SupportedTags(interpreter);
  if (!tags.ok()) return kRefused;
  std::vector<std::string> lines;
  for (const Tag& tag : *tags) lines.push_back(tag.python + "-" + tag.abi + "-" + tag.platform);
  return Join(lines, " ");
}

// variants DOCUMENT LIST… -> the labels that run with those lists, best first
std::string AnswerVariants(const Fields& fields) {
  const auto index = ParseVariantIndex(fields[1], "variants.json");
  if (!index.ok()) return kRefused;
  std::vector<v1::Property> host;
  for (std::size_t i = 2; i < fields.size(); ++i) {
    if (!fields[i].empty()) host.push_back(PropertyOf(fields[i]));
  }
  return Join(OrderVariants(*index, AxesFor(*index, host)), " ");
}

int Serve() {
  const std::map<std::string, std::function<std::string(const Fields&)>> answers = {
      {"version", AnswerVersion},
      {"compare", AnswerCompare},
      {"specifier", AnswerSpecifier},
      {"marker", AnswerMarker},
      {"variant_marker", AnswerVariantMarker},
      {"requirement", AnswerRequirement},
      {"wheel", AnswerWheel},
      {"tags", AnswerTags},
      {"variants", AnswerVariants},
      {"host", AnswerHost},
      {"profile", AnswerProfile}};
  for (std::string line; std::getline(std::cin, line);) {
    const Fields fields = Split(line);
    const auto answer = answers.find(fields[0]);
    if (answer == answers.end()) {
      std::cerr << "compat_oracle: there is no question '" << fields[0] << "'\n";
      return 2;
    }
    std::cout << answer->second(fields) << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace accel::compat

int main() {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  return accel::compat::Serve();
}
