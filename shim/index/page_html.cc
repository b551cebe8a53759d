// SPDX-License-Identifier: Apache-2.0
//
// The HTML form of a page (PEP 503, 592, 629, 658, 714), element by element: libxml2 builds no
// tree.
#include <libxml/HTMLparser.h>

#include <climits>
#include <memory>
#include <utility>

#include "compat/ascii.h"
#include "compat/printable.h"
#include "shim/index/html_text.h"
#include "shim/index/page_parts.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {
namespace {

// Name, value, name, value, …, nullptr, as libxml2 gives them; nullptr where there are none.
using Attributes = const xmlChar**;

std::string_view Text(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// The value of an attribute; nullopt when the element does not have it, empty when it has no value.
std::optional<std::string_view> Attribute(Attributes attributes, std::string_view name) {
  for (; attributes != nullptr && *attributes != nullptr; attributes += 2) {
    if (Text(attributes[0]) != name) continue;
    return attributes[1] == nullptr ? std::string_view() : Text(attributes[1]);
  }
  return std::nullopt;
}

// "sha256=HEX" -> HEX; another hash or none -> empty.
std::string HashOf(std::string_view text) {
  constexpr std::string_view kName = "sha256=";
  return text.starts_with(kName) ? AsSha256(text.substr(kName.size())) : "";
}

std::string MetadataHash(Attributes link) {
  std::optional<std::string_view> value = Attribute(link, "data-core-metadata");
  if (!value) value = Attribute(link, "data-dist-info-metadata");
  if (!value || *value == "false") return {};
  std::string hash = HashOf(*value);
  return hash.empty() ? "true" : hash;
}

// Everything that is gathered on the way through the document.
struct Reading {
  Url base;
  bool base_seen = false;  // only the first <base> counts
  std::string api_version;
  Page page;
};

void ReadLink(Attributes link, Reading& reading) {
  std::optional<std::string_view> href = Attribute(link, "href");
  if (!href) return;
  File file;
  std::size_t hash = href->find('#');
  if (hash != std::string_view::npos) file.sha256 = HashOf(href->substr(hash + 1));
  file.metadata_sha256 = MetadataHash(link);
  file.requires_python = std::string(Attribute(link, "data-requires-python").value_or(""));
  std::optional<std::string_view> yanked = Attribute(link, "data-yanked");
  file.yanked = yanked.has_value();
  file.yanked_reason = std::string(yanked.value_or(""));
  AddFile(reading.base, *href, std::move(file), reading.page);
}

void ReadBase(Attributes element, Reading& reading) {
  std::optional<std::string_view> href = Attribute(element, "href");
  if (!href || reading.base_seen) return;
  reading.base_seen = true;
  absl::StatusOr<Url> base = Join(reading.base, *href);
  if (base.ok()) reading.base = *std::move(base);
}

void ReadMeta(Attributes element, Reading& reading) {
  if (Attribute(element, "name") != "pypi:repository-version") return;
  reading.api_version = std::string(Attribute(element, "content").value_or(""));
}

void ReadElement(void* reading, const xmlChar* name, Attributes attributes) {
  Reading& into = *static_cast<Reading*>(reading);
  const std::string_view tag = Text(name);
  if (tag == "a") ReadLink(attributes, into);
  if (tag == "base") ReadBase(attributes, into);
  if (tag == "meta") ReadMeta(attributes, into);
}

// False when the parser gave up before the end.
bool ReadDocument(std::string_view body, Reading& reading) {
  htmlSAXHandler handler{};
  handler.startElement = ReadElement;
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlCreatePushParserCtxt(&handler, &reading, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8),
      htmlFreeParserCtxt);
  if (parser == nullptr) return false;
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                       HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  htmlParseChunk(parser.get(), body.data(), static_cast<int>(body.size()), 1);
  return parser->disableSAX == 0;
}

absl::Status Unreadable(const Url& url, const std::string& why) {
  return absl::DataLossError("cannot read the page " + compat::PrintSafeUrl(ToString(url)) + ": " +
                             why);
}

}  // namespace

absl::StatusOr<Page> ParseHtmlPage(std::string_view body, const Url& page_url) {
  if (NestsTooDeep(body)) return Unreadable(page_url, "it nests too deep for the page of an index");
  if (body.find('\0') != std::string_view::npos || body.size() > INT_MAX)
    return Unreadable(page_url, "it is no text: no page of an index");
  if (!EndsAsDocument(body)) {
    return Unreadable(page_url,
                      "it ends before </html>: cut short, or no page of an index; try again");
  }
  Reading reading;
  reading.base = page_url;
  if (!ReadDocument(body, reading)) return Unreadable(page_url, "it is too large to be read");
  if (!reading.api_version.empty()) {
    ACCEL_RETURN_IF_ERROR(CheckApiVersion(reading.api_version, ToString(page_url)));
  }
  return std::move(reading.page);
}

}  // namespace accel::shim::index
