// SPDX-License-Identifier: Apache-2.0
//
// accelctl status: does the daemon answer, and how old are its facts?
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "compat/printable.h"

namespace accel::accelctl {

int RunStatus(const Invocation& invocation) {
  clients::AnswerOptions options = clients::AnswerOptionsFromEnvironment();
  options.daemon = clients::DaemonUse::kRequired;
  const absl::StatusOr<std::unique_ptr<clients::Answers>> answers = clients::OpenAnswers(options);
  if (!answers.ok()) return Fail(answers.status());
  const absl::StatusOr<v1::GetHostResponse> response = (*answers)->GetHost();
  if (!response.ok()) return Fail(response.status());
  if (invocation.options.json) {
    PrintJson(*response);
    return 0;
  }
  std::printf("%s answers: %d GPUs, generation %llu, facts %llu ms old\n",
              compat::PrintSafe((*answers)->Source()).c_str(), response->host().gpus_size(),
              static_cast<unsigned long long>(response->generation()),
              static_cast<unsigned long long>(response->age_milliseconds()));
  return 0;
}

}  // namespace accel::accelctl
