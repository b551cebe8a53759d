// SPDX-License-Identifier: Apache-2.0
//
// What a processor can do, in the words of the namespaces x86_64 and aarch64: its level or version
// with all that it includes, and its features. Promises what the processor itself says. Never knows
// what kind of processor it is: that is for microarchitecture.h.
// Source of names and order: provider-variant-x86-64 and provider-variant-aarch64 0.0.1.post2
// (PyPI).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "accel/v1/host.pb.h"

namespace accel::compat {

// Whether the namespace is one of a processor's.
bool IsOfProcessor(const std::string& ns);

// The feature that has the levels: "level" of x86_64, "version" of aarch64.
std::string LevelFeature(const std::string& ns);

// "v3", "v2", "v1" of x86-64-v3; "8.2a", "8.1a", "8a" of armv8.2-a. Empty in the namespace of
// another architecture, and where the level is not known.
std::vector<std::string> LevelsOf(const v1::Cpu& cpu, const std::string& ns);

// By the name that the namespace gives it: the kernel calls sse3 pni.
bool HasFeature(const v1::Cpu& cpu, const std::string& ns, const std::string& feature);

// The other features of the namespace, best first.
std::span<const char* const> FeaturesOf(const std::string& ns);

}  // namespace accel::compat
