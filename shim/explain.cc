// SPDX-License-Identifier: Apache-2.0
#include "shim/explain.h"

#include "compat/comparison.h"
#include "compat/judge.h"
#include "compat/listing.h"

namespace accel::shim {
namespace {

std::string Machine(const v1::Host& host) {
  std::string text;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (gpu.outcome() == v1::Probe::OK) text += (text.empty() ? "" : ", ") + compat::Describe(gpu);
  }
  if (text.empty()) return "a machine without a usable GPU";
  return host.nvidia().version().empty() ? text : text + ", driver " + host.nvidia().version();
}

std::string Facts(const v1::Host& host) {
  std::string text;
  for (const v1::Gpu& gpu : host.gpus()) {
    text += "\n  GPU";
    if (!gpu.name().empty() || !gpu.pci_id().empty())
      text += " " + (gpu.name().empty() ? gpu.pci_id() : gpu.name());
    if (!gpu.compute_capability().empty())
      text += ", compute capability " + gpu.compute_capability();
    if (!gpu.gfx().empty()) text += ", " + gpu.gfx();
    if (!gpu.device_ip().empty()) text += ", device IP " + gpu.device_ip();
    if (gpu.outcome() != v1::Probe::OK) text += ": not usable: " + gpu.reason();
  }
  if (host.gpus().empty()) text += "\n  no GPU";
  if (!host.nvidia().version().empty()) {
    text += "\n  NVIDIA driver " + host.nvidia().version();
    if (!host.nvidia().evidence().empty()) text += " (" + host.nvidia().evidence() + ")";
  }
  return text;
}

std::string Reasons(const v1::Verdict& verdict) {
  std::string text;
  for (const v1::Reason& reason : verdict.reasons()) text += "\n    " + compat::InOneLine(reason);
  if (verdict.assumed())
    text += "\n    the catalogue has no row for this version; the nearest one was used";
  return text;
}

}  // namespace

v1::Verdict VerdictOn(const v1::Choice& choice, const compat::Question& question) {
  const v1::Package* package = question.catalog.FindServed(choice.package());
  if (package == nullptr) return {};
  const v1::Package& leader = question.catalog.LeaderOf(*package);
  const compat::Question q = compat::SetAsideUnserved(leader, question);
  return compat::JudgeTag(leader, compat::LeaderVersionOf(*package, choice.version(), q),
                          choice.tag(), q.host, q.policy, q.catalog);
}

std::string Summary(const std::vector<v1::Choice>& builds, const compat::Question& question) {
  std::string text;
  for (const v1::Choice& choice : builds) {
    text +=
        (text.empty() ? "" : ", ") + choice.package() + " " + choice.version() + "+" + choice.tag();
  }
  return text.empty() ? "" : text + " for " + Machine(question.host);
}

std::string Reasoning(const std::vector<v1::Choice>& builds, const compat::Question& question) {
  std::string text = "facts (" + question.host.origin() + "):" + Facts(question.host);
  for (const v1::Choice& choice : builds) {
    text += "\n  " + choice.package() + " " + choice.version() + "+" + choice.tag() +
            Reasons(VerdictOn(choice, question));
  }
  return text;
}

std::string Reasoning(const pip::Decision& decision, const compat::Question& question) {
  std::string text = Reasoning(decision.choice, question);
  if (!decision.needed)
    return text +
           "\ndecision: nothing to decide before pip runs: what is named is there in a build that "
           "runs here, or has none; builds that do not run here are not offered to pip";
  for (const std::string& pin : decision.constraints) text += "\n  pinned: " + pin;
  for (const std::string& note : decision.notes) text += "\n  " + note;
  const std::string summary = Summary(decision.choice, question);
  return summary.empty() ? text : text + "\ndecision: " + summary;
}

std::string Words(const v1::Refusal& refusal) {
  std::string text = refusal.message();
  for (const std::string& way : refusal.ways_out()) text += "\n- " + way;
  return text;
}

}  // namespace accel::shim
