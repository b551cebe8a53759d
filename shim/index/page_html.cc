// SPDX-License-Identifier: Apache-2.0
//
// The HTML form of a page (PEP 503, 592, 629, 658, 714).
#include <gumbo.h>

#include <memory_resource>
#include <utility>
#include <vector>

#include "compat/printable.h"
#include "shim/index/html_depth.h"
#include "shim/index/page_parts.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {
namespace {

// gumbo takes its memory from here and never gives it back: freeing its tree node by node would
// recurse as deep as the page nests, and takes longer than parsing it.
class Document {
 public:
  explicit Document(std::string_view body) {
    GumboOptions options = kGumboDefaultOptions;
    options.userdata = &memory_;
    options.allocator = [](void* memory, std::size_t size) {
      return static_cast<std::pmr::monotonic_buffer_resource*>(memory)->allocate(size);
    };
    options.deallocator = [](void*, void*) {};
    options.max_errors = 0;
    output_ = gumbo_parse_with_options(&options, body.data(), body.size());
  }
  const GumboNode* root() const { return output_->root; }

 private:
  std::pmr::monotonic_buffer_resource memory_;
  GumboOutput* output_;
};

// The value of an attribute; nullopt when the element does not have it.
std::optional<std::string_view> Attribute(const GumboElement& element, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, name);
  if (attribute == nullptr) return std::nullopt;
  return attribute->value;
}

// "sha256=HEX" -> HEX; another hash or none -> empty.
std::string HashOf(std::string_view text) {
  constexpr std::string_view kName = "sha256=";
  return text.starts_with(kName) ? AsSha256(text.substr(kName.size())) : "";
}

std::string MetadataHash(const GumboElement& link) {
  std::optional<std::string_view> value = Attribute(link, "data-core-metadata");
  if (!value) value = Attribute(link, "data-dist-info-metadata");
  if (!value || *value == "false") return {};
  std::string hash = HashOf(*value);
  return hash.empty() ? "true" : hash;
}

// Everything that a walk over the document gathers.
struct Reading {
  Url base;
  bool base_seen = false;  // only the first <base> counts
  std::string api_version;
  Page page;
};

void ReadLink(const GumboElement& link, Reading& reading) {
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

void ReadBase(const GumboElement& element, Reading& reading) {
  std::optional<std::string_view> href = Attribute(element, "href");
  if (!href || reading.base_seen) return;
  reading.base_seen = true;
  absl::StatusOr<Url> base = Join(reading.base, *href);
  if (base.ok()) reading.base = *std::move(base);
}

void ReadMeta(const GumboElement& element, Reading& reading) {
  if (Attribute(element, "name") != "pypi:repository-version") return;
  reading.api_version = std::string(Attribute(element, "content").value_or(""));
}

void ReadElement(const GumboElement& element, Reading& reading) {
  if (element.tag == GUMBO_TAG_A) ReadLink(element, reading);
  if (element.tag == GUMBO_TAG_BASE) ReadBase(element, reading);
  if (element.tag == GUMBO_TAG_META) ReadMeta(element, reading);
}

// In document order, without recursion.
void ReadTree(const GumboNode* root, Reading& reading) {
  std::vector<const GumboNode*> open = {root};
  while (!open.empty()) {
    const GumboNode* node = open.back();
    open.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
    ReadElement(node->v.element, reading);
    const GumboVector& children = node->v.element.children;
    for (unsigned i = children.length; i > 0; --i) {
      open.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
    }
  }
}

absl::Status Unreadable(const Url& url, const std::string& why) {
  return absl::DataLossError("cannot read the page " + compat::PrintSafeUrl(ToString(url)) + ": " +
                             why);
}

}  // namespace

absl::StatusOr<Page> ParseHtmlPage(std::string_view body, const Url& page_url) {
  if (NestsTooDeep(body)) return Unreadable(page_url, "it nests too deep for the page of an index");
  Document document(body);
  if (document.root()->v.element.original_end_tag.length == 0) {
    return Unreadable(page_url,
                      "it ends before </html>: cut short, or no page of an index; try again");
  }
  Reading reading;
  reading.base = page_url;
  ReadTree(document.root(), reading);
  if (!reading.api_version.empty()) {
    ACCEL_RETURN_IF_ERROR(CheckApiVersion(reading.api_version, ToString(page_url)));
  }
  return std::move(reading.page);
}

}  // namespace accel::shim::index
