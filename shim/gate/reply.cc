// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/reply.h"

#include "shim/gate/render.h"
#include "shim/index/url.h"

namespace accel::shim::gate {
namespace {

constexpr char kTextType[] = "text/plain; charset=utf-8";
constexpr int kFailedDependency = 424;

Reply Fail(const std::string& text) { return {kFailedDependency, "", kTextType, text + "\n"}; }

Reply Send(const Redirect& redirect) {
  absl::StatusOr<index::Url> url = index::ParseUrl(redirect.url);
  if (!url.ok()) return Fail(std::string(compat::Message(url.status())));
  if (redirect.credentials == Credentials::kDrop) url->user_info.clear();
  return {302, index::ToString(*url), "", ""};
}

struct Maker {
  const Route& route;
  Reply operator()(const Redirect& redirect) const { return Send(redirect); }
  Reply operator()(const Files& page) const {
    return {200, "", kPageType, RenderPage(route.name, page.files)};
  }
  Reply operator()(const NotFound&) const { return {404, "", kTextType, "no such project\n"}; }
  Reply operator()(const Failure& failure) const { return Fail(failure.text); }
};

}  // namespace

Reply MakeReply(const Route& route, const Answer& answer) {
  return std::visit(Maker{route}, answer);
}

ServedPage Remember(const Route& route, const Answer& answer, const Reply& reply) {
  ServedPage page{route.index, route.name, reply.status, 0, ""};
  if (const auto* files = std::get_if<Files>(&answer)) page.files = files->files.size();
  if (reply.status == kFailedDependency) page.text = reply.body.substr(0, reply.body.size() - 1);
  return page;
}

}  // namespace accel::shim::gate
