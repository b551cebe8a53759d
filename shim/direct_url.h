// SPDX-License-Identifier: Apache-2.0
//
// What direct_url.json (PEP 610) says of an installed package that came from no index.
#pragma once

#include <optional>
#include <string>

namespace accel::shim {

struct DirectUrl {
  std::string url;         // "file:///dist/torch-….whl", encoded
  bool is_folder = false;  // a source tree, else an archive
  std::string sha256;      // of the archive; empty when it does not say
};

// `dist_info` is the package's *.dist-info folder. nullopt when there is no such file, or none that
// can be read.
std::optional<DirectUrl> ReadDirectUrl(const std::string& dist_info);

}  // namespace accel::shim
