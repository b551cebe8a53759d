# Third-party libraries, all from the distribution.
#
# The short-lived programs link gRPC (without TLS), Protobuf, Abseil and the C++ runtime statically: the dynamic linker
# would cost them more than their work. The daemon links them dynamically. Rooms are compiled once and linked either way,
# so a room never names these libraries: an executable takes accel::runtime_static, _alone or _shared.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

function(accel_find_static variable)
  set(found "")
  foreach(name IN LISTS ARGN)
    find_library(ACCEL_LIB_${name} NAMES lib${name}.a REQUIRED)
    list(APPEND found ${ACCEL_LIB_${name}})
  endforeach()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# pkg-config's static list of grpc++_unsecure lacks half of these.
accel_find_static(GRPC_STATIC grpc++_unsecure grpc_unsecure gpr address_sorting upb re2 cares z protobuf)
get_filename_component(static_dir ${ACCEL_LIB_protobuf} DIRECTORY)
file(GLOB ABSL_STATIC CONFIGURE_DEPENDS ${static_dir}/libabsl_*.a)
list(FILTER ABSL_STATIC EXCLUDE REGEX "libabsl_flags")

add_library(accel_runtime_static INTERFACE)
add_library(accel::runtime_static ALIAS accel_runtime_static)
target_link_libraries(accel_runtime_static INTERFACE ${GRPC_STATIC} ${ABSL_STATIC} OpenSSL::Crypto Threads::Threads ${CMAKE_DL_LIBS})
target_link_options(accel_runtime_static INTERFACE -static-libgcc -static-libstdc++ -Wl,--gc-sections)
if(ACCEL_SANITIZE)
  set_property(TARGET accel_runtime_static PROPERTY INTERFACE_LINK_OPTIONS "")
endif()

# For a program that must start at once: no gRPC, no Protobuf, and no dynamic linker at all. glibc's static form cannot load
# libraries or look up users and hosts; such a program does neither.
add_library(accel_runtime_alone INTERFACE)
add_library(accel::runtime_alone ALIAS accel_runtime_alone)
target_link_libraries(accel_runtime_alone INTERFACE ${ABSL_STATIC} Threads::Threads)
if(NOT ACCEL_SANITIZE)
  # libstdc++ first: the archives of accel hold copies of its inline functions, and an object with one would be taken for it.
  target_link_options(accel_runtime_alone INTERFACE -static-pie -Wl,--gc-sections -lstdc++)
endif()

add_library(accel_runtime_shared INTERFACE)
add_library(accel::runtime_shared ALIAS accel_runtime_shared)
target_link_libraries(accel_runtime_shared INTERFACE protobuf::libprotobuf PkgConfig::GRPC OpenSSL::Crypto Threads::Threads
  absl_status absl_statusor ${CMAKE_DL_LIBS})

# Parsers and the HTTP server that the shim uses. Debian ships simdjson (12) and libzip as shared libraries alone.
find_package(LibXml2 REQUIRED)
find_library(SIMDJSON_LIBRARY NAMES simdjson REQUIRED)
find_library(ZIP_LIBRARY NAMES zip REQUIRED)
accel_find_static(EVENT_LIBRARIES event_extra event_core)

# toml++ as headers alone: its shared library throws exceptions with another C++ runtime than the one linked in here.
find_path(TOML_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(accel_toml INTERFACE)
add_library(accel::toml ALIAS accel_toml)
target_include_directories(accel_toml SYSTEM INTERFACE ${TOML_INCLUDE_DIR})
target_compile_definitions(accel_toml INTERFACE TOML_HEADER_ONLY=1 TOML_CONFIG_HEADER="clients/toml_assertion.h")
# With NDEBUG it takes for granted what it would check.
target_compile_options(accel_toml INTERFACE -UNDEBUG)
