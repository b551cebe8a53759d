// SPDX-License-Identifier: Apache-2.0
#include "daemon/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/compat/machines.h"

namespace accel::daemon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

std::shared_ptr<const compat::Catalog> AnyCatalog() {
  return std::make_shared<const compat::Catalog>(*compat::Catalog::FromMessage({}));
}

const Clock::time_point kStart{};

TEST(SnapshotTest, IsMissingBeforeTheFirstPublish) { EXPECT_EQ(CurrentSnapshot().Get(), nullptr); }

TEST(SnapshotTest, GenerationStartsAtOneAndGrowsExactlyWhenFactsChanged) {
  CurrentSnapshot current;
  const v1::Host none = compat::NoGpu(), one = compat::Nvidia({"6.1"}, "580.95.05");
  std::vector<std::uint64_t> generations;
  for (const v1::Host& host : {none, none, one, one, none}) {
    generations.push_back(current.Publish(host, AnyCatalog(), kStart)->generation);
  }
  EXPECT_THAT(generations, ElementsAre(1, 1, 2, 2, 3));
}

TEST(SnapshotTest, TellsOfChangesAlone) {
  CurrentSnapshot current;
  std::vector<std::uint64_t> told;
  current.OnChange([&](const SnapshotPtr& snapshot) { told.push_back(snapshot->generation); });
  current.Publish(compat::NoGpu(), AnyCatalog(), kStart);
  current.Publish(compat::NoGpu(), AnyCatalog(), kStart);
  current.Publish(compat::Intel("20.1.0"), AnyCatalog(), kStart);
  EXPECT_THAT(told, ElementsAre(1, 2));
}

TEST(SnapshotTest, TakesTimeAndCatalogueOfTheSameFacts) {
  CurrentSnapshot current;
  current.Publish(compat::NoGpu(), AnyCatalog(), kStart);
  const auto newer = AnyCatalog();
  current.Publish(compat::NoGpu(), newer, kStart + seconds(5));
  EXPECT_EQ(current.Get()->catalog, newer);
  EXPECT_EQ(current.Get()->read_at, kStart + seconds(5));
}

TEST(SnapshotTest, ReadersKeepTheirs) {
  CurrentSnapshot current;
  current.Publish(compat::Nvidia({"6.1"}, "580.95.05"), AnyCatalog(), kStart);
  const SnapshotPtr kept = current.Get();
  current.Publish(compat::NoGpu(), AnyCatalog(), kStart);
  EXPECT_EQ(kept->generation, 1u);
  EXPECT_EQ(kept->host.gpus_size(), 1);
  EXPECT_EQ(current.Get()->host.gpus_size(), 0);
}

TEST(SnapshotTest, OneChangedFieldIsAnotherMachine) {
  v1::Host a = compat::Nvidia({"6.1"}, "580.95.05"), b = a;
  EXPECT_TRUE(SameFacts(a, b));
  b.mutable_gpus(0)->set_outcome(v1::Probe::DENIED);
  EXPECT_FALSE(SameFacts(a, b));
}

}  // namespace
}  // namespace accel::daemon
