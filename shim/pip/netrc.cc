// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/netrc.h"

#include "shim/index/url.h"

namespace accel::shim::pip {
namespace {

// Tokens of netrc end at white space; quotes and backslashes are taken as Python's netrc reads
// them.
std::string Token(const std::string& text) {
  std::string token = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') token += '\\';
    token += c;
  }
  return token + "\"";
}

}  // namespace

std::string NetrcFor(const std::vector<std::string>& urls, const std::string& own) {
  std::string ours;
  for (const std::string& text : urls) {
    const absl::StatusOr<index::Url> url = index::ParseUrl(text);
    if (!url.ok() || url->user_info.empty()) continue;
    const std::size_t colon = url->user_info.find(':');
    const std::string user = index::PercentDecode(url->user_info.substr(0, colon));
    const std::string password =
        colon == std::string::npos
            ? ""
            : index::PercentDecode(std::string_view(url->user_info).substr(colon + 1));
    if ((user + password).find_first_of("\r\n") != std::string::npos) continue;
    ours +=
        "machine " + url->host + " login " + Token(user) + " password " + Token(password) + "\n";
  }
  return ours.empty() ? "" : ours + own + "\n";
}

}  // namespace accel::shim::pip
