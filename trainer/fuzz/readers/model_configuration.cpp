#include "storage/model_configuration.h"

#include "input.h"
#include "model/parameters.h"
#include "tiny_shape.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  const auto path = file_of("config.json", as_text(bytes));
  allow_failure([&] { const ParameterLayout layout(read_model_configuration(path)); });
}

std::vector<std::string> seeds() {
  std::vector<std::string> texts;
  for (const std::string architecture : {"llama", "cohere"}) {
    ModelShape shape = test::kTinyShape;
    shape.architecture = architecture;
    texts.push_back(model_configuration_text(shape, 0));
  }
  texts.push_back(R"({"model_type":"llama","vocab_size":3,"hidden_size":4,"intermediate_size":2,"num_hidden_layers":1,
"num_attention_heads":2,"max_position_embeddings":8,"rope_scaling":{"type":"default"},"head_dim":2})");
  return texts;
}

}  // namespace

const Reader model_configuration{"model-configuration", read, seeds};

}  // namespace ablate::fuzz
