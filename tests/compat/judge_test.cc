// SPDX-License-Identifier: Apache-2.0
#include "compat/judge.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/compat/machines.h"

namespace accel::compat {
namespace {

constexpr auto kYes = v1::Verdict::COMPATIBLE;
constexpr auto kNo = v1::Verdict::INCOMPATIBLE;
constexpr auto kUnknown = v1::Verdict::UNKNOWN;

v1::Verdict JudgeTorch(const std::string& version, const std::string& tag, const v1::Host& host,
                       GpuPolicy policy = {}) {
  const Catalog& catalog = RealCatalog();
  return JudgeTag(*catalog.FindPackage("torch"), version, tag, host, policy, catalog);
}

struct Row {
  const char *version, *tag, *capability, *driver;
  v1::Verdict::Outcome outcome;
};

TEST(JudgeTest, DriverFloorAndDeviceCodeBothCount) {
  const Row rows[] = {
      {"2.14.1", "cu126", "6.1", "580.95.05", kYes},
      {"2.14.1", "cu130", "6.1", "580.95.05", kNo},
      {"2.11.0", "cu126", "7.0", "580.95.05", kYes},
      {"2.11.0", "cu128", "7.0", "580.95.05", kNo},
      {"2.8.0", "cu128", "7.0", "570.26", kYes},
      {"2.7.1", "cu128", "7.0", "580.95.05", kNo},
      {"2.11.0", "cu128", "12.0", "570.124.06", kYes},
      {"2.12.0", "cu130", "12.0", "570.124.06", kNo},
      {"2.12.0", "cu126", "12.0", "580.95.05", kNo},
      {"2.7.1", "cu118", "3.7", "470.57.02", kYes},
      {"2.14.1", "cu126", "8.6", "535.183.01", kYes},
      {"2.14.1", "cu130", "8.6", "535.183.01", kNo},
      {"2.14.1", "cu126", "8.6", "525.60.12", kNo},
      {"2.14.1", "cu126", "8.6", "525.60.13", kYes},
      {"2.9.1", "cu130", "12.1", "580.95.05", kYes},
      {"2.9.1", "cu130", "8.7", "580.95.05", kNo},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(JudgeTorch(row.version, row.tag, Nvidia({row.capability}, row.driver)).outcome(),
              row.outcome)
        << row.version << "+" << row.tag << " on " << row.capability << " with " << row.driver;
  }
}

// The CUDA tags of a release that run on one GPU.
std::set<std::string> RunningTags(const std::string& version, const char* capability,
                                  const char* driver) {
  std::set<std::string> tags;
  for (const v1::BuildRow& row :
       RealCatalog().FindRelease(*RealCatalog().FindPackage("torch"), version)->builds()) {
    const bool runs =
        JudgeTorch(version, row.tag(), Nvidia({capability}, driver)).outcome() == kYes;
    if (row.tag().starts_with("cu") && row.architecture() == "x86_64" && runs)
      tags.insert(row.tag());
  }
  return tags;
}

TEST(JudgeTest, TheTagsOfAReleaseThatRunOnOneGpu) {
  using Tags = std::set<std::string>;
  EXPECT_EQ(RunningTags("2.14.0", "6.1", "580.95.05"), Tags({"cu126"}));
  EXPECT_EQ(RunningTags("2.11.0", "7.0", "580.95.05"), Tags({"cu126"}));
  EXPECT_EQ(RunningTags("2.8.0", "7.0", "570.124.06"), Tags({"cu126", "cu128", "cu129"}));
  EXPECT_EQ(RunningTags("2.7.0", "7.0", "570.124.06"), Tags({"cu118", "cu126"}));
  EXPECT_EQ(RunningTags("2.11.0", "12.0", "570.124.06"), Tags({"cu128", "cu129"}));
  EXPECT_EQ(RunningTags("2.12.0", "12.0", "570.124.06"), Tags({"cu129"}));  // if it is published
  EXPECT_EQ(RunningTags("2.14.0", "12.0", "570.124.06"), Tags());
  EXPECT_EQ(RunningTags("2.7.0", "3.7", "470.256.02"), Tags({"cu118"}));
  EXPECT_EQ(RunningTags("2.8.0", "3.7", "470.256.02"), Tags());
  EXPECT_EQ(RunningTags("2.14.0", "8.6", "535.183.01"), Tags({"cu126"}));
  EXPECT_EQ(RunningTags("2.15.0", "8.6", "535.183.01"), Tags());
  EXPECT_EQ(RunningTags("2.9.0", "10.3", "590.48.01"), Tags({"cu128", "cu129", "cu130"}));
  EXPECT_EQ(RunningTags("2.14.0", "12.1", "580.95.05"), Tags({"cu130", "cu132"}));
}

TEST(JudgeTest, ARefusalNamesTheDriverThatWouldDo) {
  const v1::Verdict verdict = JudgeTorch("2.12.0", "cu130", Nvidia({"12.0"}, "570.124.06"));
  ASSERT_FALSE(verdict.reasons().empty());
  EXPECT_EQ(verdict.reasons(0).rule(), "nvidia.driver_floor");
  EXPECT_EQ(verdict.reasons(0).fix(), "a driver >= 580.65.06");
}

TEST(JudgeTest, PtxNeedsADriverThatSpeaksTheToolkit) {
  // 2.8.0+cu129 carries PTX for 12.0: it serves 12.1 by SASS; a future 13.0 only by PTX.
  EXPECT_EQ(JudgeTorch("2.8.0", "cu129", Nvidia({"13.0"}, "570.26")).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.8.0", "cu129", Nvidia({"13.0"}, "580.95.05")).outcome(), kYes);
}

TEST(JudgeTest, LeaningOnMinorVersionCompatibilityIsSaid) {
  EXPECT_TRUE(JudgeTorch("2.11.0", "cu129", Nvidia({"12.0"}, "570.124.06")).degraded());
  EXPECT_FALSE(JudgeTorch("2.11.0", "cu128", Nvidia({"12.0"}, "570.124.06")).degraded());
}

TEST(JudgeTest, AColdStartOnB300IsSaid) {
  const v1::Verdict verdict = JudgeTorch("2.14.1", "cu130", Nvidia({"10.3"}, "590.44.01"));
  EXPECT_EQ(verdict.outcome(), kYes);
  EXPECT_TRUE(verdict.degraded());
}

TEST(JudgeTest, MixedGpusMustAllBeServedUnlessThePolicySaysOtherwise) {
  const v1::Host host = Nvidia({"6.1", "8.9"}, "580.95.05");
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", host).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu126", host).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", host, {v1::BEST, {}, {}}).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", host, {v1::ANY, {}, {}}).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", host, {v1::VISIBLE, {"0"}, {}}).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", host, {v1::VISIBLE, {"1"}, {}}).outcome(), kYes);
}

TEST(JudgeTest, RocmNeedsTheExactTargetAndNoRocmVersion) {
  EXPECT_EQ(JudgeTorch("2.14.1", "rocm7.14", Amd({"gfx1100"})).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.14.1", "rocm7.14", Amd({"gfx1036"})).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.9.1", "rocm6.4", Amd({"gfx1150"})).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.14.1", "rocm7.14", Nvidia({"9.0"}, "580.95.05")).outcome(), kNo);
}

TEST(JudgeTest, AnIntelDisplayDeviceIsNoXpu) {
  EXPECT_EQ(JudgeTorch("2.14.1", "xpu", Intel("20.1.0")).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.14.1", "xpu", Intel("20.2.0")).outcome(),
            kYes);  // compatible with 20.1.0
  EXPECT_EQ(JudgeTorch("2.14.1", "xpu", Intel("12.2.0")).outcome(), kNo);
}

TEST(JudgeTest, CpuBuildsRunEverywhere) {
  EXPECT_EQ(JudgeTorch("2.15.0", "cpu", NoGpu()).outcome(), kYes);
  EXPECT_EQ(JudgeTorch("2.15.0", "cpu", Nvidia({"6.1"}, "580.95.05")).outcome(), kYes);
}

TEST(JudgeTest, AnUnknownFactIsNeverAnAbsence) {
  v1::Host silent = NoGpu();
  v1::Probe& probe = *silent.add_probes();
  probe.set_name("nvidia");
  probe.set_outcome(v1::Probe::TIMED_OUT);
  probe.set_reason("the driver did not answer");
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", silent).outcome(), kUnknown);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", NoGpu()).outcome(), kNo);
  EXPECT_EQ(JudgeTorch("2.14.1", "cu130", Nvidia({"9.0"}, "")).outcome(), kUnknown);
}

TEST(JudgeTest, AnUnusableGpuSaysWhyAndWhatToDo) {
  v1::Host host = Nvidia({"6.1"}, "");
  host.mutable_gpus(0)->set_outcome(v1::Probe::UNUSABLE);
  host.mutable_gpus(0)->set_reason("bound to nouveau");
  host.mutable_gpus(0)->set_fix("install the NVIDIA driver");
  const v1::Verdict verdict = JudgeTorch("2.14.1", "cu126", host);
  EXPECT_EQ(verdict.outcome(), kNo);
  EXPECT_EQ(verdict.reasons(0).text(), "bound to nouveau");
  EXPECT_EQ(verdict.reasons(0).fix(), "install the NVIDIA driver");
}

TEST(JudgeTest, ATagNewerThanTheCatalogueInheritsItsNearestRowAndSaysSo) {
  const v1::Verdict later = JudgeTorch("2.16.0", "cu130", Nvidia({"9.0"}, "580.95.05"));
  EXPECT_EQ(later.outcome(), kYes);
  EXPECT_TRUE(later.assumed());
  EXPECT_FALSE(JudgeTorch("2.15.0", "cu130", Nvidia({"9.0"}, "580.95.05")).assumed());
  EXPECT_EQ(JudgeTorch("2.16.0", "cu999", Nvidia({"9.0"}, "580.95.05")).outcome(), kUnknown);
}

TEST(JudgeTest, ANewerDriverNeverTakesABuildAway) {
  const Catalog& catalog = RealCatalog();
  const v1::Package& torch = *catalog.FindPackage("torch");
  for (const char* capability :
       {"5.0", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9", "9.0", "10.0", "12.0", "12.1"}) {
    for (const v1::Release& release : torch.releases()) {
      for (const v1::BuildRow& row : release.builds()) {
        bool ran = false;
        for (const char* driver : {"450.80.02", "525.60.13", "535.54.03", "550.54.14", "560.28.03",
                                   "570.26", "580.65.06", "595.45.04"}) {
          const bool runs = JudgeTag(torch, release.series(), row.tag(),
                                     Nvidia({capability}, driver), {}, catalog)
                                .outcome() == kYes;
          EXPECT_TRUE(runs || !ran)
              << release.series() << "+" << row.tag() << " on " << capability << " with " << driver;
          ran = runs;
        }
      }
    }
  }
}

TEST(JudgeTest, AddingAGpuNeverAddsABuild) {
  for (const char* tag : {"cu126", "cu128", "cu130", "cu132"}) {
    for (const char* more : {"6.1", "7.0", "8.6", "12.0"}) {
      const bool alone = JudgeTorch("2.11.0", tag, Nvidia({"8.9"}, "580.95.05")).outcome() == kYes;
      const bool both =
          JudgeTorch("2.11.0", tag, Nvidia({"8.9", more}, "580.95.05")).outcome() == kYes;
      EXPECT_TRUE(alone || !both) << tag << " " << more;
    }
  }
}

}  // namespace
}  // namespace accel::compat
