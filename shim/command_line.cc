// SPDX-License-Identifier: Apache-2.0
#include "shim/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace accel::shim {
namespace {

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// "pip", "pip3", "pip3.11": the name, with a version behind it or without.
bool IsNamed(const std::string& name, const std::string& stem) {
  if (!name.starts_with(stem)) return false;
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(stem.size()), name.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

bool IsOwnCommand(const std::string& word) {
  return word == "lock" || word == "verify" || word == "explain" || word == "export";
}

std::optional<ToolKind> KindOf(const std::string& tool) {
  const std::string name = BaseName(tool);
  if (IsNamed(name, "pip")) return ToolKind::kPip;
  if (IsNamed(name, "python")) return ToolKind::kPython;
  if (name == "poetry") return ToolKind::kPoetry;
  if (IsOwnCommand(tool)) return ToolKind::kProject;
  if (tool == "setup") return ToolKind::kSetup;
  if (name == "uv" || name == "uvx") return ToolKind::kPassThrough;
  return std::nullopt;
}

absl::Status SetTool(const std::string& tool, CommandLine& line) {
  const std::optional<ToolKind> kind = KindOf(tool);
  if (!kind) {
    return compat::InvalidArgument(
        tool +
        " is no tool that accel-shim knows; it wraps pip, python -m pip, poetry and uv, and has "
        "the "
        "commands lock, verify, explain, export and setup; see accel-shim --help");
  }
  line.tool = *kind == ToolKind::kProject ? "poetry" : tool;
  if (*kind == ToolKind::kProject) line.command = tool;
  line.kind = *kind;
  return absl::OkStatus();
}

// `python -m poetry …` is Poetry, by another launcher.
void TakeLauncher(CommandLine& line) {
  const std::vector<std::string>& words = line.arguments;
  if (line.kind != ToolKind::kPython || words.size() < 2 || words[0] != "-m" ||
      words[1] != "poetry")
    return;
  line.kind = ToolKind::kPoetry;
  line.launcher = {words[0], words[1]};
  line.arguments.erase(line.arguments.begin(), line.arguments.begin() + 2);
}

void Declare(CLI::App& app, CommandLine& line) {
  app.set_help_flag();
  app.add_flag("-h,--help", line.help, "Show this help");
  app.add_flag("--version", line.version, "Show the version");
  app.add_option("--host", line.host,
                 "Decide for another machine: a profile file, or a description such as 'gpu=GTX "
                 "1080,driver=580.95.05'")
      ->type_name("HOST")
      ->check(
          [](const std::string& value) { return std::string(value.empty() ? "is empty" : ""); });
  app.add_option("--policy", line.policy,
                 "Which GPUs must be served: all (default), best, any, visible")
      ->type_name("POLICY")
      ->check(CLI::IsMember({"all", "best", "any", "visible"}));
  app.add_flag("--accept-cpu", line.accept_cpu,
               "Take the cpu build where no GPU build of the version runs");
  app.add_flag("--explain", line.explain, "Show the decision and stop");
  app.add_flag("--offline", line.offline, "Ask no index; use what is cached");
  app.add_flag("--no-daemon", line.no_daemon,
               "Read the facts of this machine here, even if acceld runs");
}

// How many of `arguments` belong to the shim: up to the first word that is neither an option nor an
// option's value.
std::size_t OwnArguments(const std::vector<std::string>& arguments) {
  std::size_t i = 1;
  while (i < arguments.size() && arguments[i].starts_with('-') && arguments[i] != "--") {
    i += arguments[i] == "--host" || arguments[i] == "--policy" ? 2 : 1;
  }
  return std::min(i, arguments.size());
}

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  if (arguments.empty())
    return compat::InvalidArgument("called without a name; run it as accel-shim");
  const std::optional<ToolKind> called = KindOf(arguments[0]);
  if (called && *called != ToolKind::kProject && *called != ToolKind::kSetup) {
    ACCEL_RETURN_IF_ERROR(SetTool(BaseName(arguments[0]), line));
    line.arguments.assign(arguments.begin() + 1, arguments.end());
    TakeLauncher(line);
    return line;
  }
  CLI::App app;
  Declare(app, line);
  const std::size_t own = OwnArguments(arguments);
  std::vector<std::string> reversed(arguments.begin() + 1,
                                    arguments.begin() + static_cast<std::ptrdiff_t>(own));
  std::reverse(reversed.begin(), reversed.end());
  try {
    app.parse(reversed);
  } catch (const CLI::Error& error) {
    return compat::InvalidArgument(std::string(error.what()) + "; see accel-shim --help");
  }
  if (line.help || line.version) return line;
  std::size_t tool = own;
  if (tool < arguments.size() && arguments[tool] == "--") ++tool;
  if (tool >= arguments.size()) {
    return compat::InvalidArgument(
        "no tool given; try accel-shim pip install torch, or accel-shim --help");
  }
  ACCEL_RETURN_IF_ERROR(SetTool(arguments[tool], line));
  line.arguments.assign(arguments.begin() + static_cast<std::ptrdiff_t>(tool) + 1, arguments.end());
  TakeLauncher(line);
  return line;
}

std::string HelpText() {
  CommandLine line;
  CLI::App app(
      "Runs an installer so that it installs the builds that run on this machine.\n\n"
      "  accel-shim pip install torch\n"
      "  accel-shim python -m pip install -r requirements.txt\n"
      "  accel-shim poetry install\n"
      "  accel-shim lock --for cu126 --for-host 'gpu=H100,driver=580.95.05'\n"
      "  accel-shim verify\n"
      "  accel-shim export --format pylock\n"
      "  accel-shim setup poetry\n"
      "  accel-shim --explain pip install torch\n",
      "accel-shim");
  Declare(app, line);
  app.footer(
      "Usage: accel-shim [OPTIONS] pip|python|poetry|uv ARGUMENTS...\n"
      "       accel-shim [OPTIONS] lock|verify|explain|export|setup ...");
  return app.help() +
         "\nACCEL_SHIM=off runs the bare tool. Exit codes: the tool's own once it ran; 1 refused, "
         "2 usage,\n"
         "126 the tool cannot be run, 127 there is no such tool.\n";
}

}  // namespace accel::shim
