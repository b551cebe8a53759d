// SPDX-License-Identifier: Apache-2.0
#include "shim/record_digest.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace accel::shim {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const EVP_MD* AlgorithmOf(std::string_view name) {
  if (name == "sha256") return EVP_sha256();
  if (name == "sha384") return EVP_sha384();
  if (name == "sha512") return EVP_sha512();
  return nullptr;
}

std::string Base64Url(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (held += 8; held >= 6; held -= 6) text += kDigits[bits >> (held - 6) & 63];
  }
  if (held > 0) text += kDigits[bits << (6 - held) & 63];
  return text;
}

// A hash that bytes are added to; no `algorithm`, none.
class Digest {
 public:
  explicit Digest(std::string_view algorithm) : name_(algorithm), context_(EVP_MD_CTX_new()) {
    const EVP_MD* type = AlgorithmOf(algorithm);
    is_right_ = type != nullptr && EVP_DigestInit_ex(context_.get(), type, nullptr) == 1;
  }
  bool IsRight() const { return is_right_; }
  void Add(std::string_view bytes) {
    is_right_ &= EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  std::string Text() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (!is_right_ || EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) return "";
    return name_ + "=" + Base64Url({reinterpret_cast<const char*>(digest.data()), size});
  }

 private:
  std::string name_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
  bool is_right_;
};

}  // namespace

std::string DigestOfFile(const std::string& path, std::string_view algorithm) {
  Digest digest(algorithm);
  std::ifstream file(path, std::ios::binary);
  if (!file || !digest.IsRight()) return "";
  std::vector<char> piece(std::size_t{1} << 17);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    digest.Add({piece.data(), static_cast<std::size_t>(file.gcount())});
  return file.bad() ? "" : digest.Text();
}

std::string DigestOf(std::string_view bytes) {
  Digest digest("sha256");
  digest.Add(bytes);
  return digest.Text();
}

}  // namespace accel::shim
