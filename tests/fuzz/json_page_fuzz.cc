// SPDX-License-Identifier: Apache-2.0
//
// A page as JSON: its files are safe to use.
#include "tests/fuzz/page_property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto page = accel::shim::index::ParsePage("application/vnd.pypi.simple.v1+json",
                                                  accel::fuzz::Text(data, size),
                                                  "https://index.example/simple/torch/");
  if (!page.ok()) return 0;
  for (const auto& file : page->files) accel::fuzz::CheckFile(file);
  return 0;
}
