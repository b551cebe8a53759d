// SPDX-License-Identifier: Apache-2.0
//
// The Python that the caller's pip installs into: found from the tool, asked once for its facts.
// Runs only what the caller would run anyway. Never imports anything of the environment (python
// -I).
#pragma once

#include <string>
#include <vector>

#include "accel/v1/interpreter.pb.h"
#include "clients/environment.h"
#include "compat/status.h"
#include "shim/find_tool.h"

namespace accel::shim {

// The interpreter behind a pip program: its #! line, the launcher's exec line, else what `pip
// --version` says.
absl::StatusOr<std::string> PythonOfPip(const std::string& pip, const LookAt& look,
                                        const clients::Environment& environment);

// What "pip 23.0.1 from /usr/lib/python3/dist-packages/pip (python 3.11)" tells:
// "/usr/bin/python3.11"; empty when nothing.
std::string PythonOfVersionLine(std::string_view line);

// Facts of the interpreter at `python`. FAILED_PRECONDITION when it cannot be run or answers
// nonsense.
absl::StatusOr<v1::Interpreter> ReadInterpreter(const std::string& python,
                                                const clients::Environment& environment);

// The same of a virtual environment's, remembered in `cache_folder` until its Python or its
// pyvenv.cfg is another.
absl::StatusOr<v1::Interpreter> InterpreterOf(const std::string& virtual_environment,
                                              const std::string& cache_folder,
                                              const clients::Environment& environment);

}  // namespace accel::shim
