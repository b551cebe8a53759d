// SPDX-License-Identifier: Apache-2.0
//
// A page as HTML: its files are safe to use, and survive being rendered by the gate.
#include "shim/gate/render.h"
#include "tests/fuzz/page_property.h"

namespace {

using accel::fuzz::Require;
using accel::shim::index::Page;

constexpr char kUrl[] = "https://index.example/simple/torch/";

void CheckRendered(const Page& page) {
  const std::string html = accel::shim::gate::RenderPage("torch", page.files);
  const auto again = accel::shim::index::ParsePage(accel::shim::gate::kPageType, html, kUrl);
  Require(again.ok(), "a rendered page can be read");
  Require(again->files.size() == page.files.size(), "no file is lost");
  for (std::size_t i = 0; i < page.files.size(); ++i) {
    const auto &was = page.files[i], &is = again->files[i];
    Require(was.url == is.url && was.filename == is.filename, "a file stays where it is");
    Require(was.sha256 == is.sha256 && was.metadata_sha256 == is.metadata_sha256, "hashes stay");
    Require(was.yanked == is.yanked, "a yanked file stays yanked");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto page = accel::shim::index::ParsePage("text/html", accel::fuzz::Text(data, size), kUrl);
  if (!page.ok()) return 0;
  for (const auto& file : page->files) accel::fuzz::CheckFile(file);
  CheckRendered(*page);
  return 0;
}
