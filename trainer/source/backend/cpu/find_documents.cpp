#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

void CpuBackend::find_documents(int64_t arms, int64_t sequences, int64_t length, int32_t end_of_text, ArmTokens tokens,
                                Arms<int32_t> starts, Arms<int32_t> ends) const {
  parallel_for(threads_, arms * sequences, [&](int64_t unit) {
    const int64_t arm = unit / sequences;
    const int64_t first_row = unit % sequences * length;
    const int32_t* from = tokens[arm] + first_row;
    int32_t* const start = starts[arm] + first_row;
    int32_t* const end = ends[arm] + first_row;
    int64_t begin = 0;
    for (int64_t position = 0; position < length; ++position) {
      if (from[position] != end_of_text && position + 1 < length) continue;
      for (int64_t i = begin; i <= position; ++i) {
        start[i] = static_cast<int32_t>(begin);
        end[i] = static_cast<int32_t>(position + 1);
      }
      begin = position + 1;
    }
  });
}

}  // namespace ablate
