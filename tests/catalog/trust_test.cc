// SPDX-License-Identifier: Apache-2.0
#include "catalog/trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/daemon/scratch.h"

namespace accel::catalog {
namespace {

using daemon::Scratch;
using testing::HasSubstr;

constexpr char kText[] = "as_of: \"2026-11-25\"\n";

// An Ed25519 key pair of this test's own.
class Signer {
 public:
  Signer() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {}
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  std::string PublicKey() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key_);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string pem(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
  }
  std::string Sign(const std::string& text) const {
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    return signature;
  }

 private:
  EVP_PKEY* key_;
};

class TrustTest : public testing::Test {
 protected:
  absl::Status Check(const Trust& trust) {
    return CheckTrust(scratch_.Path("d/10.textproto"), kText, trust);
  }
  void SetUp() override { scratch_.Write("d/10.textproto", kText); }
  // Where anyone may write, so that the signature alone counts.
  void OpenToAll() { chmod(scratch_.Path("d").c_str(), 0777); }

  Scratch scratch_;
  Signer signer_;
};

TEST_F(TrustTest, AFileThatIsSignedByAKnownKeyIsTakenFromAnywhere) {
  OpenToAll();
  scratch_.Write("d/10.textproto.sig", signer_.Sign(kText));
  EXPECT_TRUE(Check({{Signer().PublicKey(), signer_.PublicKey()}, 0}).ok());
}

TEST_F(TrustTest, ASignatureOfAnotherTextOrKeyIsRefusedEvenInRootsFolder) {
  const Trust trust{{signer_.PublicKey()}, ::geteuid()};
  for (const std::string& signature :
       {signer_.Sign("other"), Signer().Sign(kText), std::string(64, 'x'), std::string()}) {
    scratch_.Write("d/10.textproto.sig", signature);
    const absl::Status status = Check(trust);
    EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("none of the 1 known keys"));
  }
}

TEST_F(TrustTest, AnUnsignedFileIsTakenFromItsOwnerAlone) {
  EXPECT_TRUE(Check({{}, ::geteuid()}).ok());
  OpenToAll();
  const absl::Status status = Check({{}, ::geteuid()});
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not signed"));
}

TEST_F(TrustTest, AnUnsignedFileThatOthersCanWriteIsRefused) {
  chmod(scratch_.Path("d/10.textproto").c_str(), 0666);
  EXPECT_TRUE(absl::IsPermissionDenied(Check({{}, ::geteuid()})));
}

TEST_F(TrustTest, KeysAreReadFromTheFilesThatAreListed) {
  scratch_.Write("key.pem", signer_.PublicKey());
  scratch_.Write("no.pem", "no key");
  const absl::StatusOr<Trust> trust = CatalogTrust(scratch_.Path("key.pem").c_str());
  ASSERT_TRUE(trust.ok()) << trust.status();
  EXPECT_EQ(trust->keys.back(), signer_.PublicKey());
  EXPECT_THAT(std::string(CatalogTrust(scratch_.Path("no.pem").c_str()).status().message()),
              HasSubstr("no Ed25519 public key"));
}

}  // namespace
}  // namespace accel::catalog
