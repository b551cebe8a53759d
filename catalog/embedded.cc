// SPDX-License-Identifier: Apache-2.0
#include "catalog/embedded.h"

asm(R"(
    .section .rodata
    .balign 16
    .global accel_catalog_begin
accel_catalog_begin:
    .incbin ")" ACCEL_CATALOG_BINARY R"("
    .global accel_catalog_end
accel_catalog_end:
    .byte 0
    .previous
)");

extern "C" {
extern const char accel_catalog_begin[];
extern const char accel_catalog_end[];
}

namespace accel::catalog {

std::string_view EmbeddedBytes() {
  return {accel_catalog_begin, static_cast<std::size_t>(accel_catalog_end - accel_catalog_begin)};
}

}  // namespace accel::catalog
