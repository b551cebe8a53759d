// SPDX-License-Identifier: Apache-2.0
#include "probes/elf.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>
#include <type_traits>

#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMaxHeaders = 256;        // program headers
constexpr std::size_t kMaxInterpreter = 4096;   // bytes
constexpr std::size_t kMaxDynamic = 64 * 1024;  // bytes
constexpr std::size_t kMaxVersions = 4096;      // definitions
constexpr std::size_t kMaxVersionBytes = 256 * 1024;
constexpr std::size_t kMaxName = 256;  // bytes of one version's name

// Bytes [offset, offset + size), fewer when the file ends before.
using Source = std::function<std::string(std::uint64_t offset, std::size_t size)>;

template <typename T>
std::optional<T> Get(std::string_view bytes, std::uint64_t offset) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

absl::Status Broken(const char* what) {
  return compat::FailedPrecondition(std::string("ELF: ") + what);
}

absl::StatusOr<Elf64_Ehdr> ReadHeader(const Source& source) {
  const std::optional<Elf64_Ehdr> header = Get<Elf64_Ehdr>(source(0, sizeof(Elf64_Ehdr)), 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return Broken("no ELF file");
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return Broken("not 64-bit little-endian");
  }
  if (header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum > kMaxHeaders) {
    return Broken("program headers of an unknown form");
  }
  return *header;
}

std::vector<Elf64_Phdr> ReadSegments(const Source& source, const Elf64_Ehdr& header) {
  const std::string bytes = source(header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr));
  std::vector<Elf64_Phdr> segments;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    if (const auto segment = Get<Elf64_Phdr>(bytes, i * sizeof(Elf64_Phdr)))
      segments.push_back(*segment);
  }
  return segments;
}

const Elf64_Phdr* FindSegment(const std::vector<Elf64_Phdr>& segments, std::uint32_t type) {
  const auto it = std::find_if(segments.begin(), segments.end(),
                               [&](const Elf64_Phdr& segment) { return segment.p_type == type; });
  return it == segments.end() ? nullptr : &*it;
}

std::optional<std::uint64_t> OffsetOf(const std::vector<Elf64_Phdr>& segments,
                                      std::uint64_t address) {
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    if (address - segment.p_vaddr < segment.p_filesz)
      return segment.p_offset + (address - segment.p_vaddr);
  }
  return std::nullopt;
}

struct VersionTables {
  std::uint64_t definitions = 0;  // address
  std::uint64_t count = 0;
  std::uint64_t strings = 0;  // address
};

VersionTables ReadDynamic(const Source& source, const Elf64_Phdr& segment) {
  const std::string bytes =
      source(segment.p_offset,
             static_cast<std::size_t>(std::min<std::uint64_t>(segment.p_filesz, kMaxDynamic)));
  VersionTables tables;
  for (std::size_t at = 0;; at += sizeof(Elf64_Dyn)) {
    const std::optional<Elf64_Dyn> entry = Get<Elf64_Dyn>(bytes, at);
    if (!entry || entry->d_tag == DT_NULL) return tables;
    if (entry->d_tag == DT_VERDEF) tables.definitions = entry->d_un.d_ptr;
    if (entry->d_tag == DT_VERDEFNUM) tables.count = entry->d_un.d_val;
    if (entry->d_tag == DT_STRTAB) tables.strings = entry->d_un.d_ptr;
  }
}

// Offsets of the names in the string table; the file's own name (VER_FLG_BASE) is left out.
std::vector<std::uint32_t> NameOffsets(std::string_view bytes, std::uint64_t count) {
  std::vector<std::uint32_t> names;
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, kMaxVersions); ++i) {
    const std::optional<Elf64_Verdef> definition = Get<Elf64_Verdef>(bytes, at);
    if (!definition) break;
    const std::optional<Elf64_Verdaux> name = Get<Elf64_Verdaux>(bytes, at + definition->vd_aux);
    if (name && (definition->vd_flags & VER_FLG_BASE) == 0) names.push_back(name->vda_name);
    if (definition->vd_next == 0) break;
    at += definition->vd_next;
  }
  return names;
}

// Enough for that many definitions: linkers write one or two names for each.
std::size_t BytesOf(std::uint64_t count) {
  constexpr std::size_t kDefinition = sizeof(Elf64_Verdef) + 4 * sizeof(Elf64_Verdaux);
  return std::min<std::size_t>(std::min<std::uint64_t>(count, kMaxVersions) * kDefinition,
                               kMaxVersionBytes);
}

std::vector<std::string> ReadVersions(const Source& source, const std::vector<Elf64_Phdr>& segments,
                                      const VersionTables& tables) {
  const auto definitions = OffsetOf(segments, tables.definitions);
  const auto strings = OffsetOf(segments, tables.strings);
  if (tables.definitions == 0 || !definitions || !strings) return {};
  const std::vector<std::uint32_t> names =
      NameOffsets(source(*definitions, BytesOf(tables.count)), tables.count);
  if (names.empty()) return {};
  // The names of versions stand close together in the string table.
  const auto [low, high] = std::minmax_element(names.begin(), names.end());
  const std::size_t span = std::min<std::size_t>(*high - *low + kMaxName, kMaxVersionBytes);
  const std::string text = source(*strings + *low, span);
  std::vector<std::string> versions;
  for (const std::uint32_t name : names) {
    const std::size_t start = name - *low;
    if (start >= text.size()) continue;
    const std::size_t end = text.find('\0', start);
    if (end == std::string::npos || end - start > kMaxName) continue;
    versions.push_back(Cleaned(std::string_view(text).substr(start, end - start)));
  }
  return versions;
}

absl::StatusOr<ElfFacts> Parse(const Source& source) {
  ACCEL_ASSIGN_OR_RETURN(const Elf64_Ehdr header, ReadHeader(source));
  const std::vector<Elf64_Phdr> segments = ReadSegments(source, header);
  ElfFacts facts;
  facts.machine = header.e_machine;
  if (const Elf64_Phdr* interpreter = FindSegment(segments, PT_INTERP)) {
    if (interpreter->p_filesz > kMaxInterpreter) return Broken("an interpreter that long");
    const std::string text =
        source(interpreter->p_offset, static_cast<std::size_t>(interpreter->p_filesz));
    facts.interpreter = Cleaned(std::string_view(text).substr(0, text.find('\0')), kMaxInterpreter);
  }
  if (const Elf64_Phdr* dynamic = FindSegment(segments, PT_DYNAMIC)) {
    facts.defined_versions = ReadVersions(source, segments, ReadDynamic(source, *dynamic));
  }
  return facts;
}

std::vector<std::uint64_t> Numbers(std::string_view dotted) {
  std::vector<std::uint64_t> numbers;
  while (!dotted.empty()) {
    const std::size_t dot = std::min(dotted.find('.'), dotted.size());
    numbers.push_back(ParseNumber(dotted.substr(0, dot)).value_or(0));
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  return numbers;
}

}  // namespace

absl::StatusOr<ElfFacts> ReadElf(const Sysroot& sysroot, const std::string& path) {
  const Reading<std::string> first = sysroot.Read(path, sizeof(Elf64_Ehdr));
  if (!first.ok()) return compat::NotFound(path + ": cannot be read");
  absl::StatusOr<ElfFacts> facts = Parse([&](std::uint64_t offset, std::size_t size) {
    return sysroot.Read(path, size, offset).value;
  });
  if (!facts.ok()) return compat::Annotate(facts.status(), path);
  return facts;
}

absl::StatusOr<ElfFacts> ParseElf(std::string_view bytes) {
  return Parse([&](std::uint64_t offset, std::size_t size) {
    return offset >= bytes.size() ? std::string() : std::string(bytes.substr(offset, size));
  });
}

std::string HighestVersion(const std::vector<std::string>& versions, std::string_view prefix) {
  std::string_view highest;
  for (const std::string_view version : versions) {
    if (!version.starts_with(prefix)) continue;
    const std::string_view number = version.substr(prefix.size());
    if (!IsDottedVersion(number)) continue;
    if (highest.empty() || Numbers(number) > Numbers(highest)) highest = number;
  }
  return std::string(highest);
}

}  // namespace accel::probes
