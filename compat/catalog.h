// SPDX-License-Identifier: Apache-2.0
//
// The catalogue, ready to be asked: what a build of a package needs, and what hardware is called.
// Promises constant-time look-ups by name, id and tag over an immutable value that threads may
// share. Never reads a file: bytes or messages in (catalog/embedded.h has the compiled-in bytes).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/catalog.pb.h"
#include "compat/status.h"

namespace accel::compat {

// `row` is for machines of `architecture`.
bool IsFor(const v1::BuildRow& row, std::string_view architecture);

// A row of the catalogue that tells what one build needs. Pointers live as long as the Catalog.
struct BuildNeeds {
  const v1::Release* release = nullptr;
  const v1::BuildRow* row = nullptr;
  bool assumed = false;  // not the row of this version: the nearest one that has the tag
};

class Catalog {
 public:
  // Reads the binary form (protobuf wire format of v1.Catalog). INVALID_ARGUMENT when it cannot be
  // read.
  static absl::StatusOr<Catalog> FromBinary(std::string_view bytes);
  // Refuses a catalogue that contradicts itself (contradiction.h). The message names the row.
  static absl::StatusOr<Catalog> FromMessage(v1::Catalog message);

  const v1::Catalog& message() const { return *message_; }
  const v1::Hardware& hardware() const { return message_->hardware(); }

  // `name` is normalised (PEP 503): a package's, or what one of its builds is called on an index
  // (cupy-cuda12x is cupy). nullptr when the catalogue has no such package.
  const v1::Package* FindPackage(std::string_view name) const;
  // The package of this name whose builds accel-shim finds itself; nullptr for any other.
  const v1::Package* FindServed(std::string_view name) const;
  // Its builds lie on an index per tag, with a leader whose versions name the tag.
  bool IsServed(const v1::Package& package) const;
  // The package that decides what builds of `package` need: itself, or the one it follows.
  const v1::Package& LeaderOf(const v1::Package& package) const;
  // True when `name` (normalised) is one that builds of a catalogue package bring from their own
  // index. Returns that package, else nullptr.
  const v1::Package* FindBinder(std::string_view name) const;

  // What `version` (without local part) of a leader needs when built for `tag` on `architecture`. A
  // version or tag that the catalogue lacks takes the nearest row of the same tag (the newest older
  // series, else the oldest newer one), assumed. nullopt when no series has the tag.
  std::optional<BuildNeeds> FindNeeds(const v1::Package& leader, std::string_view version,
                                      std::string_view tag, std::string_view architecture) const;
  // The release row that `version` belongs to (longest matching series). nullptr when none does.
  const v1::Release* FindRelease(const v1::Package& package, std::string_view version) const;

  const v1::CudaTag* FindCudaTag(std::string_view tag) const;
  const v1::NvidiaArch* FindNvidiaArch(std::string_view compute_capability) const;  // "6.1"
  // `device` is the four-digit PCI device id in lower case. nullptr when the table lacks it.
  const v1::NvidiaDevice* FindNvidiaDevice(std::string_view device) const;
  // Compute capability by id range, for boards newer than the table; empty when no range holds it.
  std::string NvidiaCapabilityByRange(std::string_view device) const;
  const v1::AmdDevice* FindAmdDevice(std::string_view device) const;
  const v1::AmdTarget* FindAmdTarget(std::string_view gfx) const;
  const v1::IntelDevice* FindIntelDevice(std::string_view device) const;
  // The device_ips whose code runs on a device of `device_ip`, itself first.
  std::vector<std::string> IntelCompatibleIps(std::string_view device_ip) const;

 private:
  explicit Catalog(std::unique_ptr<const v1::Catalog> message);

  using Index = std::map<std::string, int, std::less<>>;
  std::unique_ptr<const v1::Catalog> message_;
  Index packages_, distributions_, cuda_tags_, nvidia_archs_, nvidia_devices_, amd_devices_,
      amd_targets_, intel_devices_;
};

// `base` with every package and every hardware table that `newer` has replaced by it. A name that
// is twice in `newer` is twice in the result: a contradiction (contradiction.h).
v1::Catalog MergeCatalogs(v1::Catalog base, const v1::Catalog& newer);

}  // namespace accel::compat
