// SPDX-License-Identifier: Apache-2.0
//
// Any bytes: what is shown has nothing that a terminal obeys, and showing it again changes nothing.
#include <algorithm>
#include <string>

#include "compat/printable.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::PrintSafe;
using accel::compat::PrintSafeUrl;
using accel::fuzz::Require;

void CheckHarmless(const std::string& shown) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  };
  Require(std::none_of(shown.begin(), shown.end(), is_control),
          "no C0 control and no DEL is shown");
  for (std::size_t i = 0; i + 1 < shown.size(); ++i) {
    const bool c1 = shown[i] == '\xc2' && static_cast<unsigned char>(shown[i + 1]) < 0xa0;
    Require(!c1, "no C1 control is shown");
  }
  for (const char* bidirectional : {"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8", "\xd8\x9c"}) {
    Require(shown.find(bidirectional) == std::string::npos, "no bidirectional control is shown");
  }
  Require(PrintSafe(shown) == shown, "showing twice is showing once");
}

void CheckUrl(const std::string& text) {
  const std::string shown = PrintSafeUrl(text);
  CheckHarmless(shown);
  Require(shown.find_first_of("?#") == std::string::npos, "no query and no fragment is shown");
  if (text.find_first_of("/\\?#") != std::string::npos) return;
  Require(PrintSafeUrl("https://" + text + "@host/x") == "https://host/x",
          "no user and no password is shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(accel::fuzz::Text(data, size));
  CheckHarmless(PrintSafe(text));
  CheckUrl(text);
  return 0;
}
