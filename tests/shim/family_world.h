// SPDX-License-Identifier: Apache-2.0
//
// Pages of the PyTorch layout behind a FakeFetcher: BASE/NAME/ lists the wheels of every tag, each
// with METADATA beside it.
#pragma once

#include <string>
#include <vector>

#include "shim/bound_pages.h"
#include "shim/family_index.h"
#include "tests/compat/machines.h"
#include "tests/shim/fake_fetcher.h"

namespace accel::shim {

inline const std::string kBase = "https://download.pytorch.org/whl/";

struct Wheel {
  std::string name, version, tag;
  std::string requires_dist;  // "torch==2.9.1"; empty = no METADATA is offered
  std::string extra;          // more attributes of the link: "data-yanked"
};

inline std::string FileName(const Wheel& wheel) {
  return wheel.name + "-" + wheel.version + (wheel.tag.empty() ? "" : "+" + wheel.tag) +
         "-cp312-cp312-manylinux_2_28_x86_64.whl";
}

inline void AddPage(index::FakeFetcher& fetcher, const std::string& name,
                    const std::vector<Wheel>& wheels) {
  std::string links;
  for (const Wheel& wheel : wheels) {
    links += "<a href=\"" + FileName(wheel) + "\"" +
             (wheel.requires_dist.empty() ? "" : " data-core-metadata=\"true\"") + " " +
             wheel.extra + ">x</a>\n";
    if (wheel.requires_dist.empty()) continue;
    fetcher.AnswerPage(kBase + name + "/" + FileName(wheel) + ".metadata", "text/plain",
                       "Metadata-Version: 2.1\nRequires-Dist: " + wheel.requires_dist + "\n");
  }
  fetcher.AnswerPage(kBase + name + "/", "text/html",
                     "<!DOCTYPE html><html><body>\n" + links + "</body></html>");
}

inline std::vector<Wheel> TorchWheels() {
  std::vector<Wheel> wheels;
  for (const char* version : {"2.8.0", "2.9.1"}) {
    for (const char* tag : {"cpu", "cu126", "cu128", "rocm6.4"})
      wheels.push_back({"torch", version, tag, "", ""});
  }
  return wheels;
}

inline std::vector<Wheel> VisionWheels() {
  std::vector<Wheel> wheels;
  for (const char* tag : {"cpu", "cu126", "cu128", "rocm6.4"}) {
    wheels.push_back({"torchvision", "0.23.0", tag, "torch==2.8.0", ""});
    wheels.push_back({"torchvision", "0.24.1", tag, "torch==2.9.1", ""});
  }
  return wheels;
}

// A machine in front of such an index, with two indexes of the user behind.
struct FamilyWorld {
  explicit FamilyWorld(v1::Host machine) : host(std::move(machine)) {}

  v1::Host host;
  index::FakeFetcher fetcher;
  std::vector<clients::Mirror> mirrors;
  compat::Question question{host, compat::RealCatalog(), {}, "3.12.1"};
  FamilyIndex index{fetcher, mirrors, std::nullopt};
  BoundPages pages{
      index, question, {"https://user.example/simple", "https://extra.example/simple"}};

  // "torch-2.9.1+cu126 …" without the wheel's tags; "-> URL"; "404"; "failure: why".
  std::string Ask(int number, const std::string& name) {
    gate::Answer answer = pages.AnswerPage(number, name);
    if (const auto* redirect = std::get_if<gate::Redirect>(&answer)) return "-> " + redirect->url;
    if (const auto* failure = std::get_if<gate::Failure>(&answer))
      return "failure: " + failure->text;
    if (std::holds_alternative<gate::NotFound>(answer)) return "404";
    std::string text;
    for (const index::File& file : std::get<gate::Files>(answer).files) {
      text += (text.empty() ? "" : " ") + file.filename.substr(0, file.filename.find("-cp312"));
    }
    return text;
  }
  std::size_t Asked(const std::string& url) const {
    std::size_t times = 0;
    for (const index::Request& request : fetcher.asked()) times += request.url == url ? 1 : 0;
    return times;
  }
};

}  // namespace accel::shim
