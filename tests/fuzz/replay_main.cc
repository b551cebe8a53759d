// SPDX-License-Identifier: Apache-2.0
//
// Runs a fuzz target over files and folders given as arguments: the corpus as an ordinary test,
// without libFuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

bool ReplayFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    return false;
  }
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)),
                                std::istreambuf_iterator<char>());
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);  // the last name printed is the one that ended the process
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

bool Replay(const fs::path& path) {
  if (!fs::is_directory(path)) return ReplayFile(path);
  bool read = true;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) read = ReplayFile(entry.path()) && read;
  }
  return read;
}

}  // namespace

int main(int argc, char** argv) {
  bool read = argc > 1;
  for (int i = 1; i < argc; ++i) read = Replay(argv[i]) && read;
  return read ? 0 : 1;
}
