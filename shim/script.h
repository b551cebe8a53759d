// SPDX-License-Identifier: Apache-2.0
//
// What the head of a script says about who runs it: its #! line, or the launcher that pip and
// setuptools write where that line would be too long.
#pragma once

#include <string>
#include <string_view>

namespace accel::shim {

// The first 512 bytes of a file, where such lines end; empty when it cannot be read.
std::string FirstBytes(const std::string& path);

// The interpreter that the lines name ("#!/usr/bin/env python3" gives "python3"); empty when they
// name no Python.
std::string PythonOfScript(std::string_view first_bytes);

}  // namespace accel::shim
