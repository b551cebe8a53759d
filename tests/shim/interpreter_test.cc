// SPDX-License-Identifier: Apache-2.0
#include "shim/interpreter.h"

#include <gtest/gtest.h>

#include "shim/script.h"

namespace accel::shim {
namespace {

TEST(InterpreterTest, ScriptsNameTheirPython) {
  const std::pair<const char*, const char*> kCases[] = {
      {"#!/usr/bin/python3\nimport re\n", "/usr/bin/python3"},
      {"#!/venv/bin/python3.11\n", "/venv/bin/python3.11"},
      {"#!/usr/bin/env python3\n", "python3"},
      {"#! /usr/bin/env  python3 -I\n", "python3"},
      {"#!/usr/bin/python3 -s\r\n", "/usr/bin/python3"},
      {"#!/usr/bin/python3", "/usr/bin/python3"},
      {"#!/opt/pypy/bin/pypy3\n", "/opt/pypy/bin/pypy3"},
      {"#!\"/venv/bin/python\"\n", "/venv/bin/python"},
      // distlib's launcher for long paths and paths with blanks
      {"#!/bin/sh\n'''exec' \"/a long/bin/python3\" \"$0\" \"$@\"\n' '''\n", "/a long/bin/python3"},
      {"#!/bin/sh\n'''exec' /a/bin/python3 \"$0\" \"$@\"\n' '''\n", "/a/bin/python3"},
      {"#!/bin/sh\nexec accel-shim pip \"$@\"\n", ""},
      {"#!/bin/bash\n", ""},
      {"#!/usr/bin/env bash\n", ""},
      {"#!/usr/bin/env\n", ""},
      {"#!\n", ""},
      {"\x7f"
       "ELF python",
       ""},
      {"", ""},
  };
  for (const auto& [bytes, python] : kCases) EXPECT_EQ(PythonOfScript(bytes), python) << bytes;
}

TEST(InterpreterTest, TheVersionLineTellsWhereThePythonIs) {
  const std::pair<const char*, const char*> kCases[] = {
      {"pip 23.0.1 from /usr/lib/python3/dist-packages/pip (python 3.11)\n", "/usr/bin/python3.11"},
      {"pip 26.3 from /venv/lib/python3.12/site-packages/pip (python 3.12)",
       "/venv/bin/python3.12"},
      {"pip 26.3 from /a b/lib/python3.12/site-packages/pip (python 3.12)", "/a b/bin/python3.12"},
      {"pip 26.3 from /x/pip (python 3.12)", ""},
      {"pip 26.3", ""},
      {"(python 3.12) from /usr/lib/python3/pip", ""},
      {"", ""},
  };
  for (const auto& [line, python] : kCases) EXPECT_EQ(PythonOfVersionLine(line), python) << line;
}

}  // namespace
}  // namespace accel::shim
