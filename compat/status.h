// SPDX-License-Identifier: Apache-2.0
//
// Errors as values: absl::Status with messages built from std types. Every fallible border of the
// project returns absl::Status or absl::StatusOr; a message says what, where, why and what to do.
// Never throws. Debian's Abseil does not alias its string_view to std::string_view, hence these few
// functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace accel::compat {

// The text of a status as std::string_view; empty for OK.
inline std::string_view Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// The same code with `where` in front of the message: "WHERE: why".
inline absl::Status Annotate(const absl::Status& status, const std::string& where) {
  if (status.ok()) return status;
  return absl::Status(status.code(), where + ": " + std::string(Message(status)));
}

inline absl::Status InvalidArgument(const std::string& message) {
  return absl::InvalidArgumentError(message);
}
inline absl::Status NotFound(const std::string& message) { return absl::NotFoundError(message); }
inline absl::Status FailedPrecondition(const std::string& message) {
  return absl::FailedPreconditionError(message);
}

}  // namespace accel::compat

// Leaves the function with the error of `expr`, if it has one.
#define ACCEL_RETURN_IF_ERROR(expr)                                                     \
  do {                                                                                  \
    if (absl::Status accel_status_ = (expr); !accel_status_.ok()) return accel_status_; \
  } while (false)

// ACCEL_ASSIGN_OR_RETURN(T value, Fallible()): declares `value`, or leaves with the error.
#define ACCEL_ASSIGN_OR_RETURN(declaration, expr) \
  ACCEL_ASSIGN_OR_RETURN_IMPL_(ACCEL_CONCAT_(accel_or_, __LINE__), declaration, expr)
#define ACCEL_CONCAT_INNER_(a, b) a##b
#define ACCEL_CONCAT_(a, b) ACCEL_CONCAT_INNER_(a, b)
// NOLINTBEGIN(bugprone-macro-parentheses): names that are declared take none.
#define ACCEL_ASSIGN_OR_RETURN_IMPL_(or_name, declaration, expr) \
  auto or_name = (expr);                                         \
  if (!or_name.ok()) return std::move(or_name).status();         \
  declaration = *std::move(or_name)
// NOLINTEND(bugprone-macro-parentheses)
