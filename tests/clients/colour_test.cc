// SPDX-License-Identifier: Apache-2.0
#include "clients/accelctl/colour.h"

#include <gtest/gtest.h>

namespace accel::accelctl {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

TEST(ColourTest, NoColourBeatsForceBeatsTerminal) {
  struct Case {
    Variables variables;
    bool terminal;
    bool coloured;
  };
  const std::vector<Case> cases = {
      {{}, true, true},
      {{}, false, false},
      {{{"TERM", "dumb"}}, true, false},
      {{{"NO_COLOR", "1"}}, true, false},
      {{{"NO_COLOR", ""}}, true, true},  // no-color.org: "when present and not an empty string"
      {{{"FORCE_COLOR", "1"}}, false, true},
      {{{"FORCE_COLOR", "0"}}, false, false},
      {{{"CLICOLOR_FORCE", "1"}}, false, true},
      {{{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}, true, false},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Palette palette(clients::Environment(cases[i].variables), cases[i].terminal);
    EXPECT_EQ(palette.Paint("x", Colour::kGood) != "x", cases[i].coloured) << "case " << i;
  }
}

TEST(ColourTest, EndsWhatItBegins) {
  const Palette palette(clients::Environment(Variables()), true);
  EXPECT_EQ(palette.Paint("x", Colour::kBad), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(palette.Paint("x", Colour::kNone), "x");
}

}  // namespace
}  // namespace accel::accelctl
