// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_library.h"

#include <dlfcn.h>

#include "compat/printable.h"

namespace accel::shim::index {
namespace {

// Looks up one symbol after the other and remembers whether all were there.
class Symbols {
 public:
  explicit Symbols(void* library) : library_(library) {}

  template <typename Function>
  void Find(const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library_, name));
    if (function == nullptr && missing_.empty()) missing_ = name;
  }
  const std::string& missing() const { return missing_; }

 private:
  void* library_;
  std::string missing_;
};

std::string FindAll(void* library, CurlLibrary& curl) {
  Symbols symbols(library);
  symbols.Find("curl_global_init", curl.global_init);
  symbols.Find("curl_easy_init", curl.easy_init);
  symbols.Find("curl_easy_setopt", curl.easy_setopt);
  symbols.Find("curl_easy_getinfo", curl.easy_getinfo);
  symbols.Find("curl_easy_reset", curl.easy_reset);
  symbols.Find("curl_easy_cleanup", curl.easy_cleanup);
  symbols.Find("curl_easy_strerror", curl.easy_strerror);
  symbols.Find("curl_slist_append", curl.slist_append);
  symbols.Find("curl_slist_free_all", curl.slist_free_all);
  symbols.Find("curl_multi_init", curl.multi_init);
  symbols.Find("curl_multi_setopt", curl.multi_setopt);
  symbols.Find("curl_multi_add_handle", curl.multi_add_handle);
  symbols.Find("curl_multi_remove_handle", curl.multi_remove_handle);
  symbols.Find("curl_multi_perform", curl.multi_perform);
  symbols.Find("curl_multi_poll", curl.multi_poll);
  symbols.Find("curl_multi_info_read", curl.multi_info_read);
  symbols.Find("curl_multi_cleanup", curl.multi_cleanup);
  return symbols.missing();
}

std::string LoaderError() {
  const char* error = dlerror();
  return error == nullptr ? "unknown error of the loader" : compat::PrintSafe(error);
}

}  // namespace

absl::StatusOr<CurlLibrary> LoadCurl(const std::vector<std::string>& names) {
  std::string why;
  for (const std::string& name : names) {
    void* library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    CurlLibrary curl;
    std::string missing = library == nullptr ? "" : FindAll(library, curl);
    if (library != nullptr && missing.empty()) {
      if (curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return curl;
      missing = "a working curl_global_init";
    }
    if (!why.empty()) why += "; ";
    why += library == nullptr ? LoaderError() : name + " lacks " + missing;
  }
  return compat::FailedPrecondition(
      "libcurl cannot be loaded (" + why +
      "), and pages of an index cannot be fetched without it; install it (Debian: libcurl4, "
      "Fedora: libcurl, Alpine: libcurl)");
}

}  // namespace accel::shim::index
