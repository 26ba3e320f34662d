#include <omp.h>

#include <algorithm>
#include <vector>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

int64_t CpuBackend::concurrent_arms(int64_t arms) const { return std::min<int64_t>(arms, threads_); }

int64_t CpuBackend::arms_side_by_side(int64_t arms) const { return threads_ == 1 ? arms : arms - arms % threads_; }

void CpuBackend::for_each_group(int64_t all_arms, Arms<const ArmProgress> progress, const GroupWork& work) const {
  std::vector<int64_t> arms;
  for (int64_t arm = 0; arm < all_arms; ++arm) {
    if (progress.data == nullptr || progress[arm]->failed == 0) arms.push_back(arm);
  }
  FirstFailure failure;
  const auto guarded = [&](ArmGroup group, int64_t slot) { failure.guard([&] { work(group, slot); }); };

  const auto count = static_cast<int64_t>(arms.size());
  const int64_t one_arm_each = arms_side_by_side(count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_) if (threads_ > 1 && one_arm_each > 0)
  for (int64_t i = 0; i < one_arm_each; ++i) guarded({arms[static_cast<size_t>(i)], 1}, omp_get_thread_num());

  for (int64_t i = one_arm_each; i < count;) {
    const int64_t first = arms[static_cast<size_t>(i)];
    int64_t neighbours = 1;
    while (i + neighbours < count && arms[static_cast<size_t>(i + neighbours)] == first + neighbours) ++neighbours;
    guarded({first, neighbours}, 0);
    i += neighbours;
  }
  failure.rethrow();
}

}  // namespace ablate
