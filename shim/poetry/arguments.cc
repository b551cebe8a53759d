// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/arguments.h"

#include <algorithm>
#include <string_view>

namespace accel::shim::poetry {
namespace {

using Words = std::vector<std::string>;

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsFolderOption(std::string_view name) {
  return IsOneOf(name, {"-C", "--directory", "-P", "--project"});
}

bool IsGlobalFlag(std::string_view word) {
  return IsOneOf(word, {"-n", "--no-interaction", "-q", "--quiet", "-v", "-vv", "-vvv", "--verbose",
                        "--ansi", "--no-ansi", "--no-plugins", "--no-cache"});
}

// Options of install and sync that take a value.
bool TakesValue(std::string_view name) {
  return IsOneOf(name, {"-E", "--extras", "--with", "--without", "--only"});
}

struct Option {
  std::string name, value;
  Words words;  // as typed
};

// The option at `at`, which moves behind it. "--with=dev" and "-Eml" are whole in one word.
Option TakeOption(const Words& words, std::size_t& at) {
  const std::string& word = words[at++];
  Option option{word, "", {word}};
  const std::size_t equals = word.find('=');
  const bool is_short = word.size() > 2 && word[1] != '-';
  if (word.starts_with("--") && equals != std::string::npos) {
    option.name = word.substr(0, equals);
    option.value = word.substr(equals + 1);
  } else if (is_short && IsOneOf(word.substr(0, 2), {"-C", "-P", "-E"})) {
    option.name = word.substr(0, 2);
    option.value = word.substr(2);
  } else if ((IsFolderOption(word) || TakesValue(word)) && at < words.size()) {
    option.value = words[at];
    option.words.push_back(words[at++]);
  }
  return option;
}

bool IsChange(const Arguments& arguments) {
  return IsOneOf(arguments.verb, {"add", "remove", "update"});
}

bool HasAnyOf(const Arguments& arguments, std::initializer_list<std::string_view> words) {
  return std::any_of(arguments.words.begin(), arguments.words.end(),
                     [&](const std::string& word) { return IsOneOf(word, words); });
}

}  // namespace

Arguments ParseArguments(const Words& words) {
  Arguments arguments;
  arguments.words = words;
  std::string directory;
  for (std::size_t at = 0; at < words.size();) {
    if (!words[at].starts_with('-') || words[at] == "-" || words[at] == "--") {
      (arguments.verb.empty() ? arguments.verb : arguments.operands.emplace_back()) = words[at];
      ++at;
      continue;
    }
    const Option option = TakeOption(words, at);
    if (IsOneOf(option.name, {"-C", "--directory"})) {
      directory = option.value;
    } else if (IsFolderOption(option.name)) {
      arguments.project = option.value;
    } else {
      Words& kept = IsGlobalFlag(option.name) ? arguments.global : arguments.selection;
      kept.insert(kept.end(), option.words.begin(), option.words.end());
    }
  }
  if (arguments.project.empty()) {
    arguments.project = directory;
  } else if (!directory.empty() && !arguments.project.starts_with('/')) {
    arguments.project = directory + "/" + arguments.project;  // Poetry goes there first
  }
  return arguments;
}

bool HasWord(const Arguments& arguments, const std::string& word) {
  return std::find(arguments.words.begin(), arguments.words.end(), word) != arguments.words.end();
}

bool Installs(const Arguments& arguments) {
  return IsOneOf(arguments.verb, {"install", "sync"}) && arguments.operands.empty() &&
         !HasAnyOf(arguments, {"--help", "-h"});
}

bool Changes(const Arguments& arguments) {
  return IsChange(arguments) && !HasAnyOf(arguments, {"--help", "-h", "--lock", "--dry-run"});
}

bool Previews(const Arguments& arguments) {
  return IsChange(arguments) && HasWord(arguments, "--dry-run") &&
         !HasAnyOf(arguments, {"--help", "-h", "--lock"});
}

Words WordsToLock(const Arguments& arguments) {
  Words words;
  for (std::size_t at = 0; at < arguments.words.size();) {
    const std::string& word = arguments.words[at];
    const Option option = word.starts_with('-') ? TakeOption(arguments.words, at)
                                                : Option{"", "", {arguments.words[at++]}};
    if (!IsFolderOption(option.name) && option.name != "--dry-run")
      words.insert(words.end(), option.words.begin(), option.words.end());
  }
  words.push_back("--lock");
  return words;
}

bool Locks(const Arguments& arguments) {
  if (HasAnyOf(arguments, {"--help", "-h", "--check", "--dry-run"})) return false;
  return arguments.verb == "lock" || (IsChange(arguments) && HasWord(arguments, "--lock"));
}

}  // namespace accel::shim::poetry
