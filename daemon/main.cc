// SPDX-License-Identifier: Apache-2.0
//
// acceld: keeps the facts of this machine and answers service Compatibility on
// RUNTIME_DIR/acceld.sock, service Admin on RUNTIME_DIR/admin.sock. Runs in the foreground until
// SIGTERM or SIGINT; SIGHUP reads catalogue and facts again.
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <signal.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "catalog/folders.h"
#include "daemon/admin.h"
#include "daemon/listener.h"
#include "daemon/lock.h"
#include "daemon/service.h"
#include "daemon/system_error.h"
#include "probes/real_sysroot.h"

namespace accel::daemon {
namespace {

// Only a client that does not answer our GOAWAY makes us wait that long.
constexpr std::chrono::milliseconds kStopWithin{200};

struct Options {
  std::string runtime_dir = "/run/acceld";
  std::string root = "/";
  std::vector<std::string> catalog_dirs =
      catalog::CatalogFolders(std::getenv("ACCEL_CATALOG_DIRS"));
};

// Priorities are the journal's; on a terminal they would be noise.
void Log(const char* priority, const std::string& text) {
  std::fprintf(stderr, "%sacceld: %s\n", std::getenv("JOURNAL_STREAM") != nullptr ? priority : "",
               text.c_str());
}

// gRPC's own words, one line each, only what went wrong.
void LogGrpc(gpr_log_func_args* arguments) {
  if (arguments->severity == GPR_LOG_SEVERITY_ERROR)
    Log(SD_WARNING, std::string("gRPC: ") + arguments->message);
}

std::unique_ptr<grpc::Server> BuildServer(grpc::Service& service) {
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  builder.SetMaxReceiveMessageSize(1 << 20);
  return builder.BuildAndStart();
}

absl::StatusOr<UniqueFd> Socket(const std::string& name, const SocketPlan& plan) {
  UniqueFd inherited = InheritedSocket(name);
  if (inherited.valid()) return inherited;
  return BindSocket(plan);
}

// Until a signal asks to stop.
void ServeSignals(const sigset_t& signals, Refresher& refresher) {
  for (;;) {
    int number = 0;
    if (sigwait(&signals, &number) != 0 || number != SIGHUP) return;
    const absl::Status status = refresher.ReloadCatalog();
    if (!status.ok())
      Log(SD_ERR, std::string(compat::Message(status)) + "; the old catalogue stays");
  }
}

absl::Status Serve(const Options& options, const sigset_t& signals) {
  if (mkdir(options.runtime_dir.c_str(), 0755) != 0 && errno != EEXIST)
    return SystemError("mkdir " + options.runtime_dir, errno);
  ACCEL_ASSIGN_OR_RETURN(const UniqueFd lock, TakeLock(options.runtime_dir + "/acceld.lock"));
  ACCEL_ASSIGN_OR_RETURN(const std::unique_ptr<probes::Sysroot> sysroot,
                         probes::OpenSysroot(options.root));
  Watchers watchers;
  CurrentSnapshot current;
  current.OnChange([&](const SnapshotPtr& snapshot) {
    Log(SD_INFO, "facts changed: generation " + std::to_string(snapshot->generation) + ", " +
                     std::to_string(snapshot->host.gpus_size()) + " GPUs");
    watchers.Send(snapshot);
  });
  Refresher refresher(*sysroot, options.catalog_dirs, current);
  ACCEL_RETURN_IF_ERROR(refresher.ReloadCatalog());

  CompatibilityService compatibility(current, watchers);
  AdminService admin(refresher, current);
  const std::unique_ptr<grpc::Server> facts_server = BuildServer(compatibility);
  const std::unique_ptr<grpc::Server> admin_server = BuildServer(admin);
  facts_server->GetHealthCheckService()->SetServingStatus("accel.v1.Compatibility", true);
  admin_server->GetHealthCheckService()->SetServingStatus("accel.v1.Admin", true);
  std::vector<Listener::Entry> entries(2);
  ACCEL_ASSIGN_OR_RETURN(entries[0].socket,
                         Socket("facts", {options.runtime_dir + "/acceld.sock", 0666, ""}));
  ACCEL_ASSIGN_OR_RETURN(entries[1].socket,
                         Socket("admin", {options.runtime_dir + "/admin.sock", 0660, "accel"}));
  entries[0].server = facts_server.get();
  entries[1].server = admin_server.get();
  ACCEL_ASSIGN_OR_RETURN(std::unique_ptr<Listener> listener, Listener::Start(std::move(entries)));
  refresher.StartWatching();
  sd_notify(0, "READY=1");
  Log(SD_INFO, "answering on " + options.runtime_dir + "/acceld.sock");

  ServeSignals(signals, refresher);
  sd_notify(0, "STOPPING=1");
  listener.reset();
  watchers.CloseAll();
  const auto deadline = std::chrono::system_clock::now() + kStopWithin;
  facts_server->Shutdown(deadline);
  admin_server->Shutdown(deadline);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Keeps the facts of this machine and answers which hardware builds run here.",
               "acceld");
  app.set_version_flag("--version", "acceld " ACCEL_VERSION);
  app.add_option("--runtime-dir", options.runtime_dir, "Folder of the sockets and the lock")
      ->capture_default_str();
  app.add_option("--root", options.root, "Folder that stands in for / when facts are read")
      ->capture_default_str();
  app.add_option("--catalog-dir", options.catalog_dirs,
                 "Folders of newer catalogue files, the last one wins");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  // Before any thread starts, so that every thread leaves them to sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  gpr_set_log_function(LogGrpc);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  const absl::Status status = Serve(options, signals);
  if (status.ok()) return 0;
  Log(SD_ERR, std::string(compat::Message(status)));
  return 1;
}

}  // namespace
}  // namespace accel::daemon

int main(int argc, char** argv) {
  try {
    return accel::daemon::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, SD_CRIT "acceld: internal error: %s\n", error.what());
    return 70;
  }
}
