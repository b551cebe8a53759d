// SPDX-License-Identifier: Apache-2.0
#include "shim/index/page.h"

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "compat/ascii.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/wheel_name.h"
#include "shim/index/file_url.h"
#include "shim/index/page_parts.h"
#include "shim/index/url_text.h"

namespace accel::shim::index {
namespace {

enum class Form { kHtml, kJson, kOther };

// "text/html; charset=utf-8" -> "text/html"
std::string MediaType(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  type.remove_prefix(std::min(type.find_first_not_of(" \t"), type.size()));
  return compat::ToLower(type.substr(0, type.find_last_not_of(" \t") + 1));
}

// "application/vnd.pypi.simple.v1+json": the version inside, "" for types without one.
std::string_view TypeVersion(std::string_view type) {
  constexpr std::string_view kPrefix = "application/vnd.pypi.simple.v";
  if (!type.starts_with(kPrefix)) return {};
  type.remove_prefix(kPrefix.size());
  return type.substr(0, type.find('+'));
}

Form FormOf(std::string_view type) {
  bool simple = type.starts_with("application/vnd.pypi.simple.");
  if (type == "application/json" || (simple && type.ends_with("+json"))) return Form::kJson;
  if (type == "text/html" || type == "application/xhtml+xml") return Form::kHtml;
  return simple && type.ends_with("+html") ? Form::kHtml : Form::kOther;
}

bool IsSafeName(std::string_view name) {
  bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return !IsControl(c) && static_cast<unsigned char>(c) < 0x80 && c != '/' && c != '\\';
  });
  return plain && name.size() <= 255 && name.find("..") == std::string_view::npos;
}

bool IsSourceName(std::string_view name) {
  constexpr std::array<std::string_view, 5> kEndings = {".tar.gz", ".zip", ".tar.bz2", ".tar.xz",
                                                        ".tgz"};
  for (std::string_view ending : kEndings) {
    if (!name.ends_with(ending)) continue;
    name.remove_suffix(ending.size());
    std::size_t dash = name.find('-');
    return dash != std::string_view::npos && dash + 1 < name.size() &&
           compat::IsValidName(name.substr(0, dash));
  }
  return false;
}

}  // namespace

bool IsDistributionName(const std::string& filename) {
  if (!IsSafeName(filename)) return false;
  if (filename.ends_with(".whl")) return compat::IsWheelName(filename);
  return IsSourceName(filename);
}

void AddFile(const Url& base, std::string_view reference, File file, Page& page) {
  absl::StatusOr<std::string> url = FileUrl(base, reference);
  if (!url.ok()) {
    ++page.skipped_links;
    return;
  }
  if (file.filename.empty()) file.filename = FileNameOf(*url);
  if (!IsDistributionName(file.filename)) {
    ++page.skipped_names;
    return;
  }
  file.url = *std::move(url);
  page.files.push_back(std::move(file));
}

absl::Status CheckApiVersion(std::string_view version, const std::string& page_url) {
  std::string_view major = version.substr(0, version.find('.'));
  bool number = !major.empty() && std::all_of(major.begin(), major.end(), compat::IsDigit);
  if (number && major == "1") return absl::OkStatus();
  std::string where = "the page " + compat::PrintSafeUrl(page_url);
  if (!number) {
    return absl::DataLossError(where + " has an API version that is none: \"" +
                               compat::PrintSafe(version) + "\"");
  }
  return absl::UnimplementedError(where + " is of API version " + compat::PrintSafe(version) +
                                  ", this program reads version 1; use a newer one");
}

absl::StatusOr<Page> ParsePage(std::string_view content_type, std::string_view body,
                               const std::string& base_url) {
  ACCEL_ASSIGN_OR_RETURN(Url url, ParseUrl(base_url));
  url.user_info.clear();
  url.fragment.reset();
  std::string type = MediaType(content_type);
  std::string_view version = TypeVersion(type);
  if (!version.empty()) ACCEL_RETURN_IF_ERROR(CheckApiVersion(version, ToString(url)));
  switch (FormOf(type)) {
    case Form::kHtml:
      return ParseHtmlPage(body, url);
    case Form::kJson:
      return ParseJsonPage(body, url);
    case Form::kOther:
      break;
  }
  return absl::DataLossError("no page of a simple index at " + compat::PrintSafeUrl(ToString(url)) +
                             ": its type is \"" + compat::PrintSafe(type) +
                             "\", not HTML or JSON; check the URL");
}

absl::StatusOr<Page> ParsePageWithin(std::chrono::milliseconds deadline, Response response) {
  struct Reading {
    Response response;
    std::promise<absl::StatusOr<Page>> page;
  };
  // Owned by both sides: a reading that takes too long is left behind.
  const auto reading = std::make_shared<Reading>(Reading{std::move(response), {}});
  std::future<absl::StatusOr<Page>> page = reading->page.get_future();
  std::thread thread([reading] {
    const Response& from = reading->response;
    reading->page.set_value(ParsePage(from.content_type, from.body, from.final_url));
  });
  if (page.wait_for(deadline) == std::future_status::ready) {
    thread.join();
    return page.get();
  }
  thread.detach();
  return absl::DeadlineExceededError(
      "reading the page " + compat::PrintSafeUrl(WithoutCredentials(reading->response.final_url)) +
      " takes too long; no index has such a page");
}

}  // namespace accel::shim::index
