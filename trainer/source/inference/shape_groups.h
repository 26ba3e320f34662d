#pragma once

#include <filesystem>
#include <vector>

#include "protocol/configuration.h"

namespace ablate {

/// Models of one shape, as positions in a list of folders.
struct ShapeGroup {
  ModelShape shape;
  std::vector<size_t> models;
};

/// Groups model folders by the shape of their models. Throws Failure (model) where one cannot be used.
std::vector<ShapeGroup> group_by_shape(const std::vector<std::filesystem::path>& folders);

}  // namespace ablate
