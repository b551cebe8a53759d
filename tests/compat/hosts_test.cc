// SPDX-License-Identifier: Apache-2.0
//
// Every file of tests/hosts is a machine and what it must get: a new machine is one JSON file.
//   {"description": "gpu=GTX 1080,driver=580.95.05"  or  "host": {accel.v1.Host as JSON},
//    "python": "3.12", "policy": "all", "answers": {"torch torchvision": "2.14.1+cu126
//    0.29.1+cu126", "torch==2.15.0": "refused"}}
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compat/answer.h"
#include "compat/describe.h"
#include "tests/compat/machines.h"

namespace accel::compat {
namespace {

using google::protobuf::Struct;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;

Struct ReadMachine(const std::string& path) {
  std::stringstream content;
  content << std::ifstream(path).rdbuf();
  Struct machine;
  const auto status = JsonStringToMessage(content.str(), &machine);
  EXPECT_TRUE(status.ok()) << path << ": " << status.ToString();
  return machine;
}

std::string Text(const Struct& machine, const std::string& key) {
  const auto field = machine.fields().find(key);
  return field == machine.fields().end() ? "" : field->second.string_value();
}

v1::Host HostOf(const Struct& machine) {
  v1::Host host;
  const auto profile = machine.fields().find("host");
  if (profile == machine.fields().end()) {
    const absl::StatusOr<v1::Host> described =
        DescribeHost(Text(machine, "description"), RealCatalog());
    EXPECT_TRUE(described.ok()) << described.status();
    return described.ok() ? *described : host;
  }
  std::string json;
  EXPECT_TRUE(MessageToJsonString(profile->second, &json).ok());
  const auto status = JsonStringToMessage(json, &host);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return host;
}

v1::Policy PolicyOf(const Struct& machine) {
  std::string name = Text(machine, "policy");
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  v1::Policy policy = v1::POLICY_UNSPECIFIED;
  EXPECT_TRUE(v1::Policy_Parse(name, &policy)) << name;
  return policy;
}

// "2.14.1+cu126 0.29.1+cu126", "refused", or the error.
std::string Answer(const v1::ListTagsRequest& request, const v1::Host& host) {
  const absl::StatusOr<v1::ListTagsResponse> response = ListTags(request, host, RealCatalog());
  if (!response.ok()) return response.status().ToString();
  if (response->has_refusal()) return "refused";
  std::string text;
  for (const v1::Choice& choice : response->choice()) {
    text += (text.empty() ? "" : " ") + choice.version() + "+" + choice.tag();
  }
  return text;
}

class HostsTest : public testing::TestWithParam<std::string> {};

TEST_P(HostsTest, GetsWhatItsFileSays) {
  const Struct machine =
      ReadMachine(std::string(ACCEL_SOURCE_DIR) + "/tests/hosts/" + GetParam() + ".json");
  const v1::Host host = HostOf(machine);
  ASSERT_TRUE(machine.fields().contains("answers"));
  for (const auto& [requirements, expected] :
       machine.fields().at("answers").struct_value().fields()) {
    v1::ListTagsRequest request;
    std::istringstream words(requirements);
    for (std::string word; words >> word;) request.add_requirements(word);
    request.set_policy(PolicyOf(machine));
    request.mutable_interpreter()->set_version(Text(machine, "python"));
    EXPECT_EQ(Answer(request, host), expected.string_value()) << requirements;
  }
}

std::vector<std::string> Machines() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(ACCEL_SOURCE_DIR) + "/tests/hosts")) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string AsTestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Machines, HostsTest, testing::ValuesIn(Machines()), AsTestName);

}  // namespace
}  // namespace accel::compat
