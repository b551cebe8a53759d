// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/run.h"

#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "clients/answers.h"
#include "compat/marker.h"
#include "compat/printable.h"
#include "shim/bound_pages.h"
#include "shim/child.h"
#include "shim/explain.h"
#include "shim/find_tool.h"
#include "shim/folder_changes.h"
#include "shim/host_source.h"
#include "shim/interpreter.h"
#include "shim/orphan_guard.h"
#include "shim/outcome.h"
#include "shim/pip/check.h"
#include "shim/pip/child_environment.h"
#include "shim/pip/decision.h"
#include "shim/pip/false_names.h"
#include "shim/pip/netrc.h"
#include "shim/pip/network.h"
#include "shim/pip/places.h"
#include "shim/say.h"

namespace accel::shim::pip {
namespace {

// Everything one run holds. Members are in the order of their construction and lifetime.
struct Run {
  const CommandLine& line;
  std::string program;
  const clients::Environment& environment;
  const compat::Catalog& catalog;
  v1::Host host;
  v1::Interpreter interpreter;
  clients::Config config;
  Configuration configuration;
  index::Fetcher& network;
  PipRequest request;
};

bool ForAnotherPython(const Arguments& arguments) {
  for (const char* option : {"platform", "python-version", "abi", "implementation"}) {
    if (Has(arguments, option)) return true;
  }
  return false;
}

absl::StatusOr<v1::Interpreter> FindInterpreter(const CommandLine& line, const std::string& program,
                                                const Arguments& arguments, const LookAt& look,
                                                const clients::Environment& environment) {
  std::string python = LastValue(arguments, "python");
  if (python.empty() && line.kind == ToolKind::kPython) python = program;
  if (python.empty()) {
    ACCEL_ASSIGN_OR_RETURN(python, PythonOfPip(program, look, environment));
  } else if (std::filesystem::is_directory(python)) {
    python += "/bin/python";  // pip --python takes an environment too
  } else if (python.find('/') == std::string::npos) {
    ACCEL_ASSIGN_OR_RETURN(python, FindTool(python, environment.Get("PATH"), look));
  }
  return ReadInterpreter(python, environment);
}

Call CallOf(const Run& run) {
  return {run.request.arguments, run.configuration.settings, run.interpreter, run.environment};
}

std::vector<std::string> Tool(const std::string& program, const Arguments& arguments) {
  std::vector<std::string> tool = {program};
  tool.insert(tool.end(), arguments.launcher.begin(), arguments.launcher.end());
  return tool;
}

bool IsQuiet(const Run& run) { return Has(run.request.arguments, "quiet"); }

void SayDecision(const Decision& decision, const compat::Question& question, const Run& run) {
  if (IsQuiet(run) || !decision.needed) return;
  for (const std::string& note : decision.notes) Say(note);
  const std::string summary = Summary(decision.choice, question);
  if (!summary.empty()) Say(summary);
}

// What the gate could not answer is the true reason of a failure that pip reports as "no matching
// distribution".
void SayFailures(const gate::Gate& gate) {
  for (const gate::ServedPage& page : gate.served()) {
    if (!page.text.empty()) Say(page.name + ": " + page.text);
  }
}

// What pip reads during the run, in memory as long as `kept` lives.
absl::StatusOr<GateFiles> MakeFiles(const Run& run, const Decision& decision,
                                    const gate::Gate& gate,
                                    const std::vector<std::string>& upstreams,
                                    std::vector<MemoryFile>& kept) {
  const auto keep = [&](const std::string& content) -> absl::StatusOr<std::string> {
    if (content.empty()) return std::string();
    ACCEL_ASSIGN_OR_RETURN(MemoryFile file, MemoryFile::Create(content));
    kept.push_back(std::move(file));
    return kept.back().Path();
  };
  GateFiles files;
  for (std::size_t i = 0; i < upstreams.size(); ++i)
    files.indexes.push_back(gate.IndexUrl(static_cast<int>(i)));
  std::string constraints;
  for (const std::string& pin : decision.constraints) constraints += pin + "\n";
  ACCEL_ASSIGN_OR_RETURN(files.constraints, keep(constraints));
  ACCEL_ASSIGN_OR_RETURN(files.config,
                         keep(ChildConfig(run.request, files, run.configuration.files)));
  std::vector<std::string> secrets = upstreams;
  for (const clients::Mirror& mirror : run.config.mirrors) secrets.push_back(mirror.to);
  ACCEL_ASSIGN_OR_RETURN(files.netrc, keep(NetrcFor(secrets, OwnNetrc(run.environment))));
  return files;
}

absl::StatusOr<int> RunBehindGate(const Run& run, const Decision& decision, BoundPages& pages,
                                  const std::vector<std::string>& upstreams) {
  const std::vector<std::string> folders = WrittenFolders(CallOf(run));
  const std::chrono::nanoseconds start = FileClockNow();
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard, OrphanGuard::Start(folders));  // before a thread
  ACCEL_ASSIGN_OR_RETURN(const std::unique_ptr<gate::Gate> gate, gate::Gate::Start(pages));
  std::vector<MemoryFile> kept;
  ACCEL_ASSIGN_OR_RETURN(const GateFiles files, MakeFiles(run, decision, *gate, upstreams, kept));
  std::vector<std::string> command = {run.program};
  for (std::string& word : ChildArguments(run.request, files, decision.requirements))
    command.push_back(std::move(word));
  ACCEL_ASSIGN_OR_RETURN(
      const int code,
      RunAndWait({command, ChildEnvironment(run.request, files, run.environment), ""},
                 guard.channel()));
  if (code != 0) SayFailures(*gate);
  if (code == 128 + SIGKILL && ChangedSince(folders, start)) {
    Say("pip was killed while it was installing, so packages may be incomplete; run the same again "
        "with --force-reinstall");
  }
  return code;
}

int CheckAfterwards(const Run& run, const Installed& before, const Decision& decision,
                    const compat::Question& question) {
  const Installed after = ReadInstalled(SiteFolders(CallOf(run)));
  if (!IsQuiet(run)) {
    for (const std::string& note : OtherVersions(decision.choice, after)) Say(note);
    for (const std::string& note : LeftBehind(before, after, question)) Say(note);
  }
  const std::vector<std::string> complaints = CheckChanges(before, after, question);
  for (const std::string& complaint : complaints) {
    Say(complaint + "; run `accel-shim --explain pip install " +
        complaint.substr(0, complaint.find(' ')) + "` to see why");
  }
  const std::vector<std::string> false_names =
      FalseNames(before, after, SiteFolders(CallOf(run)), run.catalog);
  for (const std::string& complaint : false_names) Say(complaint);
  return complaints.empty() && false_names.empty() ? 0 : kRefused;
}

int Explain(std::string reasoning, const clients::Config& config) {
  for (const clients::Mirror& mirror : config.mirrors) {
    reasoning += "\nmirror: " + compat::PrintSafeUrl(mirror.to) + " for " +
                 compat::PrintSafeUrl(mirror.from) + " (" + mirror.origin + ")";
  }
  Print(reasoning);
  return 0;
}

// The same Python on a machine that is described with another libc or architecture.
v1::Interpreter PythonOn(const v1::Host& host, v1::Interpreter python) {
  if (!host.origin().starts_with("description")) return python;
  if (!host.libc().version().empty()) *python.mutable_libc() = host.libc();
  if (!host.cpu().architecture().empty()) python.set_platform("linux-" + host.cpu().architecture());
  return python;
}

// Any wheel will do where pip installs for another Python than the one that runs it.
absl::StatusOr<std::optional<compat::TagSet>> WheelTags(const Run& run) {
  std::optional<compat::TagSet> tags;
  if (ForAnotherPython(run.request.arguments)) return tags;
  ACCEL_ASSIGN_OR_RETURN(std::vector<compat::Tag> supported,
                         compat::SupportedTags(PythonOn(run.host, run.interpreter)));
  tags.emplace(std::move(supported));
  return tags;
}

// An index URL of the family is what its own instructions teach to choose a build with; here the
// machine chooses.
void SayOverruled(const Decision& decision, const std::vector<std::string>& upstreams,
                  const Run& run) {
  for (const v1::Choice& choice : decision.choice) {
    const v1::Package* package = run.catalog.FindServed(choice.package());
    if (package == nullptr || &run.catalog.LeaderOf(*package) != package || IsQuiet(run)) continue;
    for (std::string url : upstreams) {
      while (url.ends_with('/')) url.pop_back();
      if (!url.starts_with(package->index()) || url.ends_with("/" + choice.tag())) continue;
      Say("builds are chosen for this machine, not by " + compat::PrintSafeUrl(url) +
          "; name one to have it: " + choice.package() + "==" + choice.version() + "+" +
          url.substr(url.rfind('/') + 1));
    }
  }
}

void Settle(const Decision& decision, BoundPages& pages) {
  for (const auto& [leader, choice] : decision.settled)
    pages.Settle(leader, {choice.version(), choice.tag()});
  for (const v1::Choice& choice : decision.choice) {
    const absl::StatusOr<compat::Version> version = compat::ParseVersion(choice.version());
    if (version.ok()) pages.Limit(choice.package(), *version);
  }
}

absl::StatusOr<int> Install(const Run& run) {
  ACCEL_ASSIGN_OR_RETURN(std::optional<compat::TagSet> tags, WheelTags(run));
  const compat::Question question{run.host, run.catalog,
                                  FindPolicy(run.line, run.config, run.environment),
                                  tags ? run.interpreter.version() : "", run.line.accept_cpu};
  FamilyIndex index(run.network, run.config.mirrors, std::move(tags));
  const Installed before = ReadInstalled(SiteFolders(CallOf(run)));
  // --no-index: the user's folders decide, and nobody is asked.
  Decision decision;
  if (!run.request.no_index) {
    ACCEL_ASSIGN_OR_RETURN(decision, Decide(run.request, before, question, index));
  }
  if (decision.refusal) {
    for (const std::string& note : decision.notes) Say(note);
    Say(Words(*decision.refusal));
    return kRefused;
  }
  if (run.line.explain) {
    return Explain(Reasoning(decision, question), run.config);
  }
  SayDecision(decision, question, run);
  if (!LooksInside(ReadInstalled(
          {run.interpreter.site_packages().begin(), run.interpreter.site_packages().end()}))) {
    ACCEL_RETURN_IF_ERROR(CheckNames(decision.choice, index, run.network, run.catalog));
  }
  ACCEL_ASSIGN_OR_RETURN(
      std::vector<std::string> upstreams,
      UserIndexes(run.request, run.configuration.settings, Tool(run.program, run.request.arguments),
                  run.environment, clients::CacheFolder(run.environment)));
  SayOverruled(decision, upstreams, run);
  for (std::string& url : upstreams) url = clients::MapUrl(url, run.config.mirrors);
  BoundPages pages(index, question, upstreams);
  Settle(decision, pages);
  ACCEL_ASSIGN_OR_RETURN(const int code, RunBehindGate(run, decision, pages, upstreams));
  const bool changed_here = run.request.arguments.verb == "install" && !run.request.no_index &&
                            !Has(run.request.arguments, "dry-run");
  return code == 0 && changed_here ? CheckAfterwards(run, before, decision, question) : code;
}

absl::StatusOr<int> Prepare(const CommandLine& line, const std::string& program,
                            Arguments arguments, const LookAt& look,
                            const clients::Environment& environment) {
  ACCEL_RETURN_IF_ERROR(CheckAbbreviations(arguments));
  // pip takes a while to tell; the facts are read beside it.
  std::future<Configuration> told = std::async(std::launch::async, [&, arguments] {
    return ReadConfiguration(Tool(program, arguments), arguments, environment);
  });
  ACCEL_ASSIGN_OR_RETURN(const std::shared_ptr<const compat::Catalog> catalog,
                         clients::CatalogOfThisMachine());
  ACCEL_ASSIGN_OR_RETURN(v1::Host host, FindHost(line, environment, *catalog));
  ACCEL_ASSIGN_OR_RETURN(v1::Interpreter interpreter,
                         FindInterpreter(line, program, arguments, look, environment));
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  ACCEL_ASSIGN_OR_RETURN(clients::Config config, clients::ReadConfig(environment, folder));
  for (const std::string& note : config.notes) Say(note);
  Configuration configuration = told.get();
  index::CurlFetcher network(FetchOptions(arguments, configuration.settings, environment));
  index::CachedFetcher fetcher(network, PageCacheOptions(line, environment));
  ACCEL_ASSIGN_OR_RETURN(
      PipRequest request,
      Understand(std::move(arguments), {configuration.settings, compat::MarkersOf(interpreter),
                                        environment, *catalog, fetcher}));
  return Install(Run{line, program, environment, *catalog, std::move(host), std::move(interpreter),
                     std::move(config), std::move(configuration), fetcher, std::move(request)});
}

}  // namespace

int RunPip(const CommandLine& line, const std::string& program, Arguments arguments,
           const LookAt& look, const clients::Environment& environment) {
  return ExitCode(Prepare(line, program, std::move(arguments), look, environment));
}

}  // namespace accel::shim::pip
