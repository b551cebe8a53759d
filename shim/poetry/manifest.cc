// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/manifest.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "compat/name.h"
#include "compat/requirement.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"

namespace accel::shim::poetry {
namespace {

// The table at `key`, made where there is none. nullptr when something else stands there.
toml::table* TableAt(toml::table& table, std::string_view key) {
  return table.emplace<toml::table>(key).first->second.as_table();
}

toml::table* PoetryOf(toml::table& pyproject) {
  toml::table* tool = TableAt(pyproject, "tool");
  return tool == nullptr ? nullptr : TableAt(*tool, "poetry");
}

// The entry of `dependencies` whose name is `name` after normalisation.
toml::node* FindDependency(toml::table* dependencies, const std::string& name) {
  if (dependencies == nullptr) return nullptr;
  for (auto&& [key, node] : *dependencies) {
    if (compat::NormalizeName(key.str()) == name) return &node;
  }
  return nullptr;
}

// Taken from elsewhere than an index.
bool IsElsewhere(const toml::table& constraint) {
  for (const char* key : {"path", "url", "git", "file"}) {
    if (constraint.contains(key)) return true;
  }
  return false;
}

// Where the pin comes from; Poetry allows no version beside a path or a URL.
void SetOrigin(toml::table& constraint, const Pin& pin, const std::string& source) {
  if (pin.wheel.empty()) {
    if (!source.empty()) constraint.insert_or_assign("source", source);
    return;
  }
  for (const char* key : {"version", "source", "path", "url", "git", "file"}) constraint.erase(key);
  constraint.insert_or_assign(index::LooksLikeUrl(pin.wheel) ? "url" : "path", pin.wheel);
}

void PinConstraint(toml::table& constraint, const Pin& pin, const std::string& source) {
  if (IsElsewhere(constraint) && pin.wheel.empty()) return;
  constraint.insert_or_assign("version", "==" + pin.version);
  SetOrigin(constraint, pin, source);
}

// "^2", {version = "^2", markers = …} or a list of such tables.
bool PinDependency(toml::table* dependencies, const Pin& pin, const std::string& source) {
  toml::node* node = FindDependency(dependencies, pin.name);
  if (node == nullptr) return false;
  if (toml::array* several = node->as_array()) {
    for (toml::node& one : *several) {
      if (one.is_table()) PinConstraint(*one.as_table(), pin, source);
    }
  } else if (toml::table* one = node->as_table()) {
    PinConstraint(*one, pin, source);
  } else {
    toml::table pinned;
    PinConstraint(pinned, pin, source);
    for (auto it = dependencies->begin(); it != dependencies->end(); ++it) {
      if (&(*it).second != node) continue;
      const std::string key((*it).first.str());
      dependencies->insert_or_assign(key, std::move(pinned));
      break;
    }
  }
  return true;
}

// PEP 508 strings: "torch>=2; sys_platform == 'linux'".
absl::StatusOr<bool> PinStrings(toml::array* requirements, const Pin& pin) {
  bool found = false;
  if (requirements == nullptr) return found;
  for (toml::node& node : *requirements) {
    toml::value<std::string>* text = node.as_string();
    if (text == nullptr) continue;  // {include-group = "…"}
    absl::StatusOr<compat::Requirement> read = compat::ParseRequirement(text->get());
    if (!read.ok()) return compat::Annotate(read.status(), "pyproject.toml");
    if (compat::NormalizeName(read->name) != pin.name || !read->url.empty()) continue;
    ACCEL_ASSIGN_OR_RETURN(read->specifiers, compat::ParseSpecifierSet("==" + pin.version));
    *text = compat::ToString(*read);
    found = true;
  }
  return found;
}

// The keys of the lists that hold it.
absl::StatusOr<std::set<std::string>> PinLists(toml::table* lists, const Pin& pin) {
  std::set<std::string> names;
  if (lists == nullptr) return names;
  for (auto&& [key, list] : *lists) {
    ACCEL_ASSIGN_OR_RETURN(const bool here, PinStrings(list.as_array(), pin));
    if (here) names.insert(std::string(key.str()));
  }
  return names;
}

// What [tool.poetry] adds to a dependency that [project] or [dependency-groups] declares.
void AddOrigin(toml::table* dependencies, const Pin& pin, const std::string& source) {
  if (dependencies == nullptr) return;
  toml::node* node = FindDependency(dependencies, pin.name);
  if (node == nullptr) {
    toml::table origin;
    SetOrigin(origin, pin, source);
    if (!origin.empty()) dependencies->insert_or_assign(pin.name, std::move(origin));
  } else if (toml::table* table = node->as_table()) {
    SetOrigin(*table, pin, source);
  } else if (toml::array* several = node->as_array()) {
    for (toml::node& one : *several) {
      if (one.is_table()) SetOrigin(*one.as_table(), pin, source);
    }
  }
}

toml::table* GroupOf(toml::table& poetry, const std::string& group) {
  if (group == "main") return TableAt(poetry, "dependencies");
  toml::table* groups = TableAt(poetry, "group");
  toml::table* table = groups == nullptr ? nullptr : TableAt(*groups, group);
  return table == nullptr ? nullptr : TableAt(*table, "dependencies");
}

// Named in one of the extras that bring it, it comes from its source in all of them; named in two,
// Poetry resolves the project once more without it and takes it from anywhere.
void AddToExtra(toml::table& pyproject, toml::table& poetry, const Pin& pin) {
  const std::string& extra = pin.extras.front();
  if (toml::array* list = pyproject["project"]["optional-dependencies"][extra].as_array()) {
    list->push_back(pin.name + "==" + pin.version);
  } else if (toml::array* own = poetry["extras"][extra].as_array()) {
    own->push_back(pin.name);
  }
}

absl::StatusOr<bool> PinStandard(toml::table& pyproject, toml::table& poetry, const Pin& pin,
                                 const std::string& source) {
  const auto project = pyproject["project"];
  ACCEL_ASSIGN_OR_RETURN(const bool required, PinStrings(project["dependencies"].as_array(), pin));
  ACCEL_ASSIGN_OR_RETURN(const std::set<std::string> extras,
                         PinLists(project["optional-dependencies"].as_table(), pin));
  ACCEL_ASSIGN_OR_RETURN(const std::set<std::string> groups,
                         PinLists(pyproject["dependency-groups"].as_table(), pin));
  if (required || !extras.empty()) AddOrigin(GroupOf(poetry, "main"), pin, source);
  for (const std::string& group : groups) AddOrigin(GroupOf(poetry, group), pin, source);
  return required || !extras.empty() || !groups.empty();
}

bool PinPoetry(toml::table& poetry, const Pin& pin, const std::string& source) {
  bool found = PinDependency(poetry["dependencies"].as_table(), pin, source);
  found |= PinDependency(poetry["dev-dependencies"].as_table(), pin, source);
  if (toml::table* groups = poetry["group"].as_table()) {
    for (auto&& [name, group] : *groups) {
      if (!group.is_table()) continue;
      found |= PinDependency((*group.as_table())["dependencies"].as_table(), pin, source);
    }
  }
  return found;
}

// Nobody declares it: something that the project needs brings it.
void AddTransitive(toml::table& pyproject, toml::table& poetry, const Pin& pin,
                   const std::string& source) {
  const std::vector<std::string> main = {"main"};
  toml::array* standard = pyproject["project"]["dependencies"].as_array();
  for (const std::string& group : pin.groups.empty() ? main : pin.groups) {
    toml::table* dependencies = GroupOf(poetry, group);
    if (dependencies == nullptr) continue;
    toml::table pinned;
    if (group != "main" || standard == nullptr) pinned.insert("version", "==" + pin.version);
    if (group == "main" && !pin.extras.empty()) {
      pinned.insert_or_assign("version", "==" + pin.version);
      pinned.insert("optional", true);
      AddToExtra(pyproject, poetry, pin);
    } else if (group == "main" && standard != nullptr) {
      standard->push_back(pin.name + "==" + pin.version);
    }
    SetOrigin(pinned, pin, source);
    if (!pinned.empty()) dependencies->insert_or_assign(pin.name, std::move(pinned));
  }
}

}  // namespace

PinSource SourceFor(const std::string& true_url, const std::string& url) {
  if (true_url.empty()) return {};
  return {"accel-" + index::Sha256Hex(true_url).substr(0, 8), index::WithoutCredentials(url)};
}

absl::StatusOr<toml::table> PinBuilds(toml::table pyproject, const std::vector<Pin>& pins,
                                      const PinSource& source) {
  toml::table* poetry = PoetryOf(pyproject);
  if (poetry == nullptr)
    return compat::InvalidArgument("pyproject.toml: [tool.poetry] is no table; mend the file");
  for (const Pin& pin : pins) {
    ACCEL_ASSIGN_OR_RETURN(bool found, PinStandard(pyproject, *poetry, pin, source.name));
    if (!found) found = PinPoetry(*poetry, pin, source.name);
    if (!found) AddTransitive(pyproject, *poetry, pin, source.name);
  }
  if (source.name.empty()) return pyproject;
  toml::array* sources = poetry->emplace<toml::array>("source").first->second.as_array();
  if (sources == nullptr)
    return compat::InvalidArgument("pyproject.toml: tool.poetry.source is no list; mend the file");
  sources->push_back(
      toml::table{{"name", source.name}, {"url", source.url}, {"priority", "explicit"}});
  return pyproject;
}

std::string ToText(const toml::table& pyproject) {
  std::ostringstream text;
  text << toml::toml_formatter(pyproject) << "\n";
  return text.str();
}

}  // namespace accel::shim::poetry
