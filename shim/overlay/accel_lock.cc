// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/accel_lock.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "clients/toml_text.h"
#include "compat/ascii.h"
#include "compat/name.h"
#include "shim/index/sha256.h"
#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {
namespace {

constexpr char kVersion[] = "1.0";
constexpr char kHead[] =
    "# What other builds change in the lock named below, written by accel-shim. Commit it with "
    "that "
    "lock; do not edit it.\n";
constexpr std::string_view kEntry = "[[package]]", kOwnEntry = "[[variant.package]]";
constexpr std::string_view kBelow = "[package.", kOwnBelow = "[variant.package.";

// Every line of `text` that begins with `from` begins with `to` instead.
void Rename(std::string_view from, std::string_view to, std::string& text) {
  for (std::size_t at = 0; at < text.size();
       at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    if (text.compare(at, from.size(), from) == 0) text.replace(at, from.size(), to);
  }
}

std::string Embedded(std::string text) {
  Rename(kEntry, kOwnEntry, text);
  Rename(kBelow, kOwnBelow, text);
  return text;
}

std::string Taken(std::string text) {
  Rename(kOwnEntry, kEntry, text);
  Rename(kOwnBelow, kBelow, text);
  return text;
}

std::string List(std::string_view key, const std::vector<std::string>& values) {
  std::string text = std::string(key) + " = [";
  for (const std::string& value : values) text += "\n    " + clients::Quote(value) + ",";
  return text + (values.empty() ? "]\n" : "\n]\n");
}

// What a variant's hash is of.
std::string Content(const Variant& variant) {
  std::string text = "tag = " + clients::Quote(variant.tag) +
                     "\nindex = " + clients::Quote(variant.index) + "\n" +
                     List("pinned", variant.pinned) + List("remove", variant.difference.removed);
  for (const Entry& entry : variant.difference.entries) text += "\n" + Embedded(entry.text) + "\n";
  return text;
}

std::string HashOf(const Variant& variant) { return index::Sha256Hex(Content(variant)); }

constexpr char kAdvice[] = "run accel-shim lock to write it anew";

absl::Status Broken(const std::string& place, const std::string& why) {
  return compat::InvalidArgument(place + ": " + why + "; " + kAdvice);
}

absl::StatusOr<std::string> Text(const toml::table& table, const char* key,
                                 const std::string& file) {
  const toml::node* node = table.get(key);
  if (node == nullptr || !node->is_string())
    return Broken(clients::PlaceOf(table, file), std::string(key) + " must be there, a string");
  return node->value_or(std::string());
}

absl::StatusOr<std::vector<std::string>> Texts(const toml::table& table, const char* key,
                                               const std::string& file) {
  const toml::node* node = table.get(key);
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr || !(array->empty() || array->is_homogeneous(toml::node_type::string)))
    return Broken(clients::PlaceOf(table, file),
                  std::string(key) + " must be there, a list of strings");
  std::vector<std::string> texts;
  for (const toml::node& value : *array) texts.push_back(value.value_or(std::string()));
  return texts;
}

// Nothing without a hash is ever installed, but for a folder that the project names itself. Empty:
// all is well.
std::string WhyUnhashed(const LockedPackage& package) {
  if (package.source && package.source->type == "directory") return "";
  if (package.files.empty()) return package.name + " has no files";
  const auto bare = std::find_if(package.files.begin(), package.files.end(),
                                 [](const LockedFile& one) { return Sha256Of(one).empty(); });
  return bare == package.files.end() ? "" : "a file of " + package.name + " has no sha256";
}

// The text is what a resolver will read; it must say what the table of this file says, no more.
absl::Status CheckText(const Entry& entry, const toml::table& package, const std::string& place) {
  const absl::StatusOr<toml::table> text = clients::ParseToml(entry.text, kLockName);
  const toml::array* packages = text.ok() ? (*text)["package"].as_array() : nullptr;
  const bool same = packages != nullptr && text->size() == 1 && packages->size() == 1 &&
                    packages->get(0)->is_table() && *packages->get(0)->as_table() == package;
  return same ? absl::OkStatus() : Broken(place, "the entry of " + entry.name + " is not one");
}

absl::StatusOr<Entry> ReadEntry(const toml::table& package, const std::string& text,
                                const std::string& file) {
  Entry entry;
  ACCEL_ASSIGN_OR_RETURN(entry.name, Text(package, "name", file));
  ACCEL_ASSIGN_OR_RETURN(entry.version, Text(package, "version", file));
  entry.name = compat::NormalizeName(entry.name);
  entry.text = Taken(text);
  const std::string place = clients::PlaceOf(package, file);
  ACCEL_RETURN_IF_ERROR(CheckText(entry, package, place));
  const absl::StatusOr<LockedPackage> locked = ReadLockedPackage(entry);
  if (!locked.ok()) return Broken(place, std::string(compat::Message(locked.status())));
  if (const std::string why = WhyUnhashed(*locked); !why.empty()) return Broken(place, why);
  return entry;
}

// Without an index there are the project's own builds, or nothing at all: the universal lock's do.
absl::Status CheckForm(const Variant& variant, const std::string& place) {
  const bool empty = variant.pinned.empty() && variant.difference == Difference{};
  if (variant.tag == kOwnTag ? variant.index.empty() : variant.index.empty() == empty)
    return absl::OkStatus();
  return Broken(place, "the variant " + clients::Quote(variant.tag) + " names " +
                           (empty ? "no builds of its index" : "builds and no index"));
}

absl::StatusOr<Variant> ReadVariant(const toml::table& table, std::string_view text,
                                    const std::string& file) {
  Variant variant;
  ACCEL_ASSIGN_OR_RETURN(variant.tag, Text(table, "tag", file));
  if (!IsTag(variant.tag)) return Broken(clients::PlaceOf(table, file), "its tag is no tag");
  ACCEL_ASSIGN_OR_RETURN(variant.index, Text(table, "index", file));
  ACCEL_ASSIGN_OR_RETURN(variant.pinned, Texts(table, "pinned", file));
  ACCEL_ASSIGN_OR_RETURN(variant.difference.removed, Texts(table, "remove", file));
  ACCEL_ASSIGN_OR_RETURN(const std::string hash, Text(table, "content-hash", file));
  const toml::array* packages = table["package"].as_array();
  std::string_view rest;
  const std::vector<std::string> texts = SplitEntries(
      text.substr(std::min(text.find(kOwnEntry), text.size())), "variant.package", rest);
  if (texts.size() != (packages == nullptr ? 0 : packages->size()))
    return Broken(clients::PlaceOf(table, file), "its packages do not stand one after the other");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const toml::table* package = packages->get(i)->as_table();
    if (package == nullptr)
      return Broken(clients::PlaceOf(*packages->get(i), file), "is no package");
    ACCEL_ASSIGN_OR_RETURN(Entry entry, ReadEntry(*package, texts[i], file));
    variant.difference.entries.push_back(std::move(entry));
  }
  if (hash != HashOf(variant)) {
    return Broken(clients::PlaceOf(table, file),
                  "the variant " + clients::Quote(variant.tag) + " is not as accel-shim wrote it");
  }
  ACCEL_RETURN_IF_ERROR(CheckForm(variant, clients::PlaceOf(table, file)));
  ACCEL_RETURN_IF_ERROR(
      compat::Annotate(CheckSources(variant.index, variant.pinned, variant.difference.entries),
                       clients::PlaceOf(table, file)));
  return variant;
}

absl::Status CheckVersion(const toml::table& document, const std::string& file) {
  const std::string version = document["lock-version"].value_or(std::string());
  if (version.starts_with("1.")) return absl::OkStatus();
  if (version.empty()) return Broken(file + ":1:1", "it has no lock-version");
  return compat::FailedPrecondition(
      clients::PlaceOf(*document.get("lock-version"), file) + ": its format is " + version +
      ", newer than this accel-shim knows (" + kVersion + "); update accel-shim");
}

absl::StatusOr<Base> ReadBase(const toml::table& document, const std::string& file) {
  const toml::table* table = document["base"].as_table();
  if (table == nullptr) return Broken(file + ":1:1", "it has no [base]");
  Base base;
  ACCEL_ASSIGN_OR_RETURN(base.kind, Text(*table, "kind", file));
  ACCEL_ASSIGN_OR_RETURN(base.file, Text(*table, "file", file));
  ACCEL_ASSIGN_OR_RETURN(base.sha256, Text(*table, "sha256", file));
  return base;
}

// The text from each "[[variant]]" up to the next.
std::vector<std::string_view> VariantTexts(std::string_view bytes) {
  constexpr std::string_view kStart = "\n[[variant]]\n";
  std::vector<std::string_view> texts;
  for (std::size_t at = bytes.find(kStart); at != std::string_view::npos;) {
    const std::size_t next = bytes.find(kStart, at + kStart.size());
    texts.push_back(bytes.substr(at, next - at));
    at = next;
  }
  return texts;
}

// The pin that begins so: "torch==", "torch @ "; nullptr when there is none.
const std::string* FindPin(const std::vector<std::string>& pinned, const std::string& start) {
  const auto pin = std::find_if(pinned.begin(), pinned.end(),
                                [&](const std::string& one) { return one.starts_with(start); });
  return pin == pinned.end() ? nullptr : &*pin;
}

std::string NormalPath(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

// "torch @ ./dist/torch-….whl": that file, or that URL.
absl::Status CheckOwnSources(const std::vector<std::string>& pinned,
                             const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    const std::string start = entry.name + " @ ";
    const std::string* pin = FindPin(pinned, start);
    if (pin == nullptr) continue;
    ACCEL_ASSIGN_OR_RETURN(const LockedPackage package, ReadLockedPackage(entry));
    if (package.source && NormalPath(package.source->url) == NormalPath(pin->substr(start.size())))
      continue;
    return compat::FailedPrecondition("locks " + entry.name + " from " + OriginOf(package) +
                                      ", not " + *pin +
                                      "; remove accel.lock and run accel-shim lock");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsTag(std::string_view tag) {
  return !tag.empty() && tag.front() != '.' && std::all_of(tag.begin(), tag.end(), [](char c) {
    return compat::IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
  });
}

absl::StatusOr<AccelLock> ParseAccelLock(std::string_view bytes, const std::string& file) {
  const std::string unix_lines = clients::WithUnixLineEnds(bytes);
  bytes = unix_lines;
  ACCEL_ASSIGN_OR_RETURN(const toml::table document, clients::ParseToml(bytes, file, kAdvice));
  ACCEL_RETURN_IF_ERROR(CheckVersion(document, file));
  AccelLock lock;
  ACCEL_ASSIGN_OR_RETURN(lock.base, ReadBase(document, file));
  const toml::array* variants = document["variant"].as_array();
  const std::vector<std::string_view> texts = VariantTexts(bytes);
  if (texts.size() != (variants == nullptr ? 0 : variants->size()))
    return Broken(file + ":1:1", "its variants do not stand one after the other");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const toml::table* table = variants->get(i)->as_table();
    if (table == nullptr) return Broken(clients::PlaceOf(*variants->get(i), file), "is no variant");
    ACCEL_ASSIGN_OR_RETURN(Variant variant, ReadVariant(*table, texts[i], file));
    if (FindVariant(lock, variant.tag) != nullptr)
      return Broken(clients::PlaceOf(*table, file),
                    "the tag " + clients::Quote(variant.tag) + " comes twice");
    lock.variants.push_back(std::move(variant));
  }
  return lock;
}

absl::Status CheckSources(const std::string& index, const std::vector<std::string>& pinned,
                          const std::vector<Entry>& entries) {
  if (index.empty()) return CheckOwnSources(pinned, entries);
  for (const Entry& entry : entries) {
    const std::string* pin = FindPin(pinned, entry.name + "==");
    if (pin == nullptr) continue;
    ACCEL_ASSIGN_OR_RETURN(const LockedPackage package, ReadLockedPackage(entry));
    if (*pin == entry.name + "==" + entry.version && package.source &&
        package.source->type == "legacy" && package.source->url == index)
      continue;
    return compat::FailedPrecondition("locks " + entry.name + " " + entry.version + " from " +
                                      OriginOf(package) + ", not " + *pin + " from " + index +
                                      "; remove accel.lock and run accel-shim lock");
  }
  return absl::OkStatus();
}

absl::Status CheckHashes(const Variant& variant) {
  for (const Entry& entry : variant.difference.entries) {
    ACCEL_ASSIGN_OR_RETURN(const LockedPackage package, ReadLockedPackage(entry));
    const std::string why = WhyUnhashed(package);
    if (why.empty()) continue;
    return compat::FailedPrecondition(
        "the " + variant.tag + " builds: " + why + " at " + OriginOf(package) + ", and " +
        kLockName + " holds nothing without one; take the package from an index that names sha256");
  }
  return absl::OkStatus();
}

absl::StatusOr<LockFile> LockFor(const LockFile& universal, const Variant& variant) {
  LockFile lock = Apply(universal, variant.difference);
  ACCEL_RETURN_IF_ERROR(CheckSources(variant.index, variant.pinned, lock.entries));
  const std::set<std::string> names = NamesIn(lock);
  for (const std::string& pin : variant.pinned) {
    const std::size_t end = pin.find("==");
    if (end == std::string::npos || names.contains(pin.substr(0, end))) continue;
    return compat::FailedPrecondition("the " + variant.tag + " builds lack " + pin +
                                      "; remove accel.lock and run accel-shim lock");
  }
  return lock;
}

std::string ToText(const AccelLock& lock) {
  std::string text = std::string(kHead) + "lock-version = " + clients::Quote(kVersion) +
                     "\n\n[base]\nkind = " + clients::Quote(lock.base.kind) +
                     "\nfile = " + clients::Quote(lock.base.file) +
                     "\nsha256 = " + clients::Quote(lock.base.sha256) + "\n";
  std::vector<const Variant*> sorted;
  for (const Variant& variant : lock.variants) sorted.push_back(&variant);
  std::sort(sorted.begin(), sorted.end(),
            [](const Variant* a, const Variant* b) { return a->tag < b->tag; });
  for (const Variant* variant : sorted) {
    text += "\n[[variant]]\ncontent-hash = " + clients::Quote(HashOf(*variant)) + "\n" +
            Content(*variant);
  }
  return text;
}

const Variant* FindVariant(const AccelLock& lock, std::string_view tag) {
  for (const Variant& variant : lock.variants) {
    if (variant.tag == tag) return &variant;
  }
  return nullptr;
}

}  // namespace accel::shim::overlay
