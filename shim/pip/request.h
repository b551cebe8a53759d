// SPDX-License-Identifier: Apache-2.0
//
// One pip call, understood: what is asked for, from which indexes, with which files.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "clients/environment.h"
#include "compat/catalog.h"
#include "compat/marker.h"
#include "compat/question.h"
#include "compat/status.h"
#include "shim/index/fetcher.h"
#include "shim/memory_file.h"
#include "shim/pip/arguments.h"
#include "shim/pip/settings.h"

namespace accel::shim::pip {

struct PipRequest {
  Arguments arguments;                       // -r and -c values replaced where pip must read a copy
  std::map<std::string, std::string> lists;  // configured "constraint" and "requirement", the same
  std::vector<compat::Wish>
      wishes;  // catalogue packages that are named, constraints worked in; one per package
  std::vector<std::string> exact;  // those of them that are pinned to one version by the user
  std::set<std::string>
      direct;             // catalogue packages that come by a path or URL: the user's own word
  std::string index_url;  // of a requirement file or the command line; empty = as configured
  std::vector<std::string> extra_index_urls;  // command line and requirement files
  bool no_index = false;
  std::string proxy;              // --proxy or as configured; empty = the environment's
  std::vector<MemoryFile> files;  // keeps rewritten files alive
};

// What a call means depends on these.
struct Surroundings {
  const Settings& settings;
  const compat::MarkerEnvironment& markers;  // of the Python that runs pip, as pip evaluates them
  const clients::Environment& environment;
  const compat::Catalog& catalog;
  index::Fetcher& network;  // for -r https://…
};

// Reads the requirement and constraint files that the arguments and settings name.
absl::StatusOr<PipRequest> Understand(Arguments arguments, const Surroundings& around);

// The user's indexes in pip's order: 0 = index-url, then the extra ones. Empty under --no-index.
absl::StatusOr<std::vector<std::string>> UserIndexes(const PipRequest& request,
                                                     const Settings& settings,
                                                     const std::vector<std::string>& tool,
                                                     const clients::Environment& environment,
                                                     const std::string& cache_folder);

}  // namespace accel::shim::pip
