#include "ranks/team.h"
#include "storage/checkpoint.h"

namespace ablate {

std::optional<int64_t> SoleRank::newest_common_step(const std::vector<std::filesystem::path>& folders,
                                                    std::vector<std::string>& skipped) {
  return ablate::newest_common_step(folders, skipped);
}

}  // namespace ablate
