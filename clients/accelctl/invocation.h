// SPDX-License-Identifier: Apache-2.0
//
// What every verb of accelctl shares: the options, the machine asked about, how answers are
// printed, the exit codes.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "clients/accelctl/colour.h"
#include "clients/answers.h"
#include "clients/config.h"
#include "clients/environment.h"

namespace accel::accelctl {

inline constexpr int kNo = 1;     // a negative answer: refused, incompatible
inline constexpr int kUsage = 2;  // the command line cannot be read
inline constexpr int kUnavailable =
    69;  // the daemon was needed and does not answer (sysexits EX_UNAVAILABLE)
inline constexpr int kInternal = 70;  // EX_SOFTWARE

struct Options {
  bool json = false;
  std::string host;    // --host, else ACCEL_HOST
  std::string python;  // "3.12"
  std::string policy;  // empty = as configured
  bool accept_cpu = false;
  bool offline = false;  // accepted: accelctl answers from the catalogue alone
  bool no_daemon = false;
  std::vector<std::string> packages;   // of diff
  std::string driver;                  // of advise: "580.95.05", "580"
  std::vector<std::string> gpus;       // of advise
  std::vector<std::string> providers;  // of variants: optional ones that count
  std::vector<std::string> words;      // of the verb
};

struct Invocation {
  Options options;
  clients::Environment environment;
  Palette palette;
};

// The one who answers. A machine that is named needs no daemon.
absl::StatusOr<std::unique_ptr<clients::Answers>> OpenAnswers(const Invocation& invocation);

// The machine that --host or ACCEL_HOST names; nullopt = this one.
absl::StatusOr<std::optional<v1::Host>> NamedHost(const Invocation& invocation);

// --policy, else the configured one.
absl::StatusOr<v1::Policy> PolicyOf(const Invocation& invocation);
// That policy in a request, with the caller's devices for VISIBLE.
template <typename Request>
absl::Status SetPolicy(const Invocation& invocation, Request& request) {
  ACCEL_ASSIGN_OR_RETURN(const v1::Policy policy, PolicyOf(invocation));
  const compat::GpuPolicy gpus = clients::PolicyOfCaller(policy, invocation.environment);
  request.set_policy(gpus.policy);
  for (const std::string& device : gpus.visible) request.add_visible(device);
  return absl::OkStatus();
}

// The protobuf JSON form on standard output, one document.
void PrintJson(const google::protobuf::Message& message);

// Says `status` on standard error; its exit code.
int Fail(const absl::Status& status);

int RunFacts(const Invocation& invocation);
int RunTags(const Invocation& invocation);
int RunWhy(const Invocation& invocation);
int RunDiff(const Invocation& invocation);
int RunAdvise(const Invocation& invocation);
int RunConfig(const Invocation& invocation);
int RunStatus(const Invocation& invocation);
int RunVariants(const Invocation& invocation);

}  // namespace accel::accelctl
