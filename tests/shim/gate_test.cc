// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <thread>
#include <utility>

#include "shim/index/curl_fetcher.h"
#include "tests/shim/raw_http.h"

namespace accel::shim::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// Answers from a table; NotFound for what it lacks.
class FakeAnswers : public Answers {
 public:
  void Set(int index, const std::string& name, Answer answer) {
    answers_[{index, name}] = std::move(answer);
  }
  Answer AnswerPage(int index, const std::string& name) override {
    auto found = answers_.find({index, name});
    return found == answers_.end() ? NotFound() : found->second;
  }

 private:
  std::map<std::pair<int, std::string>, Answer> answers_;
};

Files OneFile() {
  index::File file;
  file.url = "https://files.example/torch-2.9.1.tar.gz";
  file.filename = "torch-2.9.1.tar.gz";
  return Files{{file}};
}

class GateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto gate = Gate::Start(answers_);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    std::string url = gate_->IndexUrl(0);
    std::size_t slash = url.find('/', 7);
    port_ = std::stoi(url.substr(url.rfind(':', slash) + 1));
    root_ = url.substr(slash, url.find('/', slash + 1) - slash);
  }
  // The answer to METHOD on a page of an index.
  std::string AskFor(const std::string& method, int index, const std::string& name) {
    return Ask(port_, method + " " + root_ + "/" + std::to_string(index) + "/simple/" + name);
  }

  FakeAnswers answers_;
  std::unique_ptr<Gate> gate_;
  int port_ = 0;
  std::string root_;  // "/TOKEN"
};

TEST_F(GateTest, TheUrlIsOnTheLoopbackAndCannotBeGuessed) {
  EXPECT_THAT(gate_->IndexUrl(3), StartsWith("http://127.0.0.1:"));
  EXPECT_THAT(gate_->IndexUrl(3), EndsWith("/3/simple/"));
  EXPECT_EQ(root_.size(), 65u);
  auto other = Gate::Start(answers_);
  EXPECT_THAT((*other)->IndexUrl(0), Not(HasSubstr(root_)));
}

TEST_F(GateTest, ABoundNameGetsItsPageFromTheFirstIndexOnly) {
  answers_.Set(0, "torch", OneFile());
  std::string page = AskFor("GET", 0, "torch/");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(page, HasSubstr("Content-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(page, HasSubstr("href=\"https://files.example/torch-2.9.1.tar.gz\""));
  EXPECT_THAT(AskFor("GET", 1, "torch/"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(GateTest, AnyOtherNameGoesToTheUsersIndex) {
  answers_.Set(1, "numpy", Redirect{"https://me:pw@mirror.example/simple/numpy/"});
  std::string answer = AskFor("GET", 1, "NumPy/");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 302 "));
  EXPECT_THAT(answer, HasSubstr("Location: https://mirror.example/simple/numpy/\r\n"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
}

TEST_F(GateTest, AFailureIsRememberedWithItsReason) {
  answers_.Set(0, "torch", Failure{"no build runs on this GPU"});
  EXPECT_THAT(AskFor("GET", 0, "torch/"), HasSubstr("no build runs on this GPU"));
  answers_.Set(0, "torch", OneFile());
  AskFor("GET", 0, "torch/");
  AskFor("GET", 0, "numpy/");
  std::vector<ServedPage> served = gate_->served();
  ASSERT_THAT(served, SizeIs(3));
  EXPECT_EQ(served[0].status, 424);
  EXPECT_EQ(served[0].text, "no build runs on this GPU");
  EXPECT_EQ(served[1].status, 200);
  EXPECT_EQ(served[1].files, 1u);
  EXPECT_EQ(served[2].status, 404);
  EXPECT_EQ(served[2].name, "numpy");
}

TEST_F(GateTest, HeadAnswersWithoutABody) {
  answers_.Set(0, "torch", OneFile());
  std::string answer = AskFor("HEAD", 0, "torch/");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("Content-Length: "));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(GateTest, OtherMethodsAreRefused) {
  answers_.Set(0, "torch", OneFile());
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
    EXPECT_THAT(AskFor(method, 0, "torch/"), Not(HasSubstr(" 200 "))) << method;
  }
  EXPECT_THAT(gate_->served(), IsEmpty());
}

TEST_F(GateTest, EverythingElseIs404AndReachesNobody) {
  answers_.Set(0, "torch", OneFile());
  for (const std::string& path :
       {std::string("/"), std::string("/simple/torch/"), root_, root_ + "/0/simple/",
        root_ + "/0/simple/torch/torch-2.9.1.tar.gz", root_ + "/0/simple/-bad-/",
        root_ + "/0/simple/%2e%2e/", "/" + std::string(64, '0') + "/0/simple/torch/"}) {
    EXPECT_THAT(Ask(port_, "GET " + path), StartsWith("HTTP/1.1 404 ")) << path;
  }
  EXPECT_THAT(gate_->served(), IsEmpty());
}

TEST_F(GateTest, BadRequestsDoNotStopIt) {
  const std::string start = "GET " + root_ + "/0/simple/torch/ HTTP/1.1\r\n";
  Exchange(port_, "\r\n\r\n");
  Exchange(port_, std::string("\x16\x03\x01\x00\xff", 5) + "\r\n\r\n");
  EXPECT_THAT(Exchange(port_, start + "X: " + std::string(20'000, 'x') + "\r\n\r\n"),
              Not(HasSubstr(" 200 ")));
  EXPECT_THAT(Ask(port_, "GET /" + std::string(100'000, 'a')), Not(HasSubstr(" 200 ")));
  EXPECT_THAT(Exchange(port_, start + "Content-Length: 5\r\nConnection: close\r\n\r\n12345"),
              Not(HasSubstr(" 200 ")));
  answers_.Set(0, "torch", OneFile());
  EXPECT_THAT(AskFor("GET", 0, "torch/"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(GateTest, SilentConnectionsDoNotHoldOthersUp) {
  std::vector<int> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(ConnectTo(port_));
  answers_.Set(0, "torch", OneFile());
  EXPECT_THAT(AskFor("GET", 0, "torch/"), StartsWith("HTTP/1.1 200 "));
  for (int fd : silent) close(fd);
}

TEST_F(GateTest, ItIsGoneWithItsObject) {
  int idle = ConnectTo(port_);
  gate_.reset();
  char byte;
  EXPECT_EQ(recv(idle, &byte, 1, 0), 0);
  close(idle);
  EXPECT_EQ(ConnectTo(port_), -1);
}

TEST_F(GateTest, ManyClientsGetTheirOwnAnswers) {
  for (int i = 0; i < 8; ++i) {
    answers_.Set(i, "torch", Redirect{"https://a/" + std::to_string(i) + "/"});
  }
  std::vector<std::thread> clients;
  std::vector<int> right(8, 0);
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([this, i, &right] {
      for (int round = 0; round < 25; ++round) {
        std::string want = "Location: https://a/" + std::to_string(i) + "/\r\n";
        if (AskFor("GET", i, "torch/").find(want) != std::string::npos) {
          ++right[static_cast<std::size_t>(i)];
        }
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_THAT(right, ::testing::Each(25));
  EXPECT_THAT(gate_->served(), SizeIs(200));
}

TEST_F(GateTest, OurOwnFetcherReadsItsPages) {
  answers_.Set(0, "torch", OneFile());
  index::CurlFetcher fetcher({});
  index::Request request;
  request.url = gate_->IndexUrl(0) + "torch/";
  request.accept = index::kAcceptPage;
  auto response = fetcher.Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  auto page = index::ParsePage(response->content_type, response->body, response->final_url);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->files, OneFile().files);
}

// The shim forwards signals from its own thread: the gate's must not take them away.
TEST_F(GateTest, ItsThreadTakesNoSignals) {
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, &before);
  kill(getpid(), SIGTERM);  // with the thread unblocked this would end the process
  int got = 0;
  sigwait(&set, &got);
  EXPECT_EQ(got, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace accel::shim::gate
