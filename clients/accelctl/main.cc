// SPDX-License-Identifier: Apache-2.0
//
// accelctl: asks the daemon, or answers in this process when there is none.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "clients/accelctl/invocation.h"

namespace accel::accelctl {
namespace {

// An unset variable in a script must not mean this machine.
std::string NotEmpty(const std::string& value) { return value.empty() ? "is empty" : ""; }

void AddMachine(CLI::App& verb, Options& options) {
  verb.add_option("--host", options.host,
                  "Another machine: a profile file, or a description such as 'gpu=GTX "
                  "1080,driver=580.95.05' (ACCEL_HOST)")
      ->check(NotEmpty);
  verb.add_flag("--no-daemon", options.no_daemon,
                "Read the facts of this machine here, even if acceld runs");
}

void AddPolicy(CLI::App& verb, Options& options) {
  verb.add_option(
          "--policy", options.policy,
          "Which GPUs must be served: all (default), best, any, visible; else as configured")
      ->check(CLI::IsMember({"all", "best", "any", "visible"}));
}

struct Verb {
  const char* name;
  int (*run)(const Invocation&);
};
constexpr Verb kVerbs[] = {{"facts", RunFacts},   {"tags", RunTags},        {"why", RunWhy},
                           {"diff", RunDiff},     {"advise", RunAdvise},    {"config", RunConfig},
                           {"status", RunStatus}, {"variants", RunVariants}};

void Declare(CLI::App& app, Options& options) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "accelctl " ACCEL_VERSION);
  CLI::App& facts =
      *app.add_subcommand("facts", "What is known about a machine, and which file said so");
  CLI::App& tags = *app.add_subcommand("tags", "Every build of a requirement, judged, best first");
  CLI::App& why = *app.add_subcommand(
      "why",
      "Why a build runs or does not: accelctl why torch cu130, accelctl why torch==2.9.1 cu130");
  CLI::App& diff = *app.add_subcommand(
      "diff",
      "Which builds run on one machine and not on another: accelctl diff h100.json "
      "'gpu=A100,driver=535.183.01'");
  CLI::App& advise = *app.add_subcommand(
      "advise", "What a change of the machine would gain: accelctl advise torch --driver 580");
  CLI::App& config = *app.add_subcommand("config", "Every setting and where it came from");
  CLI::App& status =
      *app.add_subcommand("status", "Does the daemon answer, and how old are its facts");
  CLI::App& variants = *app.add_subcommand("variants",
                                           "Which wheel variants of a document (PEP 825) run, best "
                                           "first: torch-2.9.0-variants.json or a pylock.toml");
  for (CLI::App* verb : {&facts, &tags, &why, &diff, &advise, &config, &status, &variants}) {
    verb->add_flag("--json", options.json, "One JSON document, for programs");
  }
  for (CLI::App* verb : {&facts, &tags, &why, &advise, &variants}) AddMachine(*verb, options);
  for (CLI::App* verb : {&tags, &why, &diff, &advise, &variants}) AddPolicy(*verb, options);
  diff.add_option("hosts", options.words, "Two machines: profile files, or descriptions")
      ->required()
      ->expected(2);
  diff.add_option("--package", options.packages, "PEP 508; none = every leader of the catalogue")
      ->allow_extra_args(false);
  advise.add_option("requirements", options.words,
                    "PEP 508, such as 'torch==2.9.*'; none = every leader of the catalogue");
  advise.add_option("--driver", options.driver,
                    "Another NVIDIA driver: 580.95.05, or a branch: 580");
  advise
      .add_option("--add-gpu", options.gpus,
                  "One more GPU: 'RTX 5090', sm_120, gfx1100; repeatable")
      ->allow_extra_args(false);
  tags.add_option("requirements", options.words,
                  "PEP 508, such as 'torch==2.9.*'; none = every leader of the catalogue");
  for (CLI::App* verb : {&tags, &variants})
    verb->add_option("--python", options.python, "Version of the interpreter, such as 3.12");
  tags.add_flag("--accept-cpu", options.accept_cpu,
                "Take the cpu build where no GPU build of the version runs");
  tags.add_flag("--offline", options.offline,
                "Answer from the catalogue alone (accelctl always does)");
  variants.add_option("file", options.words, "NAME-VERSION-variants.json, or a pylock.toml")
      ->required()
      ->expected(1);
  variants
      .add_option("--provider", options.providers,
                  "Namespace whose optional provider counts; repeatable")
      ->allow_extra_args(false);
  why.add_option("package-and-tag", options.words, "PACKAGE[==VERSION] TAG")
      ->required()
      ->expected(2);
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Which hardware builds run on a machine, and why.\n\nExit codes: 0; 1 a negative answer; 2 "
      "usage; 69 the daemon does not\n"
      "answer; 70 internal.",
      "accelctl");
  Declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  const clients::Environment environment = clients::Environment::OfThisProcess();
  const Invocation invocation{options, environment,
                              Palette(environment, isatty(STDOUT_FILENO) != 0)};
  for (const Verb& verb : kVerbs) {
    if (app.got_subcommand(verb.name)) return verb.run(invocation);
  }
  return kUsage;
}

}  // namespace
}  // namespace accel::accelctl

int main(int argc, char** argv) {
  int code = accel::accelctl::kInternal;
  try {
    code = accel::accelctl::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "accelctl: internal error: %s\n", error.what());
  }
  // An answer that could not be written is no answer.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fputs("accelctl: the answer could not be written to standard output\n", stderr);
    code = accel::accelctl::kInternal;
  }
  _exit(code);  // no teardown of gRPC's threads
}
