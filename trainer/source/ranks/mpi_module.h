#pragma once

#include <cstdint>

/// What the module `ablate-trainer-mpi.so` offers. The trainer loads it where it was started under MPI, so that it
/// needs no MPI library elsewhere. Ranks are those of the world. Functions return 0, or an error code of MPI.
struct AblateMpi {
  /// Starts MPI and tells which rank of how many this is.
  int (*start)(int64_t* rank, int64_t* size);
  /// `bytes` of rank 0's memory to all.
  int (*broadcast)(void* memory, int64_t bytes);
  /// Begins to send `out` to a rank and to receive `in` from another; a half of 0 bytes is left out. At most one
  /// exchange at a time, of at most 1 GiB in each direction.
  int (*begin_exchange)(int64_t to, const void* out, int64_t out_bytes, int64_t from, void* in, int64_t in_bytes);
  /// Whether the exchange is done.
  int (*test_exchange)(bool* done);
  /// Ends MPI, when every rank calls it.
  int (*finish)();
};

/// The name and type of the one function that the module exports.
constexpr const char* kAblateMpiFunction = "ablate_mpi";
using AblateMpiFunction = const AblateMpi* (*)();
