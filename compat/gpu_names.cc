// SPDX-License-Identifier: Apache-2.0
#include "compat/gpu_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "compat/edit_distance.h"
#include "compat/gpu_row.h"
#include "compat/gpu_selection.h"
#include "compat/printable.h"
#include "compat/tegra.h"

namespace accel::compat {
namespace {

constexpr std::size_t kMaxNear = 5;
constexpr std::size_t kMaxName = 100;  // bytes; the longest name of the tables has 60

// A name and the row it stands in; what the row says is looked up only for names that fit.
struct Candidate {
  std::string name;
  std::vector<std::string> words;
  v1::Vendor vendor = v1::VENDOR_UNSPECIFIED;
  std::string_view device;  // PCI id; empty for a Tegra chip
  const TegraChip* chip = nullptr;
};

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '.';
}

bool IsFiller(const std::string& word) {
  constexpr std::array<std::string_view, 8> kFillers = {"nvidia", "geforce", "amd",      "ati",
                                                        "radeon", "intel",   "graphics", "gpu"};
  return std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

bool HasDigit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

std::string_view TrimSpaces(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// "Radeon RX " of "Radeon RX 7900 XT": all before the first word with a digit.
std::string SeriesOf(std::string_view name) {
  for (std::size_t start = 0; start < name.size();) {
    const std::size_t end = std::min(name.find(' ', start), name.size());
    if (HasDigit(name.substr(start, end - start))) return std::string(name.substr(0, start));
    start = end + 1;
  }
  return "";
}

void AddNames(const std::string& row_name, const Candidate& row, std::vector<Candidate>& all) {
  for (std::string& name : NamesOfRow(row_name)) {
    std::vector<std::string> words = NameWords(name);
    if (words.empty()) continue;
    all.push_back({std::move(name), std::move(words), row.vendor, row.device, row.chip});
  }
}

template <typename Rows>
void AddRows(const Rows& rows, v1::Vendor vendor, std::vector<Candidate>& all) {
  for (const auto& row : rows) AddNames(row.name(), {"", {}, vendor, row.pci_device()}, all);
}

std::vector<Candidate> AllCandidates(const Catalog& catalog) {
  std::vector<Candidate> all;
  const v1::Hardware& hw = catalog.hardware();
  AddRows(hw.nvidia_devices(), v1::VENDOR_NVIDIA, all);
  AddRows(hw.amd_devices(), v1::VENDOR_AMD, all);
  AddRows(hw.intel_devices(), v1::VENDOR_INTEL, all);
  for (const TegraChip& chip : TegraChips()) {
    AddNames(std::string(chip.products), {"", {}, v1::VENDOR_NVIDIA, "", &chip}, all);
  }
  return all;
}

v1::Gpu GpuOf(const Candidate& candidate, const Catalog& catalog) {
  if (candidate.chip != nullptr) return TegraGpu(*candidate.chip);
  return GpuOfPci(candidate.vendor, candidate.device, catalog);
}

// Which device code it needs; two GPUs of one architecture are the same to a build.
std::string ArchitectureOf(const v1::Gpu& gpu) {
  return gpu.compute_capability() + "/" + gpu.gfx() + "/" + gpu.device_ip();
}

using Test = bool (*)(const std::vector<std::string>& wanted, const std::vector<std::string>& name);

bool Same(const std::vector<std::string>& wanted, const std::vector<std::string>& name) {
  return wanted == name;
}
bool SameLetters(const std::vector<std::string>& wanted, const std::vector<std::string>& name) {
  return Joined(wanted) == Joined(name);
}
bool Within(const std::vector<std::string>& wanted, const std::vector<std::string>& name) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
    return std::find(name.begin(), name.end(), word) != name.end();
  });
}

// One line per architecture among `gpus`, at most kMaxNear.
std::string ListOnePerArchitecture(const std::vector<v1::Gpu>& gpus) {
  std::map<std::string, std::string> lines;
  for (const v1::Gpu& gpu : gpus) {
    const std::string id = gpu.pci_id().empty() ? "" : " [" + gpu.pci_id() + "]";
    lines.emplace(ArchitectureOf(gpu), Describe(gpu) + id);
  }
  std::string text;
  std::size_t count = 0;
  for (const auto& [architecture, line] : lines) {
    if (count++ == kMaxNear) return text + ", …";
    text += (text.empty() ? "" : ", ") + line;
  }
  return text;
}

std::string ListNear(const std::string& wanted, const std::vector<Candidate>& all) {
  std::set<std::pair<std::size_t, std::string>> near;
  for (const Candidate& candidate : all) {
    near.emplace(EditDistance(wanted, Joined(candidate.words)), candidate.name);
    if (near.size() > 4 * kMaxNear) near.erase(std::prev(near.end()));
  }
  std::string text;
  std::set<std::string> said;
  for (const auto& [distance, name] : near) {
    if (said.size() == kMaxNear) break;
    if (said.insert(name).second) text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// "amd" or "radeon" in a name rules out the GPUs of the others.
bool VendorFits(std::string_view lower_name, v1::Vendor vendor) {
  constexpr std::array<std::pair<std::string_view, v1::Vendor>, 5> kWords = {{
      {"nvidia", v1::VENDOR_NVIDIA},
      {"geforce", v1::VENDOR_NVIDIA},
      {"radeon", v1::VENDOR_AMD},
      {"amd ", v1::VENDOR_AMD},
      {"intel", v1::VENDOR_INTEL},
  }};
  return std::all_of(kWords.begin(), kWords.end(), [&](const auto& word) {
    return lower_name.find(word.first) == std::string_view::npos || word.second == vendor;
  });
}

// What the strictest test that anything passes lets through: the shortest name first, then by PCI
// id.
std::vector<const Candidate*> FindMatches(const std::vector<std::string>& wanted,
                                          const std::vector<Candidate>& all) {
  std::vector<const Candidate*> matches;
  for (const Test test : {Test{Same}, Test{SameLetters}, Test{Within}}) {
    for (const Candidate& candidate : all) {
      if (test(wanted, candidate.words)) matches.push_back(&candidate);
    }
    if (!matches.empty()) break;
  }
  std::sort(matches.begin(), matches.end(), [](const Candidate* a, const Candidate* b) {
    return std::tuple(a->words.size(), a->device, a->vendor) <
           std::tuple(b->words.size(), b->device, b->vendor);
  });
  return matches;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace

std::vector<std::string> NameWords(std::string_view name) {
  std::string lower = Lower(name);
  for (const std::string_view mark : {"(r)", "(tm)"}) {
    for (std::size_t at = lower.find(mark); at != std::string::npos; at = lower.find(mark)) {
      lower.replace(at, mark.size(), " ");
    }
  }
  std::vector<std::string> words;
  std::string word;
  lower += ' ';
  for (const char c : lower) {
    if (IsWordByte(c)) {
      word += c;
    } else if (!word.empty()) {
      if (!IsFiller(word)) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

std::vector<std::string> NamesOfRow(std::string_view row_name) {
  const std::size_t open = row_name.find('['), close = row_name.rfind(']');
  if (open != std::string_view::npos && close != std::string_view::npos && open + 1 < close) {
    row_name = row_name.substr(open + 1, close - open - 1);
  }
  std::vector<std::string> names;
  std::string series;
  for (std::size_t start = 0; start <= row_name.size();) {
    const std::size_t end = std::min(row_name.find('/', start), row_name.size());
    const std::string part(TrimSpaces(row_name.substr(start, end - start)));
    start = end + 1;
    if (part.empty()) continue;
    if (names.empty()) series = SeriesOf(part);
    const bool own_series = names.empty() || part.starts_with(series) || !SeriesOf(part).empty();
    names.push_back(own_series ? part : series + part);
  }
  return names;
}

absl::StatusOr<v1::Gpu> FindGpuByName(std::string_view name, const Catalog& catalog) {
  const std::string shown = "\"" + PrintSafe(name.substr(0, kMaxName)) + "\"";
  const std::vector<std::string> wanted = NameWords(name);
  if (wanted.empty() || name.size() > kMaxName) {
    return InvalidArgument("gpu=: " + shown + " names no GPU");
  }
  std::vector<Candidate> all = AllCandidates(catalog);
  const std::string lower = Lower(name) + " ";
  std::erase_if(all, [&](const Candidate& c) { return !VendorFits(lower, c.vendor); });
  const std::vector<const Candidate*> matches = FindMatches(wanted, all);
  if (matches.empty()) {
    return InvalidArgument("gpu=: no GPU is called " + shown +
                           "; near names: " + ListNear(Joined(wanted), all));
  }
  std::vector<v1::Gpu> gpus;
  for (const Candidate* match : matches) gpus.push_back(GpuOf(*match, catalog));
  const bool one = std::all_of(gpus.begin(), gpus.end(), [&](const v1::Gpu& gpu) {
    return ArchitectureOf(gpu) == ArchitectureOf(gpus.front());
  });
  if (one) return gpus.front();
  return InvalidArgument("gpu=: " + shown + " can be several GPUs: " +
                         ListOnePerArchitecture(gpus) + "; name one of them, or its PCI id");
}

}  // namespace accel::compat
