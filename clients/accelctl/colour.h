// SPDX-License-Identifier: Apache-2.0
//
// Colour only where a person sees it: NO_COLOR beats FORCE_COLOR and CLICOLOR_FORCE, these beat "is
// it a terminal".
#pragma once

#include <string>

#include "clients/environment.h"

namespace accel::accelctl {

enum class Colour { kNone, kGood, kBad, kDim };

class Palette {
 public:
  // `terminal` says whether the output is one.
  Palette(const clients::Environment& environment, bool terminal);
  std::string Paint(const std::string& text, Colour colour) const;

 private:
  bool on_;
};

}  // namespace accel::accelctl
