// SPDX-License-Identifier: Apache-2.0
#include "clients/answers.h"

#include <gtest/gtest.h>

#include "clients/daemon_client.h"
#include "compat/answer.h"
#include "tests/compat/machines.h"
#include "tests/daemon/scratch.h"

namespace accel::clients {
namespace {

using std::chrono::milliseconds;

std::shared_ptr<const compat::Catalog> Catalog() { return *CatalogOfThisMachine(); }

template <typename Response>
void ExpectSame(const absl::StatusOr<Response>& a, const absl::StatusOr<Response>& b) {
  ASSERT_TRUE(a.ok()) << a.status();
  ASSERT_TRUE(b.ok()) << b.status();
  EXPECT_EQ(a->SerializeAsString(), b->SerializeAsString());
  EXPECT_GT(a->ByteSizeLong(), 0u);
}

TEST(AnswersTest, LocalAnswersAreThoseOfCompat) {
  const v1::Host host = compat::Nvidia({"6.1"}, "580.95.05");
  const auto local = LocalAnswers(Catalog(), [&] { return host; });
  v1::ListTagsRequest tags;
  tags.add_requirements("torch==2.9.*");
  ExpectSame(local->ListTags(tags), compat::ListTags(tags, host, *Catalog()));
  v1::ExplainRequest why;
  why.set_package("torch");
  why.set_tag("cu130");
  ExpectSame(local->Explain(why), compat::Explain(why, host, *Catalog()));
  ExpectSame(local->SupportedProperties({}), compat::SupportedProperties({}, host, *Catalog()));
  v1::RankVariantsRequest rank;
  rank.add_variants()->set_label("null");
  ExpectSame(local->RankVariants(rank), compat::RankVariants(rank, host, *Catalog()));
}

TEST(AnswersTest, ProbesOnceAndOnlyForThisMachine) {
  int probed = 0;
  const auto local = LocalAnswers(Catalog(), [&] { return ++probed, compat::NoGpu(); });
  v1::SupportedPropertiesRequest other;
  *other.mutable_host() = compat::Nvidia({"6.1"}, "580.95.05");
  ASSERT_TRUE(local->SupportedProperties(other).ok());
  EXPECT_EQ(probed, 0);
  ASSERT_TRUE(local->GetHost().ok());
  ASSERT_TRUE(local->GetHost().ok());
  EXPECT_EQ(probed, 1);
}

TEST(AnswersTest, AnswersHereWhenThereIsNoDaemon) {
  const daemon::Scratch scratch;
  const auto answers =
      OpenAnswers({DaemonUse::kAllowed, scratch.Path("none.sock"), milliseconds(500)});
  ASSERT_TRUE(answers.ok()) << answers.status();
  EXPECT_EQ((*answers)->Source(), "in process");
}

TEST(AnswersTest, RequiredDaemonThatIsAbsentIsUnavailable) {
  const daemon::Scratch scratch;
  const std::string nobody = scratch.Write("file.sock", "");
  for (const std::string& path : {scratch.Path("none.sock"), nobody}) {
    const absl::Status status =
        OpenAnswers({DaemonUse::kRequired, path, milliseconds(500)}).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  }
}

TEST(AnswersTest, PathOfASocketHas1To107Bytes) {
  for (const std::size_t size : {0u, 108u, 4000u}) {
    const absl::Status status = ConnectDaemon(std::string(size, 'x'), milliseconds(500)).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << size << ": " << status;
  }
  EXPECT_TRUE(
      absl::IsUnavailable(ConnectDaemon(std::string(107, 'x'), milliseconds(500)).status()));
}

}  // namespace
}  // namespace accel::clients
