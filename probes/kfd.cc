// SPDX-License-Identifier: Apache-2.0
#include "probes/kfd.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>

#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kMaxNodes = 1024;

using Properties = std::map<std::string_view, std::uint64_t>;

Properties ParseProperties(std::string_view text) {
  Properties properties;
  for (const std::string_view line : Lines(text)) {
    const std::vector<std::string_view> words = Words(line);
    if (words.size() != 2) continue;
    if (const auto value = ParseNumber(words[1])) properties.emplace(words[0], *value);
  }
  return properties;
}

std::uint64_t Value(const Properties& properties, std::string_view key) {
  const auto it = properties.find(key);
  return it == properties.end() ? 0 : it->second;
}

template <typename... Args>
std::string Formatted(const char* format, Args... args) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, args...);
  return text.data();
}

// location_id is bus << 8 | device << 3 | function.
std::string BusId(std::uint64_t domain, std::uint64_t location) {
  const auto part = [&](int shift, unsigned mask) {
    return static_cast<unsigned>(location >> shift) & mask;
  };
  return Formatted("%04x:%02x:%02x.%x", static_cast<unsigned>(domain & 0xffffffff), part(8, 0xff),
                   part(3, 0x1f), part(0, 0x7));
}

// Local memory of a node: heaps of type 1 (public) and 2 (private) are on the device.
std::uint64_t MemoryOf(const Sysroot& sysroot, const std::string& node) {
  std::uint64_t bytes = 0;
  for (const std::string& bank : sysroot.List(node + "/mem_banks").value) {
    const std::string text = sysroot.Read(node + "/mem_banks/" + bank + "/properties", 4096).value;
    const Properties properties = ParseProperties(text);
    const std::uint64_t heap = Value(properties, "heap_type");
    if (heap == 1 || heap == 2) bytes += Value(properties, "size_in_bytes");
  }
  return bytes;
}

// Node numbers in numeric order: "10" comes after "9".
std::vector<std::uint64_t> NodeNumbers(const std::vector<std::string>& names) {
  std::vector<std::uint64_t> numbers;
  for (const std::string& name : names) {
    if (const auto number = ParseNumber(name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  if (numbers.size() > kMaxNodes) numbers.resize(kMaxNodes);
  return numbers;
}

void ScanNode(const Sysroot& sysroot, const std::string& folder, KfdScan& scan) {
  const Reading<std::string> text = sysroot.Read(folder + "/properties", 16 * 1024);
  if (text.seen == Seen::kDenied) {
    ++scan.denied;
    return;
  }
  bool malformed = !text.ok();
  std::optional<KfdNode> node;
  if (text.ok()) node = ParseKfdNode(text.value, malformed);
  if (malformed) ++scan.malformed;
  if (!node) return;
  node->path = folder + "/properties";
  node->memory_bytes = MemoryOf(sysroot, folder);
  scan.gpus.push_back(*std::move(node));
}

}  // namespace

std::string GfxOfTargetVersion(std::uint64_t version) {
  const std::uint64_t major = version / 10000, minor = version / 100 % 100,
                      stepping = version % 100;
  if (version == 0 || major > 99 || minor > 15 || stepping > 15) return "";
  return "gfx" + std::to_string(major) + kHexDigits[minor] + kHexDigits[stepping];
}

std::optional<KfdNode> ParseKfdNode(std::string_view text, bool& malformed) {
  const Properties properties = ParseProperties(text);
  malformed = !properties.contains("simd_count");
  if (malformed || Value(properties, "simd_count") == 0) return std::nullopt;
  KfdNode node;
  node.gfx = GfxOfTargetVersion(Value(properties, "gfx_target_version"));
  node.bus_id = BusId(Value(properties, "domain"), Value(properties, "location_id"));
  node.pci_id =
      Formatted("%04x:%04x", static_cast<unsigned>(Value(properties, "vendor_id") & 0xffff),
                static_cast<unsigned>(Value(properties, "device_id") & 0xffff));
  const std::uint64_t minor = Value(properties, "drm_render_minor");
  if (minor > 0 && minor < 4096) node.render_minor = static_cast<int>(minor);
  return node;
}

KfdScan ScanKfd(const Sysroot& sysroot) {
  KfdScan scan;
  const std::string nodes = std::string(kKfdTopology) + "/nodes";
  const Reading<std::vector<std::string>> names = sysroot.List(nodes);
  scan.seen = names.seen;
  for (const std::uint64_t number : NodeNumbers(names.value)) {
    ScanNode(sysroot, nodes + "/" + std::to_string(number), scan);
  }
  return scan;
}

}  // namespace accel::probes
