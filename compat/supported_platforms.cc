// SPDX-License-Identifier: Apache-2.0
//
// manylinux (PEP 513, 571, 599, 600) and musllinux (PEP 656) from the C library of the interpreter.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "compat/ascii.h"
#include "compat/platform_tags.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

constexpr std::string_view kLinux = "linux_";

// Bounds for the length of the list; no C library comes near them.
constexpr int kHighestMajor = 9;
constexpr int kHighestMinor = 99;

// packaging's guess of the last minor version of a glibc major that has ended.
constexpr int kLastMinorOfOlderMajor = 50;

struct LibcVersion {
  int major = 0;
  int minor = 0;
};

constexpr std::array<std::string_view, 9> kManylinuxArchitectures = {
    "x86_64", "i686", "aarch64", "armv7l", "ppc64", "ppc64le", "s390x", "loongarch64", "riscv64"};

std::optional<int> ReadNumber(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// "2.36", "2.20-2014.11": what stands behind the minor version does not count.
std::optional<LibcVersion> ReadLibcVersion(std::string_view text) {
  const auto major = ReadNumber(text);
  if (!major || text.empty() || text.front() != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto minor = ReadNumber(text);
  if (!minor || *minor > kHighestMinor || *major > kHighestMajor) return std::nullopt;
  return LibcVersion{*major, *minor};
}

bool Has(const std::vector<std::string>& architectures, std::string_view name) {
  return std::find(architectures.begin(), architectures.end(), name) != architectures.end();
}

std::string Suffix(const LibcVersion& version, const std::string& architecture) {
  return std::to_string(version.major) + "_" + std::to_string(version.minor) + "_" + architecture;
}

std::string_view LegacyName(const LibcVersion& version) {
  if (version.major != 2) return "";
  if (version.minor == 17) return "manylinux2014_";
  if (version.minor == 12) return "manylinux2010_";
  return version.minor == 5 ? "manylinux1_" : "";
}

// Every minor version of one glibc major, newest first, down to `oldest`.
void AppendGlibcMajor(LibcVersion newest, int oldest, const std::string& architecture,
                      std::vector<std::string>& platforms) {
  for (LibcVersion version = newest; version.minor >= oldest; --version.minor) {
    platforms.push_back("manylinux_" + Suffix(version, architecture));
    const std::string_view legacy = LegacyName(version);
    if (!legacy.empty()) platforms.push_back(std::string(legacy) + architecture);
  }
}

void AppendManylinux(LibcVersion glibc, const std::vector<std::string>& architectures,
                     std::vector<std::string>& platforms) {
  const auto known = [](const std::string& architecture) {
    return std::find(kManylinuxArchitectures.begin(), kManylinuxArchitectures.end(),
                     architecture) != kManylinuxArchitectures.end();
  };
  if (std::none_of(architectures.begin(), architectures.end(), known)) return;
  const bool is_x86 = Has(architectures, "x86_64") || Has(architectures, "i686");
  const int oldest = is_x86 ? 5 : 17;
  for (const std::string& architecture : architectures) {
    AppendGlibcMajor(glibc, glibc.major == 2 ? oldest : 0, architecture, platforms);
    for (int major = glibc.major - 1; major > 1; --major) {
      AppendGlibcMajor({major, kLastMinorOfOlderMajor}, major == 2 ? oldest : 0, architecture,
                       platforms);
    }
  }
}

void AppendMusllinux(LibcVersion musl, const std::vector<std::string>& architectures,
                     std::vector<std::string>& platforms) {
  for (const std::string& architecture : architectures) {
    for (LibcVersion version = musl; version.minor >= 0; --version.minor) {
      platforms.push_back("musllinux_" + Suffix(version, architecture));
    }
  }
}

absl::Status AppendLibc(const v1::Libc& libc, const std::vector<std::string>& architectures,
                        std::vector<std::string>& platforms) {
  if (libc.kind() == "none") return absl::OkStatus();
  if (libc.kind() != "glibc" && libc.kind() != "musl") {
    return InvalidArgument("interpreter: its libc is '" + PrintSafe(libc.kind()) +
                           "', expected glibc, musl or none");
  }
  const auto version = ReadLibcVersion(libc.version());
  if (!version) {
    return InvalidArgument("interpreter: the version '" + PrintSafe(libc.version()) + "' of its " +
                           libc.kind() + " cannot be read; expected MAJOR.MINOR");
  }
  if (libc.kind() == "glibc") {
    AppendManylinux(*version, architectures, platforms);
  } else {
    AppendMusllinux(*version, architectures, platforms);
  }
  return absl::OkStatus();
}

// "linux-x86_64" -> "linux_x86_64"
std::string TagOfPlatform(std::string_view platform) {
  std::string tag = ToLower(platform);
  std::replace_if(
      tag.begin(), tag.end(), [](char c) { return c == '-' || c == '.' || c == ' '; }, '_');
  return tag;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SupportedPlatforms(const v1::Interpreter& interpreter) {
  const std::string tag = TagOfPlatform(interpreter.platform());
  if (tag.empty()) return InvalidArgument("interpreter: its platform is not known");
  if (!tag.starts_with(kLinux)) return std::vector<std::string>{tag};
  std::vector<std::string> architectures = {tag.substr(kLinux.size())};
  if (architectures.front() == "armv8l") architectures.push_back("armv7l");
  std::vector<std::string> platforms;
  for (const std::string& architecture : architectures) {
    platforms.push_back(std::string(kLinux) + architecture);
  }
  ACCEL_RETURN_IF_ERROR(AppendLibc(interpreter.libc(), architectures, platforms));
  return platforms;
}

}  // namespace accel::compat
