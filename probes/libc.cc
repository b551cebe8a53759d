// SPDX-License-Identifier: Apache-2.0
#include "probes/libc.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "probes/elf.h"
#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMaxApkDatabase = 16 * 1024 * 1024;  // bytes

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

// "2.31" of "/lib/x86_64-linux-gnu/libc-2.31.so", as glibc named it before 2.34.
std::string VersionInName(std::string_view path) {
  std::string_view name = BaseName(path);
  if (!name.starts_with("libc-") || !name.ends_with(".so")) return "";
  name.remove_prefix(5);
  name.remove_suffix(3);
  return IsDottedVersion(name) ? std::string(name) : "";
}

// Where glibc may be: beside the loader that `interpreter` leads to, then the usual folders.
std::vector<std::string> GlibcCandidates(const Sysroot& sysroot, const std::string& interpreter) {
  std::vector<std::string> candidates;
  const Reading<std::string> loader = sysroot.Resolve(interpreter);
  if (!interpreter.empty() && loader.ok())
    candidates.push_back(FolderOf(loader.value) + "/libc.so.6");
  for (const char* machine : {"x86_64", "aarch64"}) {
    candidates.push_back(std::string("/lib/") + machine + "-linux-gnu/libc.so.6");
  }
  candidates.insert(candidates.end(),
                    {"/lib64/libc.so.6", "/usr/lib64/libc.so.6", "/usr/lib/libc.so.6"});
  return candidates;
}

bool FillGlibc(const Sysroot& sysroot, const std::string& interpreter, v1::Libc& libc,
               v1::Probe& probe) {
  for (const std::string& path : GlibcCandidates(sysroot, interpreter)) {
    if (!sysroot.Stat(path).ok()) continue;
    libc.set_kind("glibc");
    probe.set_evidence(path);
    const absl::StatusOr<ElfFacts> facts = ReadElf(sysroot, path);
    if (facts.ok()) libc.set_version(HighestVersion(facts->defined_versions, "GLIBC_"));
    if (libc.version().empty()) libc.set_version(VersionInName(sysroot.Resolve(path).value));
    return true;
  }
  return false;
}

// "1.2.5" from the package database of Alpine; musl's own file does not tell without being run.
std::string MuslVersion(const Sysroot& sysroot) {
  const std::string text = sysroot.Read("/lib/apk/db/installed", kMaxApkDatabase).value;
  bool musl = false;
  for (const std::string_view line : Lines(text)) {
    if (line.starts_with("P:")) musl = line == "P:musl";
    if (!musl || !line.starts_with("V:")) continue;
    const std::string_view version = line.substr(2, line.find('-') - 2);
    if (IsDottedVersion(version)) return std::string(version);
  }
  return "";
}

bool FillMusl(const Sysroot& sysroot, v1::Libc& libc, v1::Probe& probe) {
  for (const std::string& name : sysroot.List("/lib").value) {
    if (!name.starts_with("ld-musl-")) continue;
    libc.set_kind("musl");
    libc.set_version(MuslVersion(sysroot));
    probe.set_evidence("/lib/" + Cleaned(name, 64));
    return true;
  }
  return false;
}

}  // namespace

void ProbeLibc(const Sysroot& sysroot, v1::Host& host) {
  v1::Libc libc;
  v1::Probe probe;
  probe.set_name("libc");
  const absl::StatusOr<ElfFacts> shell = ReadElf(sysroot, "/bin/sh");
  const std::string interpreter = shell.ok() ? shell->interpreter : "";
  const bool musl_first = interpreter.find("musl") != std::string::npos;
  const bool found = (musl_first && FillMusl(sysroot, libc, probe)) ||
                     FillGlibc(sysroot, interpreter, libc, probe) || FillMusl(sysroot, libc, probe);
  probe.set_outcome(found && !libc.version().empty() ? v1::Probe::OK : v1::Probe::UNKNOWN);
  if (!found) {
    probe.set_reason("neither libc.so.6 nor a musl loader is in the usual folders");
  } else if (libc.version().empty()) {
    probe.set_reason("the version of " + libc.kind() + " cannot be read from its files");
  }
  if (found) *host.mutable_libc() = libc;
  *host.add_probes() = probe;
}

}  // namespace accel::probes
