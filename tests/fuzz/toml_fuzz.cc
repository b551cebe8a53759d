// SPDX-License-Identifier: Apache-2.0
//
// A file of TOML: a table, or a message that names the file.
#include "clients/toml_text.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using accel::fuzz::Require;
  const auto table = accel::clients::ParseToml(accel::fuzz::Text(data, size), "x.toml");
  if (table.ok()) {
    accel::clients::ToJson(*table);
    return 0;
  }
  const std::string message(accel::compat::Message(table.status()));
  Require(absl::IsInvalidArgument(table.status()), "a mistake in the file is one of the file");
  Require(message.starts_with("x.toml:"), "a message names the file");
  Require(message.ends_with("; mend the file"), "a message says what to do");
  Require(message.find('\n') == std::string::npos, "a message is one line");
  return 0;
}
