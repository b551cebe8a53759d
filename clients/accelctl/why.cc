// SPDX-License-Identifier: Apache-2.0
//
// accelctl why PACKAGE[==VERSION] TAG: fact -> rule -> outcome, with the evidence and the nearest
// fix.
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "compat/printable.h"

namespace accel::accelctl {
namespace {

std::string Word(v1::Verdict::Outcome outcome) {
  return outcome == v1::Verdict::COMPATIBLE     ? "yes"
         : outcome == v1::Verdict::INCOMPATIBLE ? "no"
                                                : "unknown";
}

Colour ColourOf(v1::Verdict::Outcome outcome) {
  return outcome == v1::Verdict::COMPATIBLE     ? Colour::kGood
         : outcome == v1::Verdict::INCOMPATIBLE ? Colour::kBad
                                                : Colour::kDim;
}

void PrintReason(const v1::Reason& reason, const Palette& palette) {
  std::printf("  %s %s\n",
              palette.Paint(Word(reason.outcome()), ColourOf(reason.outcome())).c_str(),
              compat::PrintSafe(reason.rule()).c_str());
  if (!reason.fact().empty()) {
    const std::string evidence = reason.evidence().empty() ? "" : " (" + reason.evidence() + ")";
    std::printf("      fact: %s\n", compat::PrintSafe(reason.fact() + evidence).c_str());
  }
  std::printf("      rule: %s\n", compat::PrintSafe(reason.text()).c_str());
  if (!reason.fix().empty())
    std::printf("      fix:  %s\n", compat::PrintSafe(reason.fix()).c_str());
}

void PrintForPeople(const v1::ExplainResponse& response, const Palette& palette) {
  const v1::Build& build = response.build();
  const std::string what =
      compat::PrintSafe(build.package() + " " + build.version() + "+" + build.tag());
  std::printf("%s\n", what.c_str());
  for (const v1::Reason& reason : response.verdict().reasons()) PrintReason(reason, palette);
  if (response.verdict().assumed())
    std::puts("  note: the catalogue has no row for this version; the nearest one was used");
  const v1::Verdict::Outcome outcome = response.verdict().outcome();
  const char* end = outcome == v1::Verdict::COMPATIBLE     ? "runs here"
                    : outcome == v1::Verdict::INCOMPATIBLE ? "does not run here"
                                                           : "may or may not run here";
  std::printf("\n%s\n", palette
                            .Paint(what + " " + end +
                                       (response.verdict().degraded() ? ", not at its best" : ""),
                                   ColourOf(outcome))
                            .c_str());
}

}  // namespace

int RunWhy(const Invocation& invocation) {
  v1::ExplainRequest request;
  const std::string& package = invocation.options.words[0];
  const std::size_t equals = package.find("==");
  request.set_package(package.substr(0, equals));
  if (equals != std::string::npos) request.set_version(package.substr(equals + 2));
  request.set_tag(invocation.options.words[1]);
  if (const absl::Status status = SetPolicy(invocation, request); !status.ok()) return Fail(status);
  absl::StatusOr<std::optional<v1::Host>> host = NamedHost(invocation);
  if (!host.ok()) return Fail(host.status());
  if (host->has_value()) *request.mutable_host() = **host;
  const absl::StatusOr<std::unique_ptr<clients::Answers>> answers = OpenAnswers(invocation);
  if (!answers.ok()) return Fail(answers.status());
  const absl::StatusOr<v1::ExplainResponse> response = (*answers)->Explain(request);
  if (!response.ok()) return Fail(response.status());
  if (invocation.options.json) {
    PrintJson(*response);
  } else {
    PrintForPeople(*response, invocation.palette);
  }
  return response->verdict().outcome() == v1::Verdict::COMPATIBLE ? 0 : kNo;
}

}  // namespace accel::accelctl
