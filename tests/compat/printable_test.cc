// SPDX-License-Identifier: Apache-2.0
#include "compat/printable.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

struct Case {
  std::string text, shown;
};

TEST(PrintableTest, TextOfAnyLanguageStays) {
  for (const char* text : {"", "torch 2.9.1+cu126", "\\x1b", "caf\xc3\xa9",
                           "\xe4\xb8\xad\xe6\x96\x87", "\xf0\x9f\x9a\x80"}) {
    EXPECT_EQ(PrintSafe(text), text);
  }
}

TEST(PrintableTest, WhatATerminalWouldObeyIsShownAsBytes) {
  const std::vector<Case> cases = {
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\nb\tc\rd\b", "a\\x0ab\\x09c\\x0dd\\x08"},
      {std::string("nul\0", 4), "nul\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "2J",
       "\\xc2\\x9b2J"},                                 // C1: CSI
      {"\xc2\xa0", "\xc2\xa0"},                         // first behind C1
      {"abc\xe2\x80\xaegpj", "abc\\xe2\\x80\\xaegpj"},  // right-to-left override
      {"\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c", "\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xd8\\x9c"},
      {"\xe2\x80\xa8\xe2\x80\xa9",
       "\\xe2\\x80\\xa8\\xe2\\x80\\xa9"},  // line and paragraph separator
  };
  for (const Case& c : cases) EXPECT_EQ(PrintSafe(c.text), c.shown);
}

TEST(PrintableTest, WhatIsNotUtf8IsShownAsBytes) {
  const std::vector<Case> cases = {
      {"\xff", "\\xff"},
      {"\x9b"
       "2J",
       "\\x9b2J"},                                   // a bare C1 byte
      {"\xc3", "\\xc3"},                             // cut off
      {"\xc3(", "\\xc3("},                           // no continuation
      {"\xc0\x9b", "\\xc0\\x9b"},                    // overlong
      {"\xe0\x80\x9b", "\\xe0\\x80\\x9b"},           // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
      {"\xf0\x9f\x9a", "\\xf0\\x9f\\x9a"},
  };
  for (const Case& c : cases) EXPECT_EQ(PrintSafe(c.text), c.shown);
}

TEST(PrintableTest, AUrlIsShownWithoutWhatMayBeSecret) {
  const std::vector<Case> cases = {
      {"https://host/simple/", "https://host/simple/"},
      {"https://user:word@host:8443/simple/?token=1#x", "https://host:8443/simple/"},
      {"https://token@host", "https://host"},
      {"https://a@b:c@host/x", "https://host/x"},
      {"git+ssh://git@host/repo@v1", "git+ssh://host/repo@v1"},
      {"//user:word@host/x", "//host/x"},
      {"user:word@host/x", "host/x"},
      {"https://[::1]:80/x", "https://[::1]:80/x"},
      {"https://user:wo?rd@host/", "https://[hidden]"},
      {"https://user:wo\\rd@host/", "https://[hidden]"},
      {"https://u:p@ho\x1b[0mst/x", "https://ho\\x1b[0mst/x"},
      {"file:///srv/a//b", "file:///srv/a//b"},
      {"../a//b", "../a//b"},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(PrintSafeUrl(c.text), c.shown) << c.text;
}

}  // namespace
}  // namespace accel::compat
