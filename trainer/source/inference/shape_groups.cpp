#include "inference/shape_groups.h"

#include <algorithm>

#include "storage/model_folder.h"

namespace ablate {

std::vector<ShapeGroup> group_by_shape(const std::vector<std::filesystem::path>& folders) {
  std::vector<ShapeGroup> groups;
  for (size_t model = 0; model < folders.size(); ++model) {
    const ModelShape shape = read_model_shape(folders[model]);
    auto group = std::ranges::find(groups, shape, &ShapeGroup::shape);
    if (group == groups.end()) group = groups.insert(groups.end(), {shape, {}});
    group->models.push_back(model);
  }
  return groups;
}

}  // namespace ablate
