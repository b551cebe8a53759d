// SPDX-License-Identifier: Apache-2.0
//
// Reads requirement files from standard input ("LENGTH\n", then the bytes) and prints what each
// says: one line per file, "error" or its lines separated by ";": the requirement and its options,
// all in hexadecimal. Differential.py compares that with pip.
#include <cstdio>
#include <iostream>
#include <string>

#include "shim/pip/requirement_lines.h"

namespace {

std::string Hex(const std::string& text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : text) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

std::string Told(const std::string& content) {
  const auto variable = [](const std::string& name) -> std::string {
    if (name == "SET") return "value";
    if (name == "OPTION") return "--extra-index-url=https://v/";
    return "";
  };
  const auto lines = accel::shim::pip::ReadRequirementLines(content, variable);
  if (!lines.ok()) return "error";
  std::string text;
  for (const auto& line : *lines) {
    text += Hex(line.requirement);
    for (const auto& option : line.options)
      text += "," + Hex(option.option) + "=" + Hex(option.value);
    text += ";";
  }
  return text;
}

}  // namespace

int main() {
  for (std::string length; std::getline(std::cin, length);) {
    std::string content(std::stoul(length), '\0');
    std::cin.read(content.data(), static_cast<std::streamsize>(content.size()));
    std::cout << Told(content) << "\n";
  }
}
