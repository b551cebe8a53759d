// SPDX-License-Identifier: Apache-2.0
//
// The JSON form of a page (PEP 691, 700, 714), read once from front to back. Of a key that is there
// twice the last one counts, as for pip.
#include <simdjson.h>

#include <utility>

#include "compat/printable.h"
#include "shim/index/page_parts.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {
namespace {

namespace json = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

absl::Status Unreadable(const Url& url, const std::string& why) {
  return absl::DataLossError("cannot read the page " + compat::PrintSafeUrl(ToString(url)) + ": " +
                             why + "; try again, or check the URL");
}

// Calls `read` with every key and value of `object`; what it does not take is passed over.
template <typename Read>
error_code ReadFields(json::object object, const Read& read) {
  for (auto item : object) {
    json::field field;
    if (const error_code error = std::move(item).get(field)) return error;
    std::string_view key;
    if (const error_code error = field.unescaped_key().get(key)) return error;
    if (const error_code error = read(key, field.value())) return error;
  }
  return SUCCESS;
}

// Text, else nothing: null is common.
template <typename Text>
error_code ReadText(json::value value, Text& text) {
  std::string_view view;
  const error_code error = value.get_string().get(view);
  if (error == simdjson::INCORRECT_TYPE) return SUCCESS;
  if (error == SUCCESS) text = view;
  return error;
}

// True when it is an object of hashes, whatever they are.
simdjson::simdjson_result<bool> ReadHashes(json::value value, std::string& sha256) {
  json::object hashes;
  const error_code error = value.get_object().get(hashes);
  if (error == simdjson::INCORRECT_TYPE) return false;
  if (error != SUCCESS) return error;
  const error_code broken = ReadFields(hashes, [&](std::string_view name, json::value hash) {
    if (name != "sha256") return SUCCESS;
    std::string_view text;
    const error_code unread = ReadText(hash, text);
    sha256 = AsSha256(text);
    return unread;
  });
  if (broken != SUCCESS) return broken;
  return true;
}

// A boolean, or an object of hashes (PEP 714).
error_code ReadMetadata(json::value value, std::string& metadata) {
  metadata.clear();
  bool there = false;
  if (const error_code error = ReadHashes(value, metadata).get(there)) return error;
  if (!there && value.get_bool().get(there) != SUCCESS) there = false;
  if (there && metadata.empty()) metadata = "true";
  return SUCCESS;
}

error_code ReadYanked(json::value value, File& file) {
  json::json_type type;
  if (const error_code error = value.type().get(type)) return error;
  if (type == json::json_type::boolean) return value.get_bool().get(file.yanked);
  file.yanked = type == json::json_type::string;
  return ReadText(value, file.yanked_reason);
}

// An entry of "files" as far as it is written down.
struct Entry {
  File file;
  std::string_view url;
  std::optional<std::string> core_metadata, older_metadata;  // the first rules over the second
};

error_code ReadField(std::string_view key, json::value value, Entry& entry) {
  if (key == "filename") return ReadText(value, entry.file.filename);
  if (key == "url") return ReadText(value, entry.url);
  if (key == "hashes") return ReadHashes(value, entry.file.sha256).error();
  if (key == "requires-python") return ReadText(value, entry.file.requires_python);
  if (key == "yanked") return ReadYanked(value, entry.file);
  if (key == "core-metadata") return ReadMetadata(value, entry.core_metadata.emplace());
  if (key == "dist-info-metadata") return ReadMetadata(value, entry.older_metadata.emplace());
  std::uint64_t size = 0;
  if (key == "size" && value.get_uint64().get(size) == SUCCESS) entry.file.size = size;
  return SUCCESS;
}

void AddEntry(Entry entry, const Url& base, Page& page) {
  if (entry.file.filename.empty()) {
    ++page.skipped_names;
    return;
  }
  std::optional<std::string>& metadata =
      entry.core_metadata ? entry.core_metadata : entry.older_metadata;
  if (metadata) entry.file.metadata_sha256 = *std::move(metadata);
  AddFile(base, entry.url, std::move(entry.file), page);
}

error_code ReadFiles(json::array files, const Url& base, Page& page) {
  for (auto item : files) {
    json::value value;
    if (const error_code error = std::move(item).get(value)) return error;
    json::object object;
    Entry entry;
    const error_code error = value.get_object().get(object);
    if (error == SUCCESS) {
      const error_code broken = ReadFields(object, [&](std::string_view key, json::value field) {
        return ReadField(key, field, entry);
      });
      if (broken != SUCCESS) return broken;
    } else if (error != simdjson::INCORRECT_TYPE) {
      return error;
    }
    AddEntry(std::move(entry), base, page);
  }
  return SUCCESS;
}

// The document, and which of its necessary parts were there.
struct Reading {
  Page page;
  std::string api_version;
  bool has_files = false;
};

error_code ReadMeta(json::value value, std::string& api_version) {
  json::object meta;
  if (const error_code error = value.get_object().get(meta))
    return error == simdjson::INCORRECT_TYPE ? SUCCESS : error;
  return ReadFields(meta, [&](std::string_view key, json::value field) {
    return key == "api-version" ? ReadText(field, api_version) : SUCCESS;
  });
}

error_code ReadMember(std::string_view key, json::value value, const Url& base, Reading& reading) {
  if (key == "meta") return ReadMeta(value, reading.api_version);
  if (key == "name") return ReadText(value, reading.page.name);
  if (key != "files") return SUCCESS;
  json::array files;
  const error_code error = value.get_array().get(files);
  if (error != SUCCESS) return error == simdjson::INCORRECT_TYPE ? SUCCESS : error;
  reading.has_files = true;
  return ReadFiles(files, base, reading.page);
}

error_code ReadDocument(std::string_view body, const Url& base, Reading& reading) {
  const simdjson::padded_string padded(body);
  json::parser parser;
  json::document document;
  if (const error_code error = parser.iterate(padded).get(document)) return error;
  json::object root;
  if (const error_code error = document.get_object().get(root)) return error;
  const error_code error = ReadFields(root, [&](std::string_view key, json::value value) {
    return ReadMember(key, value, base, reading);
  });
  if (error != SUCCESS) return error;
  const char* rest = nullptr;
  return document.current_location().get(rest) == SUCCESS ? simdjson::TAPE_ERROR : SUCCESS;
}

}  // namespace

absl::StatusOr<Page> ParseJsonPage(std::string_view body, const Url& page_url) {
  if (body.empty()) return Unreadable(page_url, "it is empty");
  Reading reading;
  if (const error_code error = ReadDocument(body, page_url, reading)) {
    return Unreadable(page_url, std::string("its JSON is cut short or broken (") +
                                    simdjson::error_message(error) + ")");
  }
  if (reading.api_version.empty())
    return Unreadable(page_url, "it does not say its \"api-version\" (PEP 691)");
  ACCEL_RETURN_IF_ERROR(CheckApiVersion(reading.api_version, ToString(page_url)));
  if (!reading.has_files)
    return Unreadable(page_url, "it has no list of \"files\": not the page of a project");
  return std::move(reading.page);
}

}  // namespace accel::shim::index
