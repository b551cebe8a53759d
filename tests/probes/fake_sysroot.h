// SPDX-License-Identifier: Apache-2.0
//
// A machine in memory: files, links, device nodes, each of which may be denied or broken.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probes/host.h"

namespace accel::probes {

class FakeSysroot final : public Sysroot {
 public:
  FakeSysroot& File(const std::string& path, const std::string& text) {
    return Put(path, {Node::Kind::kFile, text});
  }
  FakeSysroot& Folder(const std::string& path) { return Put(path, {Node::Kind::kFolder, ""}); }
  FakeSysroot& Link(const std::string& path, const std::string& target) {
    return Put(path, {Node::Kind::kLink, target});
  }
  FakeSysroot& Device(const std::string& path, std::uint32_t group = 0, std::uint32_t mode = 0666) {
    Put(path, {Node::Kind::kDevice, ""});
    nodes_[path].group = group;
    nodes_[path].mode = mode;
    return *this;
  }
  // From now on reading, listing and opening `path` gives kDenied, or kFailed.
  FakeSysroot& Deny(const std::string& path) { return Refuse(path, Seen::kDenied); }
  FakeSysroot& Break(const std::string& path) { return Refuse(path, Seen::kFailed); }
  FakeSysroot& Remove(const std::string& path) {
    std::erase_if(nodes_, [&](const auto& entry) {
      return entry.first == path || entry.first.starts_with(path + "/");
    });
    return *this;
  }
  FakeSysroot& Named(const std::string& release, const std::string& machine) {
    name_ = {release, machine};
    return *this;
  }
  std::vector<std::string> FilePaths() const {
    std::vector<std::string> paths;
    for (const auto& [path, node] : nodes_) {
      if (node.kind == Node::Kind::kFile) paths.push_back(path);
    }
    return paths;
  }
  const std::set<std::string>& reads() const { return reads_; }

  Reading<std::string> Read(std::string_view path, std::size_t limit,
                            std::uint64_t offset) const override {
    const auto [seen, found] = Find(path);
    if (seen != Seen::kYes) return {seen};
    reads_.insert(found);
    const Node& node = nodes_.at(found);
    if (node.kind != Node::Kind::kFile) return {Seen::kFailed};
    if (node.refused != Seen::kYes) return {node.refused};
    return {Seen::kYes, offset >= node.text.size() ? "" : node.text.substr(offset, limit)};
  }

  Reading<std::vector<std::string>> List(std::string_view path) const override {
    const auto [seen, found] = Find(path);
    if (seen != Seen::kYes) return {seen};
    if (nodes_.at(found).refused != Seen::kYes) return {nodes_.at(found).refused};
    if (nodes_.at(found).kind != Node::Kind::kFolder) return {Seen::kAbsent};
    Reading<std::vector<std::string>> names{Seen::kYes};
    for (const auto& [other, node] : nodes_) {
      const std::string prefix = found + "/";
      if (other.starts_with(prefix) && other.find('/', prefix.size()) == std::string::npos) {
        names.value.push_back(other.substr(prefix.size()));
      }
    }
    return names;
  }

  Reading<std::string> ReadLink(std::string_view path) const override {
    const auto [seen, parent] = Find(path.substr(0, path.rfind('/')));
    const auto it = nodes_.find(parent + std::string(path.substr(path.rfind('/'))));
    if (it == nodes_.end() || it->second.kind != Node::Kind::kLink) return {};
    return {Seen::kYes, it->second.text};
  }

  Reading<std::string> Resolve(std::string_view path) const override {
    auto [seen, found] = Find(path);
    return {seen, std::move(found)};
  }

  Reading<FileIdentity> Stat(std::string_view path) const override {
    const auto [seen, found] = Find(path);
    if (seen != Seen::kYes) return {seen};
    const Node& node = nodes_.at(found);
    FileIdentity identity;
    identity.kind = node.kind == Node::Kind::kFile     ? FileIdentity::Kind::kFile
                    : node.kind == Node::Kind::kFolder ? FileIdentity::Kind::kFolder
                                                       : FileIdentity::Kind::kDevice;
    identity.inode = node.inode;
    identity.size = node.text.size();
    identity.group = node.group;
    identity.mode = node.mode;
    return {Seen::kYes, identity};
  }

  Seen MayOpen(std::string_view path) const override {
    const auto [seen, found] = Find(path);
    return seen == Seen::kYes ? nodes_.at(found).refused : seen;
  }

  KernelName Uname() const override { return name_; }
  std::int64_t MonotonicNs() const override { return 0; }
  std::int64_t WallNs() const override { return 0; }

 private:
  struct Node {
    enum class Kind { kFile, kFolder, kLink, kDevice };
    Kind kind = Kind::kFolder;
    std::string text;  // of a file, or a link's target
    Seen refused = Seen::kYes;
    std::uint64_t inode = 0;
    std::uint32_t group = 0;
    std::uint32_t mode = 0666;
  };

  FakeSysroot& Put(const std::string& path, Node node) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      nodes_.emplace(path.substr(0, slash), Node{});
    }
    node.inode = ++inodes_;
    nodes_[path] = std::move(node);
    return *this;
  }

  FakeSysroot& Refuse(const std::string& path, Seen seen) {
    if (!nodes_.contains(path)) Folder(path);
    nodes_[path].refused = seen;
    return *this;
  }

  // The node behind `path`, links followed wherever they stand; kAbsent when there is none.
  std::pair<Seen, std::string> Find(std::string_view path, int depth = 0) const {
    if (depth > 16) return {Seen::kFailed, ""};
    std::string at;
    std::string_view rest = path;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::size_t end =
          rest.find('/') == std::string_view::npos ? rest.size() : rest.find('/');
      const std::string name(rest.substr(0, end));
      rest.remove_prefix(end);
      if (name == "..") {
        at.erase(at.empty() ? 0 : at.rfind('/'));
        continue;
      }
      at += "/" + name;
      const auto it = nodes_.find(at);
      if (it == nodes_.end()) return {Seen::kAbsent, ""};
      if (it->second.kind != Node::Kind::kLink) continue;
      const std::string& target = it->second.text;
      const std::string whole =
          target.starts_with("/") ? target : at.substr(0, at.rfind('/')) + "/" + target;
      return Find(whole + std::string(rest), depth + 1);
    }
    return nodes_.contains(at) ? std::pair(Seen::kYes, at)
                               : std::pair(Seen::kAbsent, std::string());
  }

  std::map<std::string, Node> nodes_;
  KernelName name_{"6.1.0-28-amd64", "x86_64"};
  std::uint64_t inodes_ = 0;
  mutable std::set<std::string> reads_;
};

}  // namespace accel::probes
