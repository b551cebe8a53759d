// SPDX-License-Identifier: Apache-2.0
#include "clients/answers.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "catalog/folders.h"
#include "clients/daemon_client.h"
#include "compat/answer.h"
#include "probes/probe_host.h"
#include "probes/real_sysroot.h"

namespace accel::clients {
namespace {

constexpr char kDefaultSocket[] = "/run/acceld/acceld.sock";

class Local : public Answers {
 public:
  Local(std::shared_ptr<const compat::Catalog> catalog, std::function<v1::Host()> probe)
      : catalog_(std::move(catalog)), probe_(std::move(probe)) {}

  absl::StatusOr<v1::GetHostResponse> GetHost() override {
    v1::GetHostResponse response;
    *response.mutable_host() = Host();
    response.set_generation(1);
    return response;
  }
  absl::StatusOr<v1::ListTagsResponse> ListTags(const v1::ListTagsRequest& request) override {
    return compat::ListTags(request, HostFor(request), *catalog_);
  }
  absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request) override {
    return compat::Explain(request, HostFor(request), *catalog_);
  }
  absl::StatusOr<v1::SupportedPropertiesResponse> SupportedProperties(
      const v1::SupportedPropertiesRequest& request) override {
    return compat::SupportedProperties(request, HostFor(request), *catalog_);
  }
  absl::StatusOr<v1::RankVariantsResponse> RankVariants(
      const v1::RankVariantsRequest& request) override {
    return compat::RankVariants(request, HostFor(request), *catalog_);
  }
  std::string Source() const override { return "in process"; }

 private:
  const v1::Host& Host() {
    if (!host_) host_ = probe_();
    return *host_;
  }
  template <typename Request>
  const v1::Host& HostFor(const Request& request) {
    return request.has_host() ? request.host() : Host();
  }

  std::shared_ptr<const compat::Catalog> catalog_;
  std::function<v1::Host()> probe_;
  std::optional<v1::Host> host_;
};

// A machine whose root cannot even be opened has facts too: none that are known.
v1::Host ProbeThisMachine(const compat::Catalog& catalog) {
  const absl::StatusOr<std::unique_ptr<probes::Sysroot>> sysroot = probes::OpenSysroot("/");
  if (sysroot.ok()) return probes::ProbeHost(**sysroot, catalog);
  v1::Host host;
  for (const char* name : {"nvidia", "amd", "intel"}) {
    v1::Probe& probe = *host.add_probes();
    probe.set_name(name);
    probe.set_outcome(v1::Probe::UNKNOWN);
    probe.set_reason(std::string(compat::Message(sysroot.status())));
  }
  return host;
}

absl::StatusOr<std::unique_ptr<Answers>> AskDaemon(const AnswerOptions& options) {
  ACCEL_ASSIGN_OR_RETURN(std::unique_ptr<Answers> daemon,
                         ConnectDaemon(options.socket, options.deadline));
  ACCEL_RETURN_IF_ERROR(daemon->GetHost().status());
  return daemon;
}

}  // namespace

std::unique_ptr<Answers> LocalAnswers(std::shared_ptr<const compat::Catalog> catalog,
                                      std::function<v1::Host()> probe) {
  return std::make_unique<Local>(std::move(catalog), std::move(probe));
}

AnswerOptions AnswerOptionsFromEnvironment() {
  AnswerOptions options;
  const char* socket = std::getenv("ACCEL_SOCKET");
  options.socket = socket != nullptr && *socket != '\0' ? socket : kDefaultSocket;
  const char* use = std::getenv("ACCEL_DAEMON");
  if (use != nullptr && std::string_view(use) == "off") options.daemon = DaemonUse::kNever;
  return options;
}

absl::StatusOr<std::unique_ptr<Answers>> OpenAnswers(const AnswerOptions& options) {
  if (options.daemon != DaemonUse::kNever) {
    absl::StatusOr<std::unique_ptr<Answers>> daemon = AskDaemon(options);
    if (daemon.ok() || options.daemon == DaemonUse::kRequired) return daemon;
  }
  ACCEL_ASSIGN_OR_RETURN(const std::shared_ptr<const compat::Catalog> catalog,
                         CatalogOfThisMachine());
  return LocalAnswers(catalog, [catalog] { return ProbeThisMachine(*catalog); });
}

absl::StatusOr<std::shared_ptr<const compat::Catalog>> CatalogOfThisMachine() {
  ACCEL_ASSIGN_OR_RETURN(
      compat::Catalog catalog,
      catalog::ReadCatalog(catalog::CatalogFolders(std::getenv("ACCEL_CATALOG_DIRS"))));
  return std::make_shared<const compat::Catalog>(std::move(catalog));
}

}  // namespace accel::clients
