// SPDX-License-Identifier: Apache-2.0
#include "shim/wrapper_guard.h"

#include "shim/script.h"

namespace accel::shim {
namespace {

constexpr char kVariable[] = "ACCEL_SHIM_WRAPPERS";

bool IsWrapper(const std::string& program) {
  const std::string bytes = FirstBytes(program);
  return bytes.starts_with("#!") && PythonOfScript(bytes).empty();
}

}  // namespace

LookAt PassingOverWrappers(LookAt look, const clients::Environment& environment) {
  return [look = std::move(look),
          seen = ":" + environment.Get(kVariable) + ":"](const std::string& path) {
    Candidate candidate = look(path);
    if (seen.find(":" + path + ":") != std::string::npos) candidate.is_shim = true;
    return candidate;
  };
}

void RememberWrapper(const std::string& program, clients::Environment& environment) {
  if (!IsWrapper(program)) return;
  const std::string seen = environment.Get(kVariable);
  environment.Set(kVariable, seen.empty() ? program : seen + ":" + program);
}

}  // namespace accel::shim
