#!/bin/sh
# Builds the trainer under the address and undefined-behaviour sanitizers, then under the thread sanitizer, and runs all of
# its tests under each: they train packs of three arms on two threads, also as a process of their own. `address` or
# `thread` alone runs that one. Needs clang and libomp (Debian: clang libclang-rt-14-dev libomp-14-dev): GCC's OpenMP
# runtime synchronises in a way that the thread sanitizer cannot see, LLVM's tells it (libarcher).
set -eu
cd "$(dirname "$0")"

for sanitizer in ${1:-address thread}; do
  folder=../build/trainer-$sanitizer
  cmake -S . -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DABLATE_NATIVE=OFF \
    -DABLATE_ONEDNN=OFF -DABLATE_SANITIZE="$sanitizer" >/dev/null
  ninja -C "$folder" ablate-trainer trainer-tests
  # Without random addresses, of which the thread sanitizer bears few. What is not compiled with it (libomp itself) reports
  # through libarcher.
  TSAN_OPTIONS=ignore_noninstrumented_modules=1 UBSAN_OPTIONS=print_stacktrace=1 \
    setarch --addr-no-randomize "$folder/trainer-tests"
done
