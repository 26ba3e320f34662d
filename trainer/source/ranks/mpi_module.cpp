#include "ranks/mpi_module.h"

#include <mpi.h>

namespace {

MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};

int start(int64_t* rank, int64_t* size) {
  int provided = 0;
  if (const int error = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided)) return error;
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  int own = 0;
  int all = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &own);
  const int error = MPI_Comm_size(MPI_COMM_WORLD, &all);
  *rank = own;
  *size = all;
  return error;
}

int broadcast(void* memory, int64_t bytes) {
  return MPI_Bcast(memory, static_cast<int>(bytes), MPI_BYTE, 0, MPI_COMM_WORLD);
}

int begin_exchange(int64_t to, const void* out, int64_t out_bytes, int64_t from, void* in, int64_t in_bytes) {
  if (in_bytes > 0) {
    if (const int error = MPI_Irecv(in, static_cast<int>(in_bytes), MPI_BYTE, static_cast<int>(from), 0, MPI_COMM_WORLD,
                                    &requests[0])) {
      return error;
    }
  }
  if (out_bytes > 0) {
    return MPI_Isend(out, static_cast<int>(out_bytes), MPI_BYTE, static_cast<int>(to), 0, MPI_COMM_WORLD, &requests[1]);
  }
  return 0;
}

int test_exchange(bool* done) {
  int all_done = 0;
  const int error = MPI_Testall(2, requests, &all_done, MPI_STATUSES_IGNORE);
  *done = all_done != 0;
  return error;
}

int finish() { return MPI_Finalize(); }

constexpr AblateMpi kMpi = {start, broadcast, begin_exchange, test_exchange, finish};

}  // namespace

extern "C" const AblateMpi* ablate_mpi() { return &kMpi; }
