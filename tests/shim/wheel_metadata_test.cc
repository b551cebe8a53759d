// SPDX-License-Identifier: Apache-2.0
#include "shim/wheel_metadata.h"

#include <gtest/gtest.h>

namespace accel::shim {
namespace {

TEST(WheelMetadataTest, TheLinesForOneNameAreRead) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Requires-Dist: torch==2.8.0\n", "==2.8.0"},
      {"Requires-Dist: numpy\nRequires-Dist: torch (==2.8.0)\n", "==2.8.0"},
      {"Requires-Dist: Torch==2.8.0\r\n", "==2.8.0"},
      {"Requires-Dist: torch>=2\nRequires-Dist: torch<3\n", ">=2,<3"},
      {"Requires-Dist: torch\n", ""},
      {"Requires-Dist: torchvision==1\n", ""},
      {"Requires-Dist: torch==2.8.0; platform_system == 'Linux'\n", "==2.8.0"},
      {"Requires-Dist: torch==1; extra == 'old'\nRequires-Dist: torch==2.8.0\n", "==2.8.0"},
      {"Requires-Dist: torch==\n", ""},
      {"Requires-Dist: torch==2.8.0", "==2.8.0"},
      {"\nRequires-Dist: torch==2.8.0\n", ""},
      {"Name: x\n\nRequires-Dist: torch==2.8.0\n", ""},
      {"Summary: Requires-Dist: torch==1\n", ""},
      {"", ""},
  };
  for (const auto& [metadata, versions] : kCases)
    EXPECT_EQ(RequiredVersions(metadata, "torch"), versions) << metadata;
}

TEST(WheelMetadataTest, RequirementsOfSomeVersionAreTold) {
  const std::map<std::string, Required> expected = {{"pytorch-triton-rocm", {"==3.5.1", {}}},
                                                    {"rocm", {"==7.14", {"libraries"}}},
                                                    {"sympy", {"==1.14.0", {}}},
                                                    {"a", {"~=1.2", {}}},
                                                    {"e", {"==1", {}}}};
  EXPECT_EQ(RequirementsOf("Requires-Dist: rocm[libraries]==7.14\n"
                           "Requires-Dist: d==1; extra == \"d\"\n"
                           "Requires-Dist: e==1; extra == \"e\"\n"
                           "Requires-Dist: pytorch_triton_rocm==3.5.1; sys_platform == 'linux'\n"
                           "Requires-Dist: sympy (==1.14.0)\nRequires-Dist: jinja2\n"
                           "Requires-Dist: a~=1.2\n"
                           "Requires-Dist: c==1; extra == 'c'\n",
                           {"e"}),
            expected);
}

TEST(WheelMetadataTest, TheNameIsReadAsPipNormalisesIt) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Metadata-Version: 2.1\nName: Torch_Vision\n", "torch-vision"},
      {"name:torch\r\nVersion: 1\r\n", "torch"},
      {"Name: torch\nName: evil\n", "torch"},
      {"Metadata-Version: 2.1\n\nName: torch\n", ""},
      {"", ""},
  };
  for (const auto& [metadata, name] : kCases) EXPECT_EQ(NameOf(metadata), name) << metadata;
}

}  // namespace
}  // namespace accel::shim
