// SPDX-License-Identifier: Apache-2.0
//
// Where in a catalogue file a row stands that contradicts another: for messages alone. Pure.
#pragma once

#include <string>

#include "compat/contradiction.h"

namespace accel::catalog {

// "LINE:COLUMN" (both from 1) of the row in `text`, as deep as the text has it; the last of several
// of that name. "1:1" when the text does not hold it: its hardware tables contradict another file.
std::string PlaceOf(const compat::Contradiction& contradiction, const std::string& text);

}  // namespace accel::catalog
