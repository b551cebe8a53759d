// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/arguments.h"

#include <algorithm>

namespace accel::shim::pip {
namespace {

using Words = std::vector<std::string>;

Argument TakeLong(const Words& words, std::size_t& at, Where where, std::string& ambiguous) {
  const std::string& word = words[at++];
  Argument argument;
  argument.words = {word};
  const std::size_t equals = word.find('=');
  const std::string typed = word.substr(2, equals == std::string::npos ? equals : equals - 2);
  const std::optional<std::string> name = FullName(typed, where);
  if (!name && ambiguous.empty()) ambiguous = "--" + typed;
  argument.option = name.value_or(typed);
  if (equals != std::string::npos) {
    argument.value = word.substr(equals + 1);
  } else if (TakesValue(argument.option) && at < words.size()) {
    argument.value = words[at];
    argument.words.push_back(words[at++]);
  }
  return argument;
}

// "-qU" is two options, "-rfile" and "-r file" are one.
void TakeShort(const Words& words, std::size_t& at, std::vector<Argument>& out) {
  const std::string& word = words[at++];
  for (std::size_t i = 1; i < word.size(); ++i) {
    const ShortOption* known = FindShort(word[i]);
    Argument& argument = out.emplace_back();
    argument.option = known == nullptr ? std::string(1, word[i]) : known->name;
    argument.words = {std::string("-") + word[i]};
    if (known == nullptr || !known->takes_value) continue;
    if (i + 1 < word.size()) {
      argument.value = word.substr(i + 1);
      argument.words[0] += argument.value;
    } else if (at < words.size()) {
      argument.value = words[at];
      argument.words.push_back(words[at++]);
    }
    return;
  }
}

}  // namespace

Arguments ParsePipArguments(const Words& words) { return ParseWords(words, Where::kCommandLine); }

absl::Status CheckAbbreviations(const Arguments& arguments) {
  if (arguments.ambiguous.empty()) return absl::OkStatus();
  return compat::InvalidArgument(arguments.ambiguous +
                                 " could be several options of pip; write it in full");
}

Arguments ParseWords(const Words& words, Where where) {
  Arguments arguments;
  bool only_positionals = false;
  for (std::size_t at = 0; at < words.size();) {
    std::vector<Argument>& out = arguments.verb.empty() ? arguments.global : arguments.rest;
    const std::string& word = words[at];
    if (only_positionals || word == "-" || !word.starts_with('-')) {
      ++at;
      if (arguments.verb.empty()) {
        arguments.verb = word;
      } else {
        out.push_back({"", word, {word}});
      }
    } else if (word == "--") {
      ++at;
      only_positionals = true;
      out.push_back({"-", "", {word}});
    } else if (word.starts_with("--")) {
      out.push_back(TakeLong(words, at, where, arguments.ambiguous));
    } else {
      TakeShort(words, at, out);
    }
  }
  return arguments;
}

std::optional<Arguments> ParsePythonArguments(const Words& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.starts_with('-') || word == "-") return std::nullopt;
    if (word.starts_with("--")) continue;
    // A cluster ends at the first letter with a value, which follows it at once or is the next word
    // ("-Im pip", "-mpip").
    const std::size_t letter = word.find_first_of("cmWX", 1);
    if (letter == std::string::npos) continue;
    if (word[letter] == 'c') return std::nullopt;
    const bool apart = letter + 1 == word.size();
    if (apart) ++at;
    if (word[letter] != 'm') continue;
    if (at >= words.size() || (apart ? words[at] : word.substr(letter + 1)) != "pip")
      return std::nullopt;
    const auto pip = words.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    Arguments arguments = ParsePipArguments({pip, words.end()});
    arguments.launcher.assign(words.begin(), pip);
    return arguments;
  }
  return std::nullopt;
}

std::vector<std::string> AllValues(const Arguments& arguments, std::string_view option) {
  std::vector<std::string> values;
  for (const std::vector<Argument>* part : {&arguments.global, &arguments.rest}) {
    for (const Argument& argument : *part) {
      if (argument.option == option) values.push_back(argument.value);
    }
  }
  return values;
}

std::string LastValue(const Arguments& arguments, std::string_view option) {
  const std::vector<std::string> values = AllValues(arguments, option);
  return values.empty() ? "" : values.back();
}

bool Has(const Arguments& arguments, std::string_view option) {
  return !AllValues(arguments, option).empty();
}

std::vector<std::string> Positionals(const Arguments& arguments) {
  std::vector<std::string> words;
  for (const Argument& argument : arguments.rest) {
    if (argument.option.empty()) words.push_back(argument.value);
  }
  return words;
}

bool Installs(const Arguments& arguments) {
  const std::string& verb = arguments.verb;
  if (verb != "install" && verb != "download" && verb != "wheel" && verb != "lock") return false;
  return !Has(arguments, "help") && !Has(arguments, "version");
}

std::vector<std::string> WordsWithout(const Arguments& arguments,
                                      const std::vector<std::string_view>& dropped) {
  std::vector<std::string> words;
  const auto append = [&](const std::vector<Argument>& part) {
    for (const Argument& argument : part) {
      if (std::find(dropped.begin(), dropped.end(), argument.option) != dropped.end()) continue;
      words.insert(words.end(), argument.words.begin(), argument.words.end());
    }
  };
  append(arguments.global);
  words.push_back(arguments.verb);
  append(arguments.rest);
  return words;
}

std::optional<Arguments> InstallingPip(ToolKind kind, const std::vector<std::string>& words) {
  std::optional<Arguments> arguments;
  if (kind == ToolKind::kPip) arguments = ParsePipArguments(words);
  if (kind == ToolKind::kPython) arguments = ParsePythonArguments(words);
  if (arguments && !Installs(*arguments)) arguments.reset();
  return arguments;
}

}  // namespace accel::shim::pip
