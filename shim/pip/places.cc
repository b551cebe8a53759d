// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/places.h"

namespace accel::shim::pip {
namespace {

// The folder that an option names, "~" written out as pip does; empty when it names none.
std::string Folder(const Call& call, const char* option) {
  const std::string folder = ValueOrSetting(call.arguments, call.settings, option);
  const bool home = folder == "~" || folder.starts_with("~/");
  return home ? call.environment.Get("HOME") + folder.substr(1) : folder;
}

// "3.11" of "3.11.2".
std::string MinorVersion(const v1::Interpreter& interpreter) {
  const std::string& version = interpreter.version();
  const std::size_t first = version.find('.');
  return version.substr(0, first == std::string::npos ? first : version.find('.', first + 1));
}

// The schemes of CPython (sysconfig) and of Debian's.
std::vector<std::string> FoldersBelow(const std::string& prefix, const v1::Interpreter& python) {
  const std::string name = "python" + MinorVersion(python);
  return {prefix + "/lib/" + name + "/site-packages", prefix + "/lib64/" + name + "/site-packages",
          prefix + "/local/lib/" + name + "/dist-packages", prefix + "/lib/python3/dist-packages"};
}

void Add(const std::vector<std::string>& more, std::vector<std::string>& folders) {
  folders.insert(folders.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> SiteFolders(const Call& call) {
  const std::string target = Folder(call, "target");
  if (!target.empty()) return {target};
  const std::string root = Folder(call, "root"), prefix = Folder(call, "prefix");
  std::vector<std::string> folders;
  if (!prefix.empty()) Add(FoldersBelow(root + prefix, call.interpreter), folders);
  if (!root.empty() && prefix.empty()) {
    for (const std::string& folder : call.interpreter.site_packages())
      folders.push_back(root + folder);
  }
  Add({call.interpreter.site_packages().begin(), call.interpreter.site_packages().end()}, folders);
  return folders;
}

std::vector<std::string> WrittenFolders(const Call& call) {
  std::vector<std::string> folders = SiteFolders(call);
  for (const char* option : {"target", "prefix", "root"}) {
    const std::string folder = Folder(call, option);
    if (!folder.empty()) folders.push_back(folder);
  }
  // Scripts, headers and data lie beside the packages; for --user below a folder of the user's.
  folders.push_back(call.interpreter.prefix());
  const std::string base = call.environment.Get("PYTHONUSERBASE");
  folders.push_back(base.empty() ? call.environment.Get("HOME") + "/.local" : base);
  return folders;
}

}  // namespace accel::shim::pip
