# accel_test(NAME SOURCES… LIBS …): one GoogleTest binary; each of its tests is a test of CTest.
include(GoogleTest)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()

function(accel_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} accel::settings accel::warnings GTest::gmock GTest::gtest_main
    accel::runtime_static)
  target_compile_definitions(${name} PRIVATE ACCEL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ACCEL_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60)
endfunction()

# accel_fuzz(NAME SOURCE CORPUS_DIR LIBS …): a libFuzzer target under the fuzz preset; everywhere else a program that
# replays its corpus, so that fuzzing never rots.
function(accel_fuzz name source corpus)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} accel::settings accel::warnings accel::runtime_static)
  if(ACCEL_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME ${name} COMMAND ${name} -runs=0 ${corpus})
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    add_test(NAME ${name} COMMAND ${name} ${corpus})
  endif()
endfunction()
