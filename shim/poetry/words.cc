// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/words.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_join.h"
#include "compat/printable.h"
#include "shim/overlay/accel_lock.h"
#include "shim/poetry/lock_fit.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

std::string CheckNotEmpty(const std::string& value) { return value.empty() ? "is empty" : ""; }

}  // namespace

CLI::Option* AddRepeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& type, const std::string& description) {
  return app.add_option(name, values, description + "; repeatable")
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check(CheckNotEmpty);
}

std::string CheckTag(const std::string& tag) {
  if (tag.empty()) return "is empty";
  return overlay::IsTag(tag) ? "" : compat::PrintSafe(tag) + " is no tag, such as cu126";
}

absl::StatusOr<bool> ReadWords(CLI::App& app, std::vector<std::string> words) {
  std::reverse(words.begin(), words.end());
  app.allow_extras();  // its own message has them backwards
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return true;
  } catch (const CLI::Error& error) {
    return compat::InvalidArgument(std::string(error.what()) + "; see " + app.get_name() +
                                   " --help");
  }
  if (app.remaining_size() > 0) {
    return compat::InvalidArgument("not expected: " + absl::StrJoin(app.remaining(), " ") +
                                   "; see " + app.get_name() + " --help");
  }
  return false;
}

absl::StatusOr<int> RunInProject(CLI::App& app, const CommandLine& line, const Tool& tool,
                                 const clients::Environment& environment,
                                 const std::function<absl::StatusOr<int>(const Session&)>& action) {
  ACCEL_ASSIGN_OR_RETURN(const bool helped, ReadWords(app, line.arguments));
  if (helped) return 0;
  ACCEL_ASSIGN_OR_RETURN(const Session session, OpenSessionHere(line, tool, environment));
  if (!session.members.empty()) {
    ACCEL_RETURN_IF_ERROR(CheckLockFits(session));
    return action(session);
  }
  Say("poetry.lock holds no package that has builds; there is nothing to " + line.command);
  return 0;
}

}  // namespace accel::shim::poetry
