// SPDX-License-Identifier: Apache-2.0
//
// accel-probe: prints what this machine is, one accel.v1.Host, and ends.
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/folders.h"
#include "compat/catalog.h"
#include "probes/probe_host.h"
#include "probes/real_sysroot.h"

namespace {

constexpr int kOutputFailed = 1;
constexpr int kUsage = 2;

struct Options {
  std::string root = "/";
  std::string format = "json";
  std::vector<std::string> only;
};

int Complain(int code, std::string_view message) {
  std::fprintf(stderr, "accel-probe: %.*s\n", static_cast<int>(message.size()), message.data());
  return code;
}

std::string Encode(const accel::v1::Host& host, const std::string& format) {
  if (format == "binary") return host.SerializeAsString();
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(host, &json, options).ok()) return "";
  return json;
}

// True when every byte reached standard output.
bool Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = write(STDOUT_FILENO, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

int Run(const Options& options) {
  const auto sysroot = accel::probes::OpenSysroot(options.root);
  if (!sysroot.ok()) return Complain(kUsage, accel::compat::Message(sysroot.status()));
  const auto catalog = accel::catalog::ReadCatalog(
      accel::catalog::CatalogFolders(std::getenv("ACCEL_CATALOG_DIRS")));
  if (!catalog.ok()) return Complain(kUsage, accel::compat::Message(catalog.status()));
  const accel::v1::Host host = options.only.empty()
                                   ? accel::probes::ProbeHost(**sysroot, *catalog)
                                   : accel::probes::ProbeHost(**sysroot, *catalog, options.only);
  const std::string text = Encode(host, options.format);
  if (text.empty()) return Complain(kOutputFailed, "the facts cannot be encoded");
  return Write(text)
             ? 0
             : Complain(kOutputFailed, std::string("standard output: ") + std::strerror(errno));
}

}  // namespace

int main(int argc, char** argv) try {
  Options options;
  CLI::App app("Prints what this machine is as one accel.v1.Host message.", "accel-probe");
  const auto& names = accel::probes::ProbeNames();
  app.add_option("--root", options.root, "Folder to read instead of /, like a captured tree");
  app.add_option("--only", options.only, "Probes to run")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
  app.add_option("--format", options.format, "json or binary")
      ->check(CLI::IsMember({"json", "binary"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return Run(options);
} catch (const std::exception& error) {
  return Complain(kOutputFailed, error.what());
}
