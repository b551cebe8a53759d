// SPDX-License-Identifier: Apache-2.0
//
// PEP 440, appendix B, as a recursive descent: N(!N)? (.N)* pre? post? dev? local?. Every part is
// tried at the cursor and leaves it where it was when it does not match, so reading never goes back
// over a part that did.
#include "compat/version_grammar.h"

#include <array>
#include <optional>
#include <string>

#include "compat/ascii.h"

namespace accel::compat {
namespace {

struct Spelling {
  std::string_view written, normal;
};

// A longer spelling stands before its own prefix.
constexpr std::array<Spelling, 8> kPre = {{{"alpha", "a"},
                                           {"a", "a"},
                                           {"beta", "b"},
                                           {"b", "b"},
                                           {"preview", "rc"},
                                           {"pre", "rc"},
                                           {"c", "rc"},
                                           {"rc", "rc"}}};
constexpr std::array<Spelling, 3> kPost = {{{"post", "post"}, {"rev", "post"}, {"r", "post"}}};
constexpr std::array<Spelling, 1> kDev = {{{"dev", "dev"}}};

constexpr bool IsSeparator(char c) { return c == '-' || c == '_' || c == '.'; }

std::string_view WithoutLeadingZeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits.empty() ? "0" : digits;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::size_t position() const { return position_; }

  bool Read(Version& version) {
    if (Peek('v') || Peek('V')) ++position_;
    if (!ReadEpoch(version) || !ReadRelease(version)) return false;
    if (const auto pre = Lettered(kPre)) version.pre.emplace(pre->letter, pre->number);
    ReadPost(version);
    if (const auto dev = Lettered(kDev)) version.dev.emplace(dev->number);
    ReadLocal(version);
    return true;
  }

 private:
  struct Part {
    std::string_view letter, number;
  };

  bool Peek(char c) const { return position_ < text_.size() && text_[position_] == c; }

  std::string_view Digits() {
    const std::size_t start = position_;
    while (position_ < text_.size() && IsDigit(text_[position_])) ++position_;
    return text_.substr(start, position_ - start);
  }

  void SkipSeparator() {
    if (position_ < text_.size() && IsSeparator(text_[position_])) ++position_;
  }

  bool Skip(std::string_view word) {
    if (text_.size() - position_ < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (ToLower(text_[position_ + i]) != word[i]) return false;
    }
    position_ += word.size();
    return true;
  }

  // The epoch, or the first number of the release: which of the two, the byte behind it says.
  bool ReadEpoch(Version& version) {
    const std::size_t start = position_;
    const std::string_view digits = Digits();
    if (digits.empty()) return false;
    if (!Peek('!')) {
      position_ = start;
      return true;
    }
    version.epoch = WithoutLeadingZeros(digits);
    ++position_;
    return true;
  }

  bool ReadRelease(Version& version) {
    std::string_view digits = Digits();
    if (digits.empty()) return false;
    version.release.emplace_back(WithoutLeadingZeros(digits));
    while (Peek('.') && position_ + 1 < text_.size() && IsDigit(text_[position_ + 1])) {
      ++position_;
      version.release.emplace_back(WithoutLeadingZeros(Digits()));
    }
    return true;
  }

  template <std::size_t kCount>
  std::optional<Part> Lettered(const std::array<Spelling, kCount>& spellings) {
    const std::size_t start = position_;
    SkipSeparator();
    const bool letter = position_ < text_.size() && IsLetter(text_[position_]);
    for (const Spelling& spelling : spellings) {
      if (!letter) break;
      if (!Skip(spelling.written)) continue;
      SkipSeparator();
      return Part{spelling.normal, WithoutLeadingZeros(Digits())};
    }
    position_ = start;
    return std::nullopt;
  }

  // "1.0-1" is "1.0.post1".
  void ReadPost(Version& version) {
    if (Peek('-') && position_ + 1 < text_.size() && IsDigit(text_[position_ + 1])) {
      ++position_;
      version.post.emplace(WithoutLeadingZeros(Digits()));
    } else if (const auto post = Lettered(kPost)) {
      version.post.emplace(post->number);
    }
  }

  bool ReadLocalSegment(Version& version) {
    const std::size_t start = position_;
    bool digits_only = true;
    while (position_ < text_.size() && IsLetterOrDigit(text_[position_])) {
      digits_only = digits_only && IsDigit(text_[position_]);
      ++position_;
    }
    if (position_ == start) return false;
    const std::string_view segment = text_.substr(start, position_ - start);
    if (digits_only) {
      version.local.emplace_back(WithoutLeadingZeros(segment));
    } else {
      for (char& c : version.local.emplace_back(segment)) c = ToLower(c);
    }
    return true;
  }

  void ReadLocal(Version& version) {
    if (!Peek('+')) return;
    std::size_t end = position_++;
    while (ReadLocalSegment(version)) {
      end = position_;
      SkipSeparator();
      if (position_ == end) break;
    }
    position_ = end;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::size_t ReadVersion(std::string_view text, Version& version) {
  Reader reader(text);
  return reader.Read(version) ? reader.position() : 0;
}

}  // namespace accel::compat
