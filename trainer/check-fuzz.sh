#!/bin/sh
# Fuzzes every reader of files from outside for SECONDS each (60 unless told), under the address and
# undefined-behaviour sanitizers. What makes a reader fail is left in build/fuzz/found/NAME/; put it into
# trainer/fuzz/found/NAME/ under a name that says what was wrong, and the tests replay it from then on.
# Needs clang with libFuzzer and libomp (Debian: clang libclang-rt-14-dev libomp-14-dev).
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
folder=../build/fuzz

cmake -S . -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DABLATE_FUZZ=ON \
  -DABLATE_SANITIZE=address -DABLATE_ONEDNN=OFF -DABLATE_NATIVE=OFF >/dev/null
targets=$(cd fuzz/readers && ls *.cpp | sed 's/\.cpp$//; s/_/-/g')
# shellcheck disable=SC2046,SC2086 # a list of words
ninja -C "$folder" fuzz-write-seeds $(printf 'fuzz-%s ' $targets)

"$folder/fuzz-write-seeds" "$folder/seeds"
# In memory where that can be: a reader is called some thousand times a second.
scratch=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$folder")")
trap 'rm -rf "$scratch"' EXIT
failed=""
for name in $targets; do
  mkdir -p "$folder/corpus/$name" "$folder/found/$name"
  known=""
  [ -d "fuzz/found/$name" ] && known="fuzz/found/$name"
  # shellcheck disable=SC2086
  if TMPDIR="$scratch" "$folder/fuzz-$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
    -malloc_limit_mb=256 -max_len=4096 -print_final_stats=1 -artifact_prefix="$folder/found/$name/" \
    "$folder/corpus/$name" "$folder/seeds/$name" $known >"$folder/$name.log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$name.log")
    echo "fuzz-$name: $runs inputs, no fault"
  else
    echo "fuzz-$name: FAULT, see $folder/$name.log"
    failed="$failed $name"
  fi
done
[ -z "$failed" ]
