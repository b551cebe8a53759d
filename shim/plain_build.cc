// SPDX-License-Identifier: Apache-2.0
#include "shim/plain_build.h"

#include <filesystem>

#include "compat/ascii.h"
#include "compat/version.h"
#include "shim/installed.h"
#include "shim/record_digest.h"
#include "shim/whole_file.h"

namespace accel::shim {
namespace {

namespace fs = std::filesystem;

constexpr char kNote[] = "accel-build";

absl::Status Cannot(const fs::path& path, const std::error_code& error) {
  return absl::ErrnoToStatus(error.value(), path.string() + ": cannot be renamed");
}

// METADATA with another version; the first Version line is the header's.
std::string WithVersion(const std::string& metadata, const std::string& version) {
  constexpr std::string_view kField = "\nVersion: ";
  const std::size_t at = metadata.find(kField);
  if (at == std::string::npos) return metadata;
  const std::size_t start = at + kField.size();
  return metadata.substr(0, start) + version + metadata.substr(metadata.find('\n', start));
}

std::string RecordLine(const std::string& file, const std::string& bytes) {
  return file + "," + DigestOf(bytes) + "," + std::to_string(bytes.size()) + "\n";
}

// RECORD with the folder's new name, the new METADATA and the note.
std::string NewRecord(const std::string& record, const std::string& old_name,
                      const std::string& new_name, const std::string& metadata,
                      const std::string& note) {
  std::string text;
  for (std::size_t at = 0; at < record.size();) {
    const std::size_t end = std::min(record.find('\n', at), record.size() - 1) + 1;
    std::string line = record.substr(at, end - at);
    at = end;
    if (line.starts_with(old_name + "/METADATA,") || line.starts_with(old_name + "/" + kNote + ","))
      continue;
    if (line.starts_with(old_name + "/")) line.replace(0, old_name.size(), new_name);
    text += line;
  }
  return text + RecordLine(new_name + "/METADATA", metadata) +
         RecordLine(new_name + "/" + kNote, note);
}

// A copy of `from` that says `version`, made under a name that no tool reads.
absl::Status WriteCopy(const fs::path& from, const fs::path& to, const std::string& version,
                       const std::string& true_version) {
  std::error_code error;
  const fs::path copy = to.string() + ".new";
  fs::remove_all(copy, error);
  fs::copy(from, copy, fs::copy_options::recursive, error);
  if (error) return Cannot(copy, error);
  ACCEL_ASSIGN_OR_RETURN(const std::string metadata, ReadWhole((from / "METADATA").string()));
  ACCEL_ASSIGN_OR_RETURN(const std::string record, ReadWhole((from / "RECORD").string()));
  const std::string changed = WithVersion(metadata, version), note = true_version + "\n";
  ACCEL_RETURN_IF_ERROR(ReplaceWhole((copy / "METADATA").string(), changed));
  ACCEL_RETURN_IF_ERROR(ReplaceWhole((copy / kNote).string(), note));
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(
      (copy / "RECORD").string(),
      NewRecord(record, from.filename().string(), to.filename().string(), changed, note)));
  fs::rename(copy, to, error);
  return error ? Cannot(to, error) : absl::OkStatus();
}

// Gone for every tool at once: an end at any moment leaves no half of it under its name.
absl::Status Remove(const fs::path& folder) {
  const fs::path rest = folder.string() + ".old";
  std::error_code error;
  fs::remove_all(rest, error);
  fs::rename(folder, rest, error);
  if (!error) fs::remove_all(rest, error);
  return error ? Cannot(folder, error) : absl::OkStatus();
}

// "torch-2.9.1+cu126.dist-info" becomes "torch-2.9.1.dist-info", whatever lies there.
absl::Status Rename(const fs::path& folder) {
  const std::string stem = folder.stem().string();
  const std::size_t dash = stem.rfind('-');
  ACCEL_ASSIGN_OR_RETURN(const compat::Version version,
                         compat::ParseVersion(stem.substr(dash + 1)));
  if (compat::LocalString(version).empty()) return absl::OkStatus();
  const std::string plain = compat::PublicString(version);
  const fs::path to = folder.parent_path() / (stem.substr(0, dash + 1) + plain + ".dist-info");
  std::error_code error;
  if (!fs::exists(folder / "METADATA", error)) return Remove(folder);  // a rest of one
  fs::remove_all(to, error);
  ACCEL_RETURN_IF_ERROR(WriteCopy(folder, to, plain, compat::ToString(version)));
  return Remove(folder);
}

}  // namespace

absl::Status MakePlain(const std::vector<std::string>& site_packages, const std::string& name) {
  const std::vector<std::string> folders = DistInfosOf(site_packages, name);
  if (folders.empty()) return compat::NotFound(name + " is not installed");
  for (const std::string& folder : folders) ACCEL_RETURN_IF_ERROR(Rename(folder));
  return absl::OkStatus();
}

std::string TrueVersion(const std::string& dist_info) {
  const absl::StatusOr<std::string> note = ReadWhole(dist_info + "/" + kNote, 1 << 10);
  return note.ok() ? std::string(compat::Trim(*note)) : "";
}

}  // namespace accel::shim
