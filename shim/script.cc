// SPDX-License-Identifier: Apache-2.0
#include "shim/script.h"

#include <fstream>

namespace accel::shim {
namespace {

std::string FirstWord(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  text.remove_prefix(begin);
  if (text.front() == '"' || text.front() == '\'')
    return std::string(text.substr(1, text.find(text.front(), 1) - 1));
  return std::string(text.substr(0, text.find_first_of(" \t\"'\r\n")));
}

bool NamesPython(const std::string& program) {
  return program.substr(program.rfind('/') + 1).find("py") != std::string::npos;
}

}  // namespace

std::string FirstBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(512, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::string PythonOfScript(std::string_view bytes) {
  if (!bytes.starts_with("#!")) return "";
  const std::size_t end = bytes.find('\n');
  const std::string_view first = bytes.substr(2, end == std::string_view::npos ? end : end - 2);
  std::string program = FirstWord(first);
  if (program.ends_with("/env"))
    program = FirstWord(first.substr(first.find(program) + program.size()));
  if (NamesPython(program)) return program;
  // The launcher of pip and setuptools for long paths: #!/bin/sh, then '''exec' "/path/python" "$0"
  // "$@".
  const std::size_t exec = bytes.find("'''exec'");
  if (exec == std::string_view::npos) return "";
  program = FirstWord(bytes.substr(exec + 8));
  return NamesPython(program) ? program : "";
}

}  // namespace accel::shim
