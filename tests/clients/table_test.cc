// SPDX-License-Identifier: Apache-2.0
#include "clients/table.h"

#include <gtest/gtest.h>

namespace accel::clients {
namespace {

TEST(TableTest, AlignsEveryColumnButTheLast) {
  EXPECT_EQ(FormatTable({{"A", "LONG", "C"}, {"wide", "b", "last one"}}),
            "A      LONG   C\n"
            "wide   b      last one\n");
}

TEST(TableTest, LeavesNoBlanksAtTheEndOfALine) {
  EXPECT_EQ(FormatTable({{"HEAD", "X"}, {"a", ""}}), "HEAD   X\na\n");
}

TEST(TableTest, TakesRowsOfAnyLength) {
  EXPECT_EQ(FormatTable({{"a"}, {"b", "c"}, {}}), "a\nb   c\n\n");
}

TEST(TableTest, LetsNoEscapeSequenceThrough) {
  EXPECT_EQ(FormatTable({{"\x1b[31mred", "x"}}).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace accel::clients
