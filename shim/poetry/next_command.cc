// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/next_command.h"

#include <algorithm>

#include "shim/explain.h"

namespace accel::shim::poetry {
namespace {

// As a shell reads it back.
std::string Quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%";
  if (word.find("://") != std::string::npos) return "…";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// The one group that all of them are in, whatever the extra; empty when there is none such.
std::string GroupOf(const std::vector<Pin>& members) {
  std::string group = "main";
  for (const Pin& member : members) {
    if (!member.extras.empty() || member.groups.size() > 1) return "";
    const std::string own = member.groups.empty() ? "main" : member.groups.front();
    if (&member != &members.front() && own != group) return "";
    group = own;
  }
  return group;
}

}  // namespace

std::string WithOption(const CommandLine& line, const std::string& option) {
  std::vector<std::string> words = {"accel-shim", option};
  if (!line.host.empty()) words.insert(words.end(), {"--host", line.host});
  if (!line.policy.empty()) words.insert(words.end(), {"--policy", line.policy});
  words.push_back(line.kind == ToolKind::kProject ? line.command : line.tool);
  words.insert(words.end(), line.launcher.begin(), line.launcher.end());
  words.insert(words.end(), line.arguments.begin(), line.arguments.end());
  std::string command;
  for (const std::string& word : words) command += (command.empty() ? "" : " ") + Quoted(word);
  return command;
}

std::string Taking(const std::vector<v1::Choice>& versions, const std::vector<Pin>& members) {
  const std::string group = GroupOf(members);
  if (versions.empty() || group.empty()) return "";
  std::string command = "accel-shim poetry add";
  if (group != "main") command += " --group " + Quoted(group);
  for (const v1::Choice& choice : versions)
    command += " " + choice.package() + "==" + choice.version();
  return command;
}

std::string TextOf(const v1::Refusal& refusal, const CommandLine& line,
                   const std::vector<Pin>& members) {
  std::string commands = Taking({refusal.newest().begin(), refusal.newest().end()}, members);
  if (refusal.cpu_runs())
    commands += (commands.empty() ? "" : ", or ") + WithOption(line, "--accept-cpu");
  return shim::Words(refusal) + (commands.empty() ? "" : "\nrun " + commands);
}

}  // namespace accel::shim::poetry
