// SPDX-License-Identifier: Apache-2.0
#include "clients/accelctl/wording.h"

namespace accel::accelctl {

std::string Word(v1::Verdict::Outcome outcome) {
  return outcome == v1::Verdict::COMPATIBLE     ? "runs"
         : outcome == v1::Verdict::INCOMPATIBLE ? "no"
                                                : "unknown";
}

std::string ChoiceOf(const v1::ListTagsResponse& response) {
  std::string text;
  for (const v1::Choice& choice : response.choice()) {
    if (!text.empty()) text += " ";
    text += choice.install().empty()
                ? choice.package() + "==" + choice.version() + "+" + choice.tag()
                : choice.install(0);
  }
  return text;
}

}  // namespace accel::accelctl
