// SPDX-License-Identifier: Apache-2.0
//
// A properties file of KFD: a node is a GPU or malformed, and what it names has the form of the
// names.
#include <string>

#include "probes/kfd.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using accel::fuzz::Require;
  bool malformed = false;
  const auto node = accel::probes::ParseKfdNode(accel::fuzz::Text(data, size), malformed);
  if (!node) return 0;
  Require(!malformed, "a GPU is not malformed");
  Require(node->gfx.empty() ||
              (node->gfx.starts_with("gfx") && node->gfx.size() >= 6 && node->gfx.size() <= 7),
          "a target is gfx with three or four digits");
  Require(node->pci_id.size() == 9 && node->pci_id[4] == ':', "a PCI id is two times four digits");
  Require(node->bus_id.ends_with(std::string(".") + node->bus_id.back()),
          "a bus id ends in the function");
  return 0;
}
