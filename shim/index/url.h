// SPDX-License-Identifier: Apache-2.0
//
// The http and https URLs of an index, as far as they must be taken apart without libcurl (RFC
// 3986). Promises that what it returns is absolute, holds no control byte and can be handed to a
// client as it is. Never resolves a name, never accepts another scheme (file:, data:, javascript:,
// …).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::shim::index {

struct Url {
  std::string scheme;                   // "http" | "https"
  std::string user_info;                // "user:password", still encoded; empty = none
  std::string host;                     // lower case; IPv6 in brackets
  std::string port;                     // decimal digits; empty = the scheme's own
  std::string path = "/";               // encoded, starts with "/", no dot segments
  std::optional<std::string> query;     // without "?"
  std::optional<std::string> fragment;  // without "#"
  bool operator==(const Url&) const = default;
};

// Begins like one; whether it can be read is ParseUrl's to say.
bool LooksLikeUrl(std::string_view text);

// `text` is absolute. Surrounding blanks are dropped, bytes that a URL cannot hold are
// percent-encoded. INVALID_ARGUMENT for another scheme, no host, a host that is not ASCII, a bad
// port or a control byte.
absl::StatusOr<Url> ParseUrl(std::string_view text);

// RFC 3986 §5.2: `reference` as seen from `base`. Errors as ParseUrl.
absl::StatusOr<Url> Join(const Url& base, std::string_view reference);

std::string ToString(const Url& url);

// `%2B` -> `+`; a `%` that starts no escape stays.
std::string PercentDecode(std::string_view text);

// `url` without user and password; text that is no URL comes back as it is, up to and including any
// "@" cut out of its authority.
std::string WithoutCredentials(const std::string& url);

// Same scheme, host and port: what credentials may be sent to.
bool SameOrigin(const Url& a, const Url& b);

// `url` with the user info of `source`, if both have the same origin; else `url` as it is. For
// handing a user's own credentials to a tool that would not find them elsewhere.
std::string WithCredentialsOf(const std::string& url, const std::string& source);

// True when going from `from` to `to` would leave TLS: never followed.
bool IsDowngrade(const Url& from, const Url& to);

// The page of a project on an index (PEP 503): INDEX_URL/NAME/. `name` is normalised, `index_url`
// may lack its final "/".
std::string ProjectPageUrl(const std::string& index_url, std::string_view name);

}  // namespace accel::shim::index
