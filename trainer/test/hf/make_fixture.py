"""Makes the checkpoints in fixtures/ and what Hugging Face transformers computes from them, once.

Random weights, both architectures; between them they show what a checkpoint may look like: tied and not, grouped queries,
one file and shards, float32, bfloat16 and float16, the configurations of transformers 5 and 4. Beside each checkpoint,
expected.json has the logits after every token of a sequence, and log-likelihoods of continuations, both of the weights
as stored, computed in float32. Run again only to add a checkpoint:

    pip install torch transformers
    python make_fixture.py
"""

import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, CohereConfig, CohereForCausalLM, LlamaConfig, LlamaForCausalLM

FIXTURES = Path(__file__).parent / "fixtures"
VOCABULARY = 61
CONTEXT = 16
SHAPE = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 40,
    "max_position_embeddings": CONTEXT,
    "bos_token_id": 0,
    "eos_token_id": 0,
    "pad_token_id": None,
    # Larger than in training: attention and norms are far from uniform, so that an error in them shows.
    "initializer_range": 0.3,
}


def shake_norms(model: torch.nn.Module) -> None:
    """Norm weights other than 1, so that leaving one out shows."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter.normal_(1.0, 0.2)


def as_version_4_writes(folder: Path) -> None:
    """The configuration as transformers 4 wrote it, with rope_theta on its own."""
    file = folder / "config.json"
    config = json.loads(file.read_text())
    config["rope_theta"] = config.pop("rope_parameters")["rope_theta"]
    config["torch_dtype"] = config.pop("dtype")
    config["rope_scaling"] = None
    config.pop("head_dim", None)
    file.write_text(json.dumps(config, indent=2) + "\n")


def expectation(folder: Path) -> dict:
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokens = torch.randint(0, VOCABULARY, (CONTEXT,), generator=torch.Generator().manual_seed(3)).tolist()
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0]
    log_shares = torch.log_softmax(logits.double(), dim=-1)
    requests = []
    for begin, end in ((1, 2), (3, 8), (9, CONTEXT)):
        total = sum(log_shares[at - 1, tokens[at]].item() for at in range(begin, end))
        requests.append({"context": tokens[:begin], "continuation": tokens[begin:end], "logLikelihood": total})
    return {
        "tokens": tokens,
        "logits": [[round(logit, 6) for logit in row] for row in logits.tolist()],
        "requests": requests,
    }


def make(name: str, seed: int, model_class: type, config, dtype: torch.dtype, shard_size: str, version: int) -> None:
    torch.manual_seed(seed)
    model = model_class(config).float()
    shake_norms(model)
    folder = FIXTURES / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard_size)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if version == 4:
        as_version_4_writes(folder)
    (folder / "expected.json").write_text(json.dumps(expectation(folder)) + "\n")


def rope(theta: float) -> dict:
    return {"rope_parameters": {"rope_type": "default", "rope_theta": theta}}


def main() -> None:
    make(
        "llama",
        1,
        LlamaForCausalLM,
        LlamaConfig(**SHAPE, **rope(10000.0), rms_norm_eps=1e-5, tie_word_embeddings=False),
        torch.float32,
        "1GB",
        version=5,
    )
    make(
        "llama-tied-bfloat16-shards",
        2,
        LlamaForCausalLM,
        LlamaConfig(**SHAPE, **rope(500.0), rms_norm_eps=1e-6, tie_word_embeddings=True),
        torch.bfloat16,
        "16KB",
        version=4,
    )
    make(
        "cohere",
        3,
        CohereForCausalLM,
        CohereConfig(**SHAPE, **rope(10000.0), layer_norm_eps=1e-5, tie_word_embeddings=True, logit_scale=0.0625),
        torch.float32,
        "1GB",
        version=5,
    )
    make(
        "cohere-untied-float16-shards",
        4,
        CohereForCausalLM,
        CohereConfig(**SHAPE, **rope(500.0), layer_norm_eps=1e-6, tie_word_embeddings=False, logit_scale=0.25),
        torch.float16,
        "16KB",
        version=4,
    )


if __name__ == "__main__":
    main()
