#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

void CpuBackend::adamw(int64_t arms, int64_t count, const AdamSettings& settings, Arms<const ArmControl> controls,
                       Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor first_moment,
                       ArmTensor second_moment, ArmTensor parameters) const {
  constexpr int64_t kElements = 16384;
  const auto beta1 = static_cast<float>(settings.beta1);
  const auto beta2 = static_cast<float>(settings.beta2);
  const auto rest1 = static_cast<float>(1 - settings.beta1);
  const auto rest2 = static_cast<float>(1 - settings.beta2);
  const auto epsilon = static_cast<float>(settings.epsilon);
  parallel_blocks(threads_, arms, count, kElements, [&](int64_t arm, Block block) {
    const ArmProgress& state = *progress[arm];
    if (state.failed != 0) return;
    const double rate = controls[arm]->rate;
    const auto updates = static_cast<double>(state.updates);
    // The corrections are folded into factors of their own: m̂ = m · first_factor, sqrt(v̂) = sqrt(v) · second_factor.
    const auto first_factor = static_cast<float>(rate / (1 - std::pow(settings.beta1, updates)));
    const auto second_factor = static_cast<float>(1 / std::sqrt(1 - std::pow(settings.beta2, updates)));
    const auto keep = static_cast<float>(1 - rate * settings.weight_decay);
    const auto scale = static_cast<float>(state.gradient_scale);
    const float* g = gradient[arm];
    float* m = first_moment[arm];
    float* v = second_moment[arm];
    float* x = parameters[arm];
#pragma omp simd
    for (int64_t i = block.begin; i < block.end; ++i) {
      const float slope = g[i] * scale;
      m[i] = beta1 * m[i] + rest1 * slope;
      v[i] = beta2 * v[i] + rest2 * slope * slope;
      x[i] = keep * x[i] - first_factor * m[i] / (std::sqrt(v[i]) * second_factor + epsilon);
    }
  });
}

}  // namespace ablate
