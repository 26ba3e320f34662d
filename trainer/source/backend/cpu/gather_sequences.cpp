#include <cstring>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

template <typename Token>
void copy_sequence(const SequenceStart& start, int64_t length, int32_t* inputs, int32_t* targets) {
  const std::byte* const from = start.tokens + start.first * static_cast<int64_t>(sizeof(Token));
  const auto token = [&](int64_t position) {
    Token value;
    std::memcpy(&value, from + position * static_cast<int64_t>(sizeof value), sizeof value);
    return static_cast<int32_t>(value);
  };
  for (int64_t i = 0; i < length; ++i) {
    inputs[i] = token(i);
    targets[i] = token(i + 1);
  }
}

}  // namespace

void CpuBackend::gather_sequences(int64_t arms, int64_t count, int64_t length, Arms<const SequenceStart> starts,
                                  Arms<int32_t> inputs, Arms<int32_t> targets) const {
  parallel_for(threads_, arms * count, [&](int64_t unit) {
    const int64_t arm = unit / count;
    const int64_t sequence = unit % count;
    const SequenceStart& start = starts[arm][sequence];
    const auto copy = start.bytes_per_token == 2 ? copy_sequence<uint16_t> : copy_sequence<int32_t>;
    copy(start, length, inputs[arm] + sequence * length, targets[arm] + sequence * length);
  });
}

}  // namespace ablate
