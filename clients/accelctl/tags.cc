// SPDX-License-Identifier: Apache-2.0
//
// accelctl tags [REQUIREMENT…]: every build, judged, best first, and the choice.
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "clients/accelctl/wording.h"
#include "clients/table.h"
#include "compat/comparison.h"
#include "compat/printable.h"
#include "compat/version.h"

namespace accel::accelctl {
namespace {

constexpr int kMostRows = 40;

absl::StatusOr<v1::ListTagsRequest> MakeRequest(const Invocation& invocation) {
  v1::ListTagsRequest request;
  for (const std::string& word : invocation.options.words) request.add_requirements(word);
  ACCEL_ASSIGN_OR_RETURN(std::optional<v1::Host> host, NamedHost(invocation));
  if (host) *request.mutable_host() = *std::move(host);
  if (!invocation.options.python.empty()) {
    const absl::StatusOr<compat::Version> version = compat::ParseVersion(invocation.options.python);
    if (!version.ok()) {
      return compat::InvalidArgument("--python " + invocation.options.python +
                                     ": is no version of Python; write --python 3.12");
    }
    request.mutable_interpreter()->set_implementation("cpython");
    request.mutable_interpreter()->set_version(invocation.options.python);
  }
  ACCEL_RETURN_IF_ERROR(SetPolicy(invocation, request));
  request.set_accept_cpu(invocation.options.accept_cpu);
  return request;
}

std::string Decisive(const v1::JudgedBuild& build) {
  if (build.assumed() && build.outcome() == v1::Verdict::COMPATIBLE)
    return "assumed: the catalogue has no row for this version";
  const v1::Reason* reason = compat::DecisiveReason(build);
  return reason == nullptr ? "" : compat::InOneLine(*reason);
}

void PrintTable(const v1::ListTagsResponse& response) {
  std::vector<std::vector<std::string>> rows = {{"PACKAGE", "VERSION", "TAG", "RUNS", "WHY"}};
  for (const v1::JudgedBuild& build : response.builds()) {
    if (rows.size() > kMostRows) break;
    rows.push_back(
        {build.package(), build.version(), build.tag(), Word(build.outcome()), Decisive(build)});
  }
  std::fputs(clients::FormatTable(rows).c_str(), stdout);
  if (response.builds_size() > kMostRows)
    std::printf("… and %d more; --json shows all\n", response.builds_size() - kMostRows);
}

// What accel-shim installs: as it was asked for when that is all.
std::string Served(const Options& options, const v1::ListTagsResponse& response) {
  std::string words;
  int served = 0;
  for (const v1::Choice& choice : response.choice()) {
    if (!choice.install().empty()) continue;
    words += " '" + choice.package() + "==" + choice.version() + "'";
    ++served;
  }
  if (served == 0) return "";
  std::string text = "accel-shim ";
  if (!options.host.empty()) text += "--host '" + options.host + "' --explain ";
  if (!options.policy.empty()) text += "--policy " + options.policy + " ";
  if (options.accept_cpu) text += "--accept-cpu ";
  text += "pip install";
  if (served < response.choice_size()) return text + words;
  if (options.words.empty()) return text + " " + response.choice(0).package();
  for (const std::string& word : options.words) text += " '" + word + "'";
  return text;
}

// The next command to type, for this machine or the named one: what accel-shim does not find itself
// is pip's own to install.
std::string Next(const Invocation& invocation, const v1::ListTagsResponse& response) {
  std::string text = Served(invocation.options, response);
  for (const v1::Choice& choice : response.choice()) {
    if (choice.install().empty()) continue;
    text += text.empty() ? (invocation.options.host.empty() ? "" : "on that machine: ") : " && ";
    text += "pip install";
    for (const std::string& word : choice.install())
      text += word.starts_with("--") ? " " + word : " '" + word + "'";
  }
  return compat::PrintSafe(text);
}

void PrintForPeople(const v1::ListTagsResponse& response, const Invocation& invocation) {
  const Palette& palette = invocation.palette;
  PrintTable(response);
  std::puts("");
  for (const std::string& note : response.notes())
    std::printf("note: %s\n", compat::PrintSafe(note).c_str());
  if (!response.has_refusal()) {
    std::printf("%s\n", palette.Paint("best: " + ChoiceOf(response), Colour::kGood).c_str());
    const std::string next = Next(invocation, response);
    if (next.find("{python}") != std::string::npos)
      std::puts("note: the file's name holds the Python; name yours with --python 3.12");
    std::printf("next: %s\n", next.c_str());
    return;
  }
  for (const std::string& way : response.refusal().ways_out())
    std::printf("- %s\n", compat::PrintSafe(way).c_str());
  std::printf(
      "%s\n",
      palette.Paint("refused: " + compat::PrintSafe(response.refusal().message()), Colour::kBad)
          .c_str());
}

}  // namespace

int RunTags(const Invocation& invocation) {
  const absl::StatusOr<v1::ListTagsRequest> request = MakeRequest(invocation);
  if (!request.ok()) return Fail(request.status());
  const absl::StatusOr<std::unique_ptr<clients::Answers>> answers = OpenAnswers(invocation);
  if (!answers.ok()) return Fail(answers.status());
  const absl::StatusOr<v1::ListTagsResponse> response = (*answers)->ListTags(*request);
  if (!response.ok()) return Fail(response.status());
  if (invocation.options.json) {
    PrintJson(*response);
  } else {
    PrintForPeople(*response, invocation);
  }
  return response->has_refusal() ? kNo : 0;
}

}  // namespace accel::accelctl
