// SPDX-License-Identifier: Apache-2.0
//
// What a catalogue says that cannot be: an unknown selection class, a CUDA build without a driver
// floor, a package, series, tag or distribution that is there twice, a follower of an unknown
// leader, a version in another series than its own, a class without the place it needs. Pure.
#pragma once

#include <optional>
#include <string>

#include "accel/v1/catalog.pb.h"

namespace accel::compat {

// Where it stands, as far as it goes down (empty = the whole of what is above), and why it cannot
// be, with what to do.
struct Contradiction {
  std::string package, series, tag;
  std::string why;
};

// "package torch 2.9 tag cu126: has no driver floor; …", safe to print.
std::string ToString(const Contradiction& contradiction);

// The first one; nullopt when the catalogue is sound.
std::optional<Contradiction> FindContradiction(const v1::Catalog& catalog);

}  // namespace accel::compat
