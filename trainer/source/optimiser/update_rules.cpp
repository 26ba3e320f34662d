#include "optimiser/update_rules.h"

#include <algorithm>

namespace ablate {

namespace {

bool is_embedding(const Parameter& parameter) {
  return parameter.name == "model.embed_tokens.weight" || parameter.name == "lm_head.weight";
}

}  // namespace

bool UpdateRules::keeps_second_moment(const Parameter& parameter) const {
  return std::ranges::find(muon, parameter.offset, &MuonMatrix::offset) == muon.end();
}

UpdateRules update_rules(const ParameterLayout& layout, const OptimiserSettings& settings) {
  UpdateRules rules;
  for (const Parameter& parameter : layout.parameters()) {
    const bool matrix = parameter.shape.size() == 2;
    if (settings.muon && matrix && !is_embedding(parameter)) {
      rules.muon.push_back({parameter.offset, parameter.shape[0], parameter.shape[1]});
      continue;
    }
    const bool decays = matrix && (settings.decay_embeddings || !is_embedding(parameter));
    const int64_t end = parameter.offset + parameter.size;
    AdamRange* const last = rules.adam.empty() ? nullptr : &rules.adam.back();
    if (last != nullptr && last->end == parameter.offset && last->decays == decays) {
      last->end = end;
    } else {
      rules.adam.push_back({parameter.offset, end, decays});
    }
  }
  return rules;
}

}  // namespace ablate
