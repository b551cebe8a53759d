// SPDX-License-Identifier: Apache-2.0
//
// A description of a machine: a host whose GPUs all have an architecture and an outcome, or a
// message that can be printed.
#include <google/protobuf/util/json_util.h>

#include <string>

#include "catalog/embedded.h"
#include "compat/describe.h"
#include "compat/printable.h"
#include "tests/fuzz/require.h"

namespace {

const accel::compat::Catalog& Embedded() {
  static const auto* catalog = new accel::compat::Catalog(
      *accel::compat::Catalog::FromBinary(accel::catalog::EmbeddedBytes()));
  return *catalog;
}

void CheckHost(const accel::v1::Host& host) {
  using accel::fuzz::Require;
  std::string json;
  Require(google::protobuf::util::MessageToJsonString(host, &json).ok(),
          "facts can be printed as JSON");
  for (const accel::v1::Gpu& gpu : host.gpus()) {
    const int architectures =
        !gpu.compute_capability().empty() + !gpu.gfx().empty() + !gpu.device_ip().empty();
    Require(architectures == 1, "a GPU has one architecture");
    Require((gpu.outcome() == accel::v1::Probe::OK) == gpu.reason().empty(),
            "whatever is not OK says why");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto host = accel::compat::DescribeHost(accel::fuzz::Text(data, size), Embedded());
  if (host.ok()) {
    CheckHost(*host);
    return 0;
  }
  const std::string message(accel::compat::Message(host.status()));
  accel::fuzz::Require(accel::compat::PrintSafe(message) == message,
                       "a message can be printed as it is");
  return 0;
}
