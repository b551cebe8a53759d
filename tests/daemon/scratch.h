// SPDX-License-Identifier: Apache-2.0
//
// A folder for one test, removed with all that is in it. Its path is short enough for sockets.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace accel::daemon {

class Scratch {
 public:
  Scratch() {
    std::string pattern = "/tmp/accel-test-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  // Absolute path of `name` below the folder.
  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file, with the folders above it. Returns its path.
  std::string Write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = Path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::string path_;
};

}  // namespace accel::daemon
