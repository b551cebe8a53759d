// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/tool.h"

#include <algorithm>
#include <filesystem>

#include "compat/ascii.h"
#include "shim/file_stamp.h"
#include "shim/find_tool.h"
#include "shim/index/private_folder.h"
#include "shim/index/sha256.h"
#include "shim/script.h"

namespace accel::shim::poetry {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kPatience{10};
constexpr std::chrono::seconds kQuick{60};

// Prints the wheel of pip for the Python that `argv[1]` is. For Poetry's own Python.
constexpr char kPipOfVirtualenv[] =
    "import sys, subprocess\n"
    "from virtualenv.seed.wheels.embed import get_embed_wheel\n"
    "ask = 'import sys; print(\"%d.%d\" % sys.version_info[:2])'\n"
    "version = subprocess.run([sys.argv[1], '-I', '-c', ask], capture_output=True, text=True)\n"
    "print(get_embed_wheel('pip', version.stdout.strip()).path)\n";

// The same for the Python that runs it.
constexpr char kPipOfPython[] =
    "import ensurepip, os, sysconfig\n"
    "name = 'pip-%s-py3-none-any.whl' % ensurepip.version()\n"
    "bundled = os.path.join(os.path.dirname(ensurepip.__file__), '_bundled')\n"
    "folders = [sysconfig.get_config_var('WHEEL_PKG_DIR') or bundled, bundled]\n"
    "paths = [os.path.join(folder, name) for folder in folders]\n"
    "print(next(path for path in paths if os.path.exists(path)))\n";

bool IsQuietWord(const std::string& word) { return word == "-q" || word == "--quiet"; }

// Poetry's own settings: ~/.config/pypoetry/config.toml.
std::string UserConfig(const clients::Environment& environment) {
  std::string folder = environment.Get("POETRY_CONFIG_DIR");
  if (folder.empty()) {
    const std::string xdg = environment.Get("XDG_CONFIG_HOME");
    folder = (xdg.empty() ? environment.Get("HOME") + "/.config" : xdg) + "/pypoetry";
  }
  return folder + "/config.toml";
}

// What is read must be said.
Command Loud(Command command) {
  std::erase_if(command.argv, &IsQuietWord);
  return command;
}

}  // namespace

bool Tool::IsQuiet() const { return std::any_of(global_.begin(), global_.end(), &IsQuietWord); }

Command Tool::Ask(const std::vector<std::string>& words, const std::string& folder) const {
  return Loud(Call(words, folder, ""));
}

Command Tool::Call(const std::vector<std::string>& words, const std::string& folder,
                   const std::string& virtual_environment) const {
  Command command{program_, environment_, folder};
  command.argv.insert(command.argv.end(), global_.begin(), global_.end());
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  command.environment.Set("ACCEL_SHIM_INSIDE", "poetry");
  if (virtual_environment.empty()) return command;
  command.environment.Set("VIRTUAL_ENV", virtual_environment);
  command.environment.Unset("CONDA_PREFIX");
  command.environment.Set("POETRY_SOLVER_LAZY_WHEEL", "true");
  return command;
}

Command Tool::CallInShadow(const std::vector<std::string>& words, const std::string& folder,
                           const std::string& virtual_environment,
                           const std::vector<Variable>& login) const {
  Command command = Call(words, folder, virtual_environment);
  for (const Variable& variable : login) command.environment.Set(variable.name, variable.value);
  command.environment.Set("POETRY_DYNAMIC_VERSIONING_BYPASS", "0.0.0");
  const std::string direct = clients::NoProxyWithLoopback(environment_);
  for (const char* name : {"no_proxy", "NO_PROXY"}) command.environment.Set(name, direct);
  return command;
}

// "Poetry (version 2.5.1)".
absl::StatusOr<compat::Version> Tool::Version() const {
  ACCEL_ASSIGN_OR_RETURN(const Printed printed,
                         Capture(Ask({"--version", "--no-ansi"}, ""), kQuick));
  const std::size_t at = printed.out.rfind(' ');
  std::string_view text = at == std::string::npos ? "" : std::string_view(printed.out).substr(at);
  text = compat::Trim(text);
  if (text.ends_with(')')) text.remove_suffix(1);
  const absl::StatusOr<compat::Version> version = compat::ParseVersion(text);
  if (version.ok()) return version;
  return compat::FailedPrecondition(Name() + " --version does not tell its version");
}

// `check` finds other faults, too; only what it says of the lock counts.
absl::StatusOr<bool> Tool::LockFits(const std::string& folder) const {
  ACCEL_ASSIGN_OR_RETURN(
      const Printed printed,
      Capture(Ask({"check", "--lock", "--no-ansi"}, folder), kQuick, Streams::kBoth));
  return printed.exit_code == 0 || printed.out.find("poetry.lock") == std::string::npos;
}

absl::StatusOr<std::string> Tool::AskEnvironment(const std::string& folder) const {
  std::string prefix;
  for (const bool make : {false, true}) {
    if (make) {
      ACCEL_ASSIGN_OR_RETURN(
          const Printed ran,
          Capture(Ask({"run", "python", "-c", "import sys; print(sys.prefix)"}, folder),
                  kPatience));
      const std::string_view text = compat::Trim(ran.out);
      if (ran.exit_code == 0) prefix = text.substr(text.rfind('\n') + 1);
    }
    ACCEL_ASSIGN_OR_RETURN(const Printed printed,
                           Capture(Ask({"env", "info", "--path"}, folder), kQuick));
    const std::string path(compat::Trim(printed.out));
    if (printed.exit_code == 0 && fs::exists(path + "/bin/python")) return path;
  }
  // With virtualenvs.create = false it is the Python that Poetry takes, in no environment.
  if (prefix.starts_with('/') && fs::exists(prefix + "/bin/python")) return prefix;
  return compat::FailedPrecondition("Poetry has no environment for " + folder +
                                    "; run poetry env info to see why");
}

// Everything that decides which environment Poetry takes.
std::string Tool::KeyOf(const std::string& folder, const std::string& environment) const {
  std::string key = Name() + "\n" + StampOf(folder + "/poetry.toml") + "\n" +
                    StampOf(folder + "/.venv/pyvenv.cfg") + "\n" +
                    StampOf(fs::path(environment).parent_path().string() + "/envs.toml") + "\n" +
                    StampOf(environment + "/pyvenv.cfg") + "\n" +
                    StampOf(UserConfig(environment_)) + "\n";
  for (const std::string& entry : environment_.Entries()) {
    for (const char* prefix : {"POETRY_", "VIRTUAL_ENV=", "CONDA_", "HOME=", "XDG_"}) {
      if (entry.starts_with(prefix)) key += entry + "\n";
    }
  }
  return index::Sha256Hex(key);
}

absl::StatusOr<std::string> Tool::EnvironmentOf(const std::string& folder,
                                                const std::string& cache_folder) const {
  const std::string name = index::Sha256Hex(folder).substr(0, 32);
  const absl::StatusOr<index::PrivateFolder> kept =
      index::PrivateFolder::Open(cache_folder + "/environments");
  if (kept.ok()) {
    const std::string text = kept->Read(name, 1 << 16).value_or("");
    const std::size_t end = text.find('\n');
    const std::string path = text.substr(0, end);
    if (end != std::string::npos && text.substr(end + 1) == KeyOf(folder, path)) return path;
  }
  ACCEL_ASSIGN_OR_RETURN(const std::string path, AskEnvironment(folder));
  if (kept.ok()) (void)kept->Replace(name, path + "\n" + KeyOf(folder, path));
  return path;
}

std::string Tool::Name() const {
  std::string name = program_.front();
  for (std::size_t i = 1; i < program_.size(); ++i) name += " " + program_[i];
  return name;
}

// The Python that Poetry itself runs on; NOT_FOUND where its program names none.
absl::StatusOr<std::string> Tool::OwnPython() const {
  if (program_.size() > 1) return program_.front();
  const std::string python = PythonOfScript(FirstBytes(program_.front()));
  if (python.empty()) return compat::NotFound(Name() + ": names no Python");
  return FindTool(python, environment_.Get("PATH"), RealFiles());
}

// Empty when there is none.
std::string Tool::PipWheel(const std::string& target) const {
  const absl::StatusOr<std::string> own = OwnPython();
  std::vector<std::vector<std::string>> ways = {{target, "-I", "-c", kPipOfPython}};
  if (own.ok()) ways.insert(ways.begin(), {*own, "-I", "-c", kPipOfVirtualenv, target});
  for (const std::vector<std::string>& way : ways) {
    const absl::StatusOr<Printed> wheel = Capture({way, environment_, ""}, kQuick);
    const std::string path(wheel.ok() ? compat::Trim(wheel->out) : "");
    if (!path.empty() && wheel->exit_code == 0) return path;
  }
  return "";
}

absl::StatusOr<std::vector<std::string>> Tool::Pip(const std::string& virtual_environment) const {
  const std::string target = virtual_environment + "/bin/python";
  const std::string wheel = PipWheel(target);
  if (!wheel.empty()) return std::vector<std::string>{target, wheel + "/pip"};
  return compat::FailedPrecondition(
      "no pip is found, neither beside " + Name() + " nor in " + target +
      "; run accel-shim python -m poetry with the Python that Poetry runs on");
}

absl::Status Tool::Uninstall(const std::vector<std::string>& names,
                             const std::string& virtual_environment) const {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> pip, Pip(virtual_environment));
  Command command{pip, environment_, ""};
  for (const char* word : {"uninstall", "--yes", "--quiet"}) command.argv.emplace_back(word);
  command.argv.insert(command.argv.end(), names.begin(), names.end());
  command.environment.Set("PIP_DISABLE_PIP_VERSION_CHECK", "1");
  ACCEL_ASSIGN_OR_RETURN(const Printed printed, Capture(command, kPatience, Streams::kBoth));
  if (printed.exit_code == 0) return absl::OkStatus();
  return compat::FailedPrecondition("pip uninstall failed:\n" + printed.out);
}

absl::Status Tool::WriteFiles(std::vector<std::string> words, const std::string& folder,
                              const std::string& virtual_environment,
                              const std::vector<Variable>& login) const {
  for (const char* word : {"--no-interaction", "--no-ansi"}) words.emplace_back(word);
  ACCEL_ASSIGN_OR_RETURN(const Printed printed,
                         Capture(Loud(CallInShadow(words, folder, virtual_environment, login)),
                                 kPatience, Streams::kBoth));
  if (printed.exit_code == 0) return absl::OkStatus();
  const auto verb = std::find_if(words.begin(), words.end(),
                                 [](const std::string& word) { return !word.starts_with('-'); });
  return compat::FailedPrecondition("poetry " + *verb + " failed:\n" + printed.out);
}

absl::Status Tool::Lock(const std::string& folder, const std::string& virtual_environment,
                        const compat::Version& version, const std::vector<Variable>& login) const {
  std::vector<std::string> words = {"lock"};
  if (version < *compat::ParseVersion("2")) words.push_back("--no-update");
  return WriteFiles(std::move(words), folder, virtual_environment, login);
}

}  // namespace accel::shim::poetry
