// SPDX-License-Identifier: Apache-2.0
//
// accelctl diff HOST_A HOST_B, accelctl advise [REQUIREMENT…] --driver 580 --add-gpu sm_120: what
// opens and closes from one machine to another, or were this one changed.
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "clients/accelctl/wording.h"
#include "clients/table.h"
#include "compat/answer.h"
#include "compat/comparison.h"
#include "compat/host_change.h"
#include "compat/printable.h"
#include "probes/host_profile.h"

namespace accel::accelctl {
namespace {

using Catalog = std::shared_ptr<const compat::Catalog>;

constexpr std::size_t kMostRows = 40;

// The question of `invocation`, on a machine.
absl::StatusOr<v1::ListTagsResponse> Ask(const Invocation& invocation, const v1::Host& host,
                                         const compat::Catalog& catalog) {
  v1::ListTagsRequest request;
  for (const std::string& word : invocation.options.words) request.add_requirements(word);
  *request.mutable_host() = host;
  ACCEL_RETURN_IF_ERROR(SetPolicy(invocation, request));
  return compat::ListTags(request, host, catalog);
}

absl::StatusOr<v1::Comparison> CompareOn(const Invocation& invocation, const v1::Host& a,
                                         const v1::Host& b, const compat::Catalog& catalog) {
  ACCEL_ASSIGN_OR_RETURN(const v1::ListTagsResponse before, Ask(invocation, a, catalog));
  ACCEL_ASSIGN_OR_RETURN(const v1::ListTagsResponse after, Ask(invocation, b, catalog));
  return compat::Compare(before, after);
}

std::string Best(const v1::ListTagsResponse& response) {
  const std::string text = ChoiceOf(response);
  return text.empty() ? "nothing" : text;
}

void PrintForPeople(const v1::Comparison& comparison, const Palette& palette) {
  std::vector<std::vector<std::string>> rows = {
      {"PACKAGE", "VERSION", "TAG", "BEFORE", "AFTER", "WHY"}};
  for (const v1::ChangedBuild& build : comparison.builds()) {
    if (rows.size() > kMostRows) break;
    rows.push_back({build.package(), build.version(), build.tag(), Word(build.before()),
                    Word(build.after()), compat::InOneLine(build.reason())});
  }
  if (rows.size() > 1) std::printf("%s\n", clients::FormatTable(rows).c_str());
  const int more = comparison.builds_size() - static_cast<int>(kMostRows);
  if (more > 0) std::printf("… and %d more; --json shows all\n", more);
  for (const std::string& note : comparison.after().notes())
    std::printf("note: %s\n", compat::PrintSafe(note).c_str());
  const std::string before = Best(comparison.before()), after = Best(comparison.after());
  const std::string line = before == after && comparison.builds().empty()
                               ? "nothing changes: best stays " + after
                               : "best: " + before + " -> " + after;
  std::printf("%s\n", palette.Paint(compat::PrintSafe(line), Colour::kGood).c_str());
}

int Print(const Invocation& invocation, const absl::StatusOr<v1::Comparison>& comparison) {
  if (!comparison.ok()) return Fail(comparison.status());
  if (invocation.options.json) {
    PrintJson(*comparison);
  } else {
    PrintForPeople(*comparison, invocation.palette);
  }
  return 0;
}

// The machine that is named, else this one.
absl::StatusOr<v1::Host> Machine(const Invocation& invocation) {
  ACCEL_ASSIGN_OR_RETURN(const std::optional<v1::Host> named, NamedHost(invocation));
  if (named) return *named;
  ACCEL_ASSIGN_OR_RETURN(const std::unique_ptr<clients::Answers> answers, OpenAnswers(invocation));
  ACCEL_ASSIGN_OR_RETURN(const v1::GetHostResponse response, answers->GetHost());
  return response.host();
}

absl::StatusOr<v1::Comparison> Diff(Invocation invocation) {
  ACCEL_ASSIGN_OR_RETURN(const Catalog catalog, clients::CatalogOfThisMachine());
  const std::vector<std::string> hosts = std::exchange(invocation.options.words, {});
  ACCEL_ASSIGN_OR_RETURN(const v1::Host a, probes::ReadHost(hosts[0], *catalog));
  ACCEL_ASSIGN_OR_RETURN(const v1::Host b, probes::ReadHost(hosts[1], *catalog));
  invocation.options.words = invocation.options.packages;
  return CompareOn(invocation, a, b, *catalog);
}

absl::StatusOr<v1::Comparison> Advise(const Invocation& invocation) {
  const Options& options = invocation.options;
  if (options.driver.empty() && options.gpus.empty())
    return compat::InvalidArgument(
        "advise: say what would change: --driver 580, --add-gpu 'RTX 5090'");
  ACCEL_ASSIGN_OR_RETURN(const Catalog catalog, clients::CatalogOfThisMachine());
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host, Machine(invocation));
  v1::Host changed = host;
  for (const std::string& gpu : options.gpus) {
    ACCEL_ASSIGN_OR_RETURN(changed, compat::WithGpu(std::move(changed), gpu, *catalog));
  }
  if (!options.driver.empty()) {
    ACCEL_ASSIGN_OR_RETURN(changed,
                           compat::WithDriver(std::move(changed), options.driver, *catalog));
  }
  return CompareOn(invocation, host, changed, *catalog);
}

}  // namespace

int RunDiff(const Invocation& invocation) { return Print(invocation, Diff(invocation)); }

int RunAdvise(const Invocation& invocation) { return Print(invocation, Advise(invocation)); }

}  // namespace accel::accelctl
