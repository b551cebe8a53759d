// SPDX-License-Identifier: Apache-2.0
#include "clients/accelctl/colour.h"

namespace accel::accelctl {
namespace {

bool Wanted(const clients::Environment& environment, bool terminal) {
  if (!environment.Get("NO_COLOR").empty()) return false;
  const std::string force = environment.Get("FORCE_COLOR"), cli = environment.Get("CLICOLOR_FORCE");
  if ((!force.empty() && force != "0") || (!cli.empty() && cli != "0")) return true;
  return terminal && environment.Get("TERM") != "dumb";
}

}  // namespace

Palette::Palette(const clients::Environment& environment, bool terminal)
    : on_(Wanted(environment, terminal)) {}

std::string Palette::Paint(const std::string& text, Colour colour) const {
  if (!on_ || colour == Colour::kNone) return text;
  const char* code = colour == Colour::kGood ? "32" : colour == Colour::kBad ? "31" : "2";
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

}  // namespace accel::accelctl
