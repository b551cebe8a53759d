// SPDX-License-Identifier: Apache-2.0
#include "probes/real_sysroot.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "probes/text.h"

namespace accel::probes {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Seen SeenOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Seen::kAbsent;
    case EACCES:
    case EPERM:
      return Seen::kDenied;
    default:
      return Seen::kFailed;
  }
}

template <typename T>
Reading<T> Refused(int error) {
  return {SeenOf(error), T{}, error};
}

std::int64_t Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

FileIdentity::Kind KindOf(mode_t mode) {
  if (S_ISREG(mode)) return FileIdentity::Kind::kFile;
  if (S_ISDIR(mode)) return FileIdentity::Kind::kFolder;
  if (S_ISCHR(mode) || S_ISBLK(mode)) return FileIdentity::Kind::kDevice;
  return FileIdentity::Kind::kOther;
}

// 0, or the errno.
int ReadAll(int fd, std::size_t limit, std::uint64_t offset, std::string& text) {
  std::array<char, 4096> chunk;
  while (text.size() < limit) {
    const std::size_t wanted = std::min(chunk.size(), limit - text.size());
    const ssize_t got = pread(fd, chunk.data(), wanted, static_cast<off_t>(offset + text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return 0;
}

// The link text of an open O_PATH descriptor, or of /proc/self/fd/N for its path.
Reading<std::string> LinkText(int fd, const char* path) {
  std::array<char, 4096> text;
  const ssize_t size = readlinkat(fd, path, text.data(), text.size());
  if (size < 0) return Refused<std::string>(errno);
  return {Seen::kYes, std::string(text.data(), static_cast<std::size_t>(size))};
}

class RealSysroot final : public Sysroot {
 public:
  RealSysroot(int root, bool whole_machine) : root_(root), whole_machine_(whole_machine) {}

  Reading<std::string> Read(std::string_view path, std::size_t limit,
                            std::uint64_t offset) const override {
    // Looked at before it is opened: opening a device node would wake the device.
    const Reading<FileIdentity> identity = Stat(path);
    if (!identity.ok()) return {identity.seen, "", identity.error};
    if (identity.value.kind != FileIdentity::Kind::kFile) return {Seen::kFailed, "", EINVAL};
    const Descriptor file(Open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0) return Refused<std::string>(errno);
    Reading<std::string> reading{Seen::kYes};
    if (const int error = ReadAll(file.get(), limit, offset, reading.value); error != 0) {
      return Refused<std::string>(error);
    }
    return reading;
  }

  Reading<std::vector<std::string>> List(std::string_view path) const override {
    using Names = std::vector<std::string>;
    Descriptor folder(Open(path, O_RDONLY | O_DIRECTORY));
    if (folder.get() < 0) return Refused<Names>(errno);
    DIR* stream = fdopendir(folder.get());
    if (stream == nullptr) return Refused<Names>(errno);
    folder.release();  // closedir closes it
    Names names;
    errno = 0;
    while (const dirent* entry = readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      if (names.size() > kMaxNames) break;
    }
    const int error = errno;
    closedir(stream);
    if (names.size() > kMaxNames) return {Seen::kFailed, {}, 0};
    if (error != 0) return Refused<Names>(error);
    std::sort(names.begin(), names.end());
    return {Seen::kYes, std::move(names)};
  }

  Reading<std::string> ReadLink(std::string_view path) const override {
    const Descriptor link(Open(path, O_PATH | O_NOFOLLOW));
    if (link.get() < 0) return Refused<std::string>(errno);
    struct stat facts{};
    if (fstat(link.get(), &facts) != 0) return Refused<std::string>(errno);
    if (!S_ISLNK(facts.st_mode)) return {};
    return LinkText(link.get(), "");
  }

  Reading<std::string> Resolve(std::string_view path) const override {
    const Descriptor file(Open(path, O_PATH));
    if (file.get() < 0) return Refused<std::string>(errno);
    Reading<std::string> found = PathOf(file.get());
    if (whole_machine_ || !found.ok()) return found;
    const Reading<std::string> root = PathOf(root_.get());
    if (!root.ok() || !found.value.starts_with(root.value)) return {Seen::kFailed, "", EXDEV};
    found.value.erase(0, root.value.size());
    if (found.value.empty()) found.value = "/";
    return found;
  }

  Reading<FileIdentity> Stat(std::string_view path) const override {
    struct stat facts{};
    if (const int error = StatOf(path, facts); error != 0) return Refused<FileIdentity>(error);
    FileIdentity identity;
    identity.kind = KindOf(facts.st_mode);
    identity.device = facts.st_dev;
    identity.inode = facts.st_ino;
    identity.size = static_cast<std::uint64_t>(facts.st_size);
    identity.mtime_ns = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
    identity.mode = facts.st_mode & 07777u;
    identity.owner = facts.st_uid;
    identity.group = facts.st_gid;
    return {Seen::kYes, identity};
  }

  Seen MayOpen(std::string_view path) const override {
    const Descriptor file(Open(path, O_PATH));
    if (file.get() < 0) return SeenOf(errno);
    const int refused = faccessat(file.get(), "", R_OK | W_OK, AT_EACCESS | AT_EMPTY_PATH);
    return refused == 0 ? Seen::kYes : SeenOf(errno);
  }

  KernelName Uname() const override {
    if (!whole_machine_) {
      return {std::string(FirstLine(Read("/proc/sys/kernel/osrelease", 256, 0).value)),
              std::string(FirstLine(Read("/proc/sys/kernel/arch", 256, 0).value))};
    }
    utsname name{};
    if (uname(&name) != 0) return {};
    return {name.release, name.machine};
  }

  std::int64_t MonotonicNs() const override { return Now(CLOCK_MONOTONIC); }
  std::int64_t WallNs() const override { return Now(CLOCK_REALTIME); }

 private:
  // -1 with errno. In a tree every link, absolute ones too, stays inside it.
  int Open(std::string_view path, int flags) const {
    const std::string name(path);
    if (name.find('\0') != std::string::npos) {
      errno = EINVAL;
      return -1;
    }
    if (whole_machine_) return open(name.c_str(), flags | O_CLOEXEC);
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(syscall(SYS_openat2, root_.get(), name.c_str(), &how, sizeof(how)));
  }

  // 0, or the errno.
  int StatOf(std::string_view path, struct stat& facts) const {
    if (whole_machine_) return stat(std::string(path).c_str(), &facts) == 0 ? 0 : errno;
    const Descriptor file(Open(path, O_PATH));
    return file.get() >= 0 && fstat(file.get(), &facts) == 0 ? 0 : errno;
  }

  static Reading<std::string> PathOf(int fd) {
    return LinkText(AT_FDCWD, ("/proc/self/fd/" + std::to_string(fd)).c_str());
  }

  Descriptor root_;
  bool whole_machine_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Sysroot>> OpenSysroot(const std::string& folder) {
  const int fd = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    const std::string message =
        folder + ": cannot be opened as a root folder: " + std::strerror(errno);
    return errno == EACCES ? absl::PermissionDeniedError(message) : compat::NotFound(message);
  }
  struct stat given{}, machine{};
  const bool whole = fstat(fd, &given) == 0 && stat("/", &machine) == 0 &&
                     given.st_dev == machine.st_dev && given.st_ino == machine.st_ino;
  return std::make_unique<RealSysroot>(fd, whole);
}

}  // namespace accel::probes
