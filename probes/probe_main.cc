// SPDX-License-Identifier: Apache-2.0
//
// accel-probe: reads the facts once, prints one accel.v1.Host, and is gone.
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "catalog/embedded.h"
#include "probes/probe_host.h"
#include "probes/real_sysroot.h"

namespace accel::probes {
namespace {

int Fail(const absl::Status& status, int code) {
  std::fprintf(stderr, "accel-probe: %s\n", std::string(compat::Message(status)).c_str());
  return code;
}

int Main(int argc, char** argv) {
  std::string root = "/", format = "json";
  std::vector<std::string> only(ProbeNames().begin(), ProbeNames().end());
  CLI::App app("Reads the facts of this machine and prints one accel.v1.Host.", "accel-probe");
  app.add_option("--root", root, "Folder that stands in for /")->type_name("DIR");
  app.add_option("--only", only, "Probes to run, comma-separated")->delimiter(',')->type_name("NAMES");
  app.add_option("--format", format, "json or binary")->check(CLI::IsMember({"json", "binary"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const absl::StatusOr<std::unique_ptr<Sysroot>> sysroot = OpenSysroot(root);
  if (!sysroot.ok()) return Fail(sysroot.status(), 2);
  const absl::StatusOr<compat::Catalog> catalog = compat::Catalog::FromBinary(catalog::EmbeddedBytes());
  if (!catalog.ok()) return Fail(catalog.status(), 1);
  const v1::Host host = ProbeHost(**sysroot, *catalog, only);
  std::string output;
  if (format == "binary") {
    output = host.SerializeAsString();
  } else {
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    (void)google::protobuf::util::MessageToJsonString(host, &output, options);
  }
  const bool written = std::fwrite(output.data(), 1, output.size(), stdout) == output.size() && std::fflush(stdout) == 0;
  return written ? 0 : 1;
}

}  // namespace
}  // namespace accel::probes

int main(int argc, char** argv) { return accel::probes::Main(argc, argv); }
