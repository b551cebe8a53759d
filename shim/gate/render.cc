// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/render.h"

namespace accel::shim::gate {
namespace {

std::string Escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// ` name="value"`
std::string Attribute(std::string_view name, std::string_view value) {
  return std::string(" ").append(name) + "=\"" + Escape(value) + "\"";
}

std::string RenderLink(const index::File& file) {
  std::string url = file.url;
  if (!file.sha256.empty()) url += "#sha256=" + file.sha256;
  std::string link = "<a" + Attribute("href", url);
  if (!file.metadata_sha256.empty()) {
    bool hashed = file.metadata_sha256 != "true";
    link += Attribute("data-core-metadata",
                      hashed ? "sha256=" + file.metadata_sha256 : file.metadata_sha256);
  }
  if (!file.requires_python.empty()) {
    link += Attribute("data-requires-python", file.requires_python);
  }
  if (file.yanked) link += Attribute("data-yanked", file.yanked_reason);
  return link + ">" + Escape(file.filename) + "</a><br>\n";
}

}  // namespace

std::string RenderPage(std::string_view name, std::span<const index::File> files) {
  std::string title = Escape(name);
  std::string page =
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
      "<meta name=\"pypi:repository-version\" content=\"1.0\"><title>" +
      title + "</title></head>\n<body>\n";
  for (const index::File& file : files) page += RenderLink(file);
  return page + "</body></html>\n";
}

}  // namespace accel::shim::gate
