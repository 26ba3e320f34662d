#pragma once

#include <cstdint>
#include <vector>

#include "model/parameters.h"
#include "protocol/configuration.h"

namespace ablate {

/// Neighbouring parameters [begin, end) that AdamW updates.
struct AdamRange {
  int64_t begin;
  int64_t end;
  bool decays;
};

/// A matrix [rows, columns] at `offset` that Muon updates.
struct MuonMatrix {
  int64_t offset;
  int64_t rows;
  int64_t columns;
};

/// Which rule updates which of an arm's parameters.
struct UpdateRules {
  std::vector<AdamRange> adam;
  std::vector<MuonMatrix> muon;

  /// Whether there is a second moment of the parameter: Muon keeps none.
  bool keeps_second_moment(const Parameter& parameter) const;
};

/// Norms never decay; the embedding and the head decay unless the settings say otherwise; the matrices of the layers
/// always do, and are Muon's where the settings ask for it, each projection (query, key, value, gate, up) apart.
UpdateRules update_rules(const ParameterLayout& layout, const OptimiserSettings& settings);

}  // namespace ablate
