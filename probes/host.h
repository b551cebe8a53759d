// SPDX-License-Identifier: Apache-2.0
//
// The seam between the probes and the machine: small files, links and folders under one root, the
// kernel's name, two clocks. It is called Sysroot because a probe sees nothing but a tree of files:
// "/" on a machine, a folder in a test. Promises that absent, denied and failed stay three answers,
// and that no link leads out of the root. Never opens a device node, loads a library, writes, or
// reads more than it was allowed to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accel::probes {

enum class Seen {
  kYes,
  kAbsent,  // proven: no such file or folder
  kDenied,  // it is there, or may be: the kernel refused (EACCES, EPERM)
  kFailed,  // anything else: an input/output error, a loop of links, too many names
};

// What a look at the machine gave. `value` means something only when seen() says kYes.
template <typename T>
struct Reading {
  Seen seen = Seen::kAbsent;
  T value{};
  int error = 0;  // errno behind kDenied and kFailed; 0 when the seam itself refused

  bool ok() const { return seen == Seen::kYes; }
};

// What tells one file from another, links followed.
struct FileIdentity {
  enum class Kind { kFile, kFolder, kDevice, kOther };
  Kind kind = Kind::kFile;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;     // bytes
  std::int64_t mtime_ns = 0;  // since the epoch
  std::uint32_t mode = 0;     // permission bits
  std::uint32_t owner = 0;    // user id
  std::uint32_t group = 0;    // group id
};

struct KernelName {
  std::string release;  // uname -r
  std::string machine;  // uname -m: "x86_64"
};

// How much of a file one read may return, in bytes. Files of /sys and /proc are far smaller.
inline constexpr std::size_t kSmallFile = std::size_t{64} << 10;
// How many names a folder may have before listing it fails.
inline constexpr std::size_t kMaxNames = std::size_t{16} << 10;

// Paths are absolute and name something inside the root. All calls are safe from several threads at
// once.
class Sysroot {
 public:
  virtual ~Sysroot() = default;

  // At most `limit` bytes from `offset` on; fewer when the file ends. Regular files only (kFailed
  // for anything else), so that nothing blocks and no device wakes up.
  virtual Reading<std::string> Read(std::string_view path, std::size_t limit = kSmallFile,
                                    std::uint64_t offset = 0) const = 0;
  // The names in a folder, sorted, without "." and "..".
  virtual Reading<std::vector<std::string>> List(std::string_view path) const = 0;
  // The text of a link, as it is. kAbsent when `path` is there but is no link.
  virtual Reading<std::string> ReadLink(std::string_view path) const = 0;
  // `path` with every link followed: an absolute path inside the root.
  virtual Reading<std::string> Resolve(std::string_view path) const = 0;
  virtual Reading<FileIdentity> Stat(std::string_view path) const = 0;
  // Whether the calling process could open `path` for reading and writing, judged by permissions
  // alone: nothing is opened, because opening a device node wakes it. A container's device policy
  // is therefore not seen.
  virtual Seen MayOpen(std::string_view path) const = 0;

  virtual KernelName Uname() const = 0;
  virtual std::int64_t MonotonicNs() const = 0;
  virtual std::int64_t WallNs() const = 0;  // since the epoch
};

}  // namespace accel::probes
