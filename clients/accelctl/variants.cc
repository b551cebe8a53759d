// SPDX-License-Identifier: Apache-2.0
//
// accelctl variants FILE: the wheel variants of an index document, or of each package of a lock,
// best first, and why the others do not run.
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "clients/accelctl/wording.h"
#include "clients/table.h"
#include "clients/variant_documents.h"
#include "compat/comparison.h"
#include "compat/printable.h"

namespace accel::accelctl {
namespace {

using Document = v1::RankedDocuments::Document;

bool Runs(const v1::RankedVariant& variant) {
  return variant.verdict().outcome() == v1::Verdict::COMPATIBLE;
}

// What decides: the first reason of the outcome.
std::string Decisive(const v1::Verdict& verdict) {
  for (const v1::Reason& reason : verdict.reasons()) {
    if (reason.outcome() == verdict.outcome()) return compat::InOneLine(reason);
  }
  return "";
}

absl::StatusOr<v1::RankVariantsRequest> MakeRequest(const Invocation& invocation) {
  v1::RankVariantsRequest request;
  ACCEL_ASSIGN_OR_RETURN(std::optional<v1::Host> host, NamedHost(invocation));
  if (host) *request.mutable_host() = *std::move(host);
  ACCEL_RETURN_IF_ERROR(SetPolicy(invocation, request));
  request.set_python(invocation.options.python);
  for (const std::string& name : invocation.options.providers) request.add_providers(name);
  return request;
}

absl::StatusOr<v1::RankedDocuments> Rank(const Invocation& invocation) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<clients::VariantDocument> documents,
                         clients::ReadVariantDocuments(invocation.options.words[0]));
  ACCEL_ASSIGN_OR_RETURN(v1::RankVariantsRequest request, MakeRequest(invocation));
  ACCEL_ASSIGN_OR_RETURN(const std::unique_ptr<clients::Answers> answers, OpenAnswers(invocation));
  v1::RankedDocuments ranked;
  for (const clients::VariantDocument& document : documents) {
    request.set_document(document.json);
    absl::StatusOr<v1::RankVariantsResponse> response = answers->RankVariants(request);
    if (!response.ok()) {
      return absl::Status(response.status().code(), compat::PrintSafe(document.name) + ": " +
                                                        std::string(response.status().message()));
    }
    Document& one = *ranked.add_documents();
    one.set_name(document.name);
    *one.mutable_variants() = std::move(*response->mutable_variants());
  }
  return ranked;
}

void PrintForPeople(const Document& document, const Palette& palette) {
  std::vector<std::vector<std::string>> rows = {{"VARIANT", "RUNS", "WHY"}};
  for (const v1::RankedVariant& variant : document.variants()) {
    rows.push_back(
        {variant.label(), Word(variant.verdict().outcome()), Decisive(variant.verdict())});
  }
  std::fputs(clients::FormatTable(rows).c_str(), stdout);
  const bool any = document.variants_size() > 0 && Runs(document.variants(0));
  const std::string name = compat::PrintSafe(document.name());
  const std::string last = any ? "best: " + name + ", variant " + document.variants(0).label()
                               : name + ": no variant runs here; its plain wheel may";
  std::printf("\n%s\n", palette.Paint(last, any ? Colour::kGood : Colour::kBad).c_str());
}

}  // namespace

int RunVariants(const Invocation& invocation) {
  const absl::StatusOr<v1::RankedDocuments> ranked = Rank(invocation);
  if (!ranked.ok()) return Fail(ranked.status());
  if (invocation.options.json) PrintJson(*ranked);
  bool all = true;
  for (const Document& document : ranked->documents()) {
    if (!invocation.options.json) PrintForPeople(document, invocation.palette);
    all = all && document.variants_size() > 0 && Runs(document.variants(0));
  }
  return all ? 0 : kNo;
}

}  // namespace accel::accelctl
