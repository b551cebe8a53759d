// SPDX-License-Identifier: Apache-2.0
#include "catalog/trust.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "catalog/text_file.h"

namespace accel::catalog {
namespace {

namespace fs = std::filesystem;

constexpr char kKeyFolder[] = "/etc/accel/catalog-keys";

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

// Null when `pem` is no Ed25519 public key.
Key ReadKey(const std::string& pem) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) key.reset();
  return key;
}

bool IsSignedBy(const std::string& pem, const std::string& text, const std::string& signature) {
  const Key key = ReadKey(pem);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

// A folder that cannot be read has no keys: then no signature is good, which is the safe side.
std::vector<std::string> KeyFiles(const char* listed) {
  return listed != nullptr ? ListedPaths(listed)
                           : FilesIn(kKeyFolder, ".pem").value_or(std::vector<std::string>());
}

bool IsOwnersAlone(const std::string& path, uid_t owner) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && (info.st_uid == owner || info.st_uid == 0) &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

absl::StatusOr<Trust> CatalogTrust(const char* listed) {
  Trust trust;
  trust.owner = ::geteuid();
  const std::string compiled_in = ACCEL_CATALOG_KEY;
  if (!compiled_in.empty()) trust.keys.push_back(compiled_in);
  for (const std::string& file : KeyFiles(listed)) {
    ACCEL_ASSIGN_OR_RETURN(std::string pem, ReadTextFile(file));
    if (!ReadKey(pem))
      return compat::FailedPrecondition(file +
                                        ": is no Ed25519 public key in PEM; make one with "
                                        "openssl pkey -in KEY -pubout");
    trust.keys.push_back(std::move(pem));
  }
  return trust;
}

absl::Status CheckTrust(const std::string& file, const std::string& text, const Trust& trust) {
  const std::string beside = file + ".sig";
  std::error_code error;
  if (fs::exists(beside, error)) {
    ACCEL_ASSIGN_OR_RETURN(const std::string signature, ReadTextFile(beside));
    if (std::any_of(trust.keys.begin(), trust.keys.end(),
                    [&](const std::string& key) { return IsSignedBy(key, text, signature); }))
      return absl::OkStatus();
    return absl::PermissionDeniedError(
        file + ": its signature " + beside + " is of none of the " +
        std::to_string(trust.keys.size()) +
        " known keys; remove both files, or put the signer's key into " + kKeyFolder);
  }
  const std::string folder = fs::path(file).parent_path();
  if (IsOwnersAlone(file, trust.owner) && IsOwnersAlone(folder, trust.owner))
    return absl::OkStatus();
  return absl::PermissionDeniedError(
      file + ": is not signed, and others than root can write it or its folder; sign it (" +
      beside + "), or make both root's: chown root:root and chmod go-w " + folder + " " + file);
}

}  // namespace accel::catalog
