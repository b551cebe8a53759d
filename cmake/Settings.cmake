# accel::settings: what every target of ours is compiled with.
option(ACCEL_WERROR "Warnings are errors" OFF)
set(ACCEL_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")
option(ACCEL_FUZZ "Link fuzz targets with libFuzzer (clang)" OFF)

add_library(accel_settings INTERFACE)
add_library(accel::settings ALIAS accel_settings)
target_compile_features(accel_settings INTERFACE cxx_std_20)
target_include_directories(accel_settings INTERFACE ${PROJECT_SOURCE_DIR})

# Generated code is held to the same language, not to the same warnings.
add_library(accel_warnings INTERFACE)
add_library(accel::warnings ALIAS accel_warnings)
target_compile_options(accel_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
  $<$<BOOL:${ACCEL_WERROR}>:-Werror>)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-fuse-ld=lld)
if(ACCEL_SANITIZE)
  add_compile_options(-fsanitize=${ACCEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ACCEL_SANITIZE})
endif()
if(ACCEL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -fcf-protection -ffunction-sections -fdata-sections)
  add_compile_definitions(_FORTIFY_SOURCE=2)
  add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()
