// SPDX-License-Identifier: Apache-2.0
#include "compat/name.h"

#include <gtest/gtest.h>

namespace accel::compat {
namespace {

TEST(NameTest, SpellingsOfOneProjectHaveOneNormalForm) {
  for (const char* spelling : {"friendly-bard", "Friendly-Bard", "FRIENDLY-BARD", "friendly.bard",
                               "friendly_bard", "friendly--bard", "FrIeNdLy-._.-bArD"}) {
    EXPECT_EQ(NormalizeName(spelling), "friendly-bard") << spelling;
  }
}

TEST(NameTest, BytesOutsideAsciiStayAsTheyAre) {
  EXPECT_EQ(NormalizeName("Caf\xc3\x89"), "caf\xc3\x89");
}

TEST(NameTest, NamesStartAndEndWithALetterOrDigit) {
  for (const char* valid : {"a", "7", "torch", "a.b-c_d", "Z9"}) {
    EXPECT_TRUE(IsValidName(valid)) << valid;
  }
  for (const char* invalid : {"", "-a", "a-", ".a", "a_", "a b", "a/b", "caf\xc3\xa9", "a\n"}) {
    EXPECT_FALSE(IsValidName(invalid)) << invalid;
  }
}

}  // namespace
}  // namespace accel::compat
