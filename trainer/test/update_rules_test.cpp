#include "optimiser/update_rules.h"

#include <doctest/doctest.h>

using namespace ablate;

namespace {

// Embedding and head 10·4; a layer: q, o 4·4, k, v 2·4, three of 6·4; norms 4.
const ModelShape kShape{"llama", 10, 4, 1, 2, 1, 6, 8, 10000, 1e-5, false};
constexpr int64_t kEmbeddings = 2 * 10 * 4;
constexpr int64_t kMatrices = 2 * 4 * 4 + 2 * 2 * 4 + 3 * 6 * 4;
constexpr int64_t kNorms = 3 * 4;

std::vector<std::vector<int64_t>> ranges(const UpdateRules& rules) {
  std::vector<std::vector<int64_t>> found;
  for (const AdamRange& range : rules.adam) found.push_back({range.begin, range.end, range.decays});
  return found;
}

}  // namespace

TEST_CASE("matrices decay and norms do not; embeddings do where they are asked to") {
  const ParameterLayout layout(kShape);
  constexpr int64_t kAll = kEmbeddings + kMatrices + kNorms;
  CHECK(ranges(update_rules(layout, {})) ==
        std::vector<std::vector<int64_t>>{{0, kEmbeddings + kMatrices, true}, {kEmbeddings + kMatrices, kAll, false}});
  CHECK(ranges(update_rules(layout, {.decay_embeddings = false})) ==
        std::vector<std::vector<int64_t>>{{0, kEmbeddings, false},
                                          {kEmbeddings, kEmbeddings + kMatrices, true},
                                          {kEmbeddings + kMatrices, kAll, false}});
}

TEST_CASE("Muon has each projection of a layer apart, and neither embeddings nor norms") {
  const ParameterLayout layout(kShape);
  const UpdateRules rules = update_rules(layout, {.muon = MuonOptions{.momentum = 0.95}});
  REQUIRE(rules.muon.size() == 7);
  CHECK(rules.muon[1].offset == layout.offset("model.layers.0.self_attn.k_proj.weight"));
  CHECK(rules.muon[1].rows == 2);
  CHECK(rules.muon[1].columns == 4);
  CHECK(ranges(rules) ==
        std::vector<std::vector<int64_t>>{{0, kEmbeddings, true},
                                          {kEmbeddings + kMatrices, kEmbeddings + kMatrices + kNorms, false}});
  for (const Parameter& parameter : layout.parameters()) {
    CAPTURE(parameter.name);
    CHECK(rules.keeps_second_moment(parameter) == (parameter.name.find("proj") == std::string::npos));
  }
}
