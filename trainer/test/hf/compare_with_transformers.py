"""Checks that Hugging Face transformers computes what ablate-trainer computes, in both directions.

For each architecture, with embeddings tied and not: a random model that transformers writes, and one that `ablate-trainer
train` writes, are loaded by both. Compares the logits after a sequence; prints the largest difference; fails above 1e-4.

    pip install torch transformers
    python compare_with_transformers.py build/trainer/ablate-trainer [MODEL_FOLDER]

With MODEL_FOLDER, a folder that `ablate-trainer train` wrote is compared in place of these.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, CohereConfig, CohereForCausalLM, LlamaConfig, LlamaForCausalLM

BOUND = 1e-4
END_OF_TEXT = 0
VOCABULARY = 512
CONTEXT = 64
MODEL_CLASSES = {"llama": (LlamaConfig, LlamaForCausalLM), "cohere": (CohereConfig, CohereForCausalLM)}


def written_by_transformers(folder: Path, architecture: str, tied: bool) -> None:
    """A model with shared key heads, as transformers itself initialises and writes it."""
    torch.manual_seed(7)
    config_class, model_class = MODEL_CLASSES[architecture]
    config = config_class(
        vocab_size=VOCABULARY,
        hidden_size=96,
        num_hidden_layers=3,
        num_attention_heads=6,
        num_key_value_heads=2,
        intermediate_size=160,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=tied,
        initializer_range=0.1,
        bos_token_id=END_OF_TEXT,
        eos_token_id=END_OF_TEXT,
        pad_token_id=None,
    )
    model_class(config).float().save_pretrained(folder)


def write_shard(path: Path, tokens: list[int]) -> None:
    """A Megatron shard of one document, of uint16."""
    path.with_suffix(".bin").write_bytes(struct.pack(f"<{len(tokens)}H", *tokens))
    header = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, 1, 2)
    path.with_suffix(".idx").write_bytes(header + struct.pack("<iqqq", len(tokens), 0, 0, 1))


def written_by_trainer(trainer: str, folder: Path, architecture: str, tied: bool) -> Path:
    """A model after some steps on tokens that are easy to predict, so that its logits are far from uniform."""
    folder.mkdir(parents=True)
    write_shard(folder / "tokens", [position * 7 % VOCABULARY for position in range(20000)])
    (folder / "token-bytes.json").write_text(json.dumps([1] * VOCABULARY))
    configuration = {
        "device": "cpu",
        "threads": 2,
        "model": {
            "architecture": architecture,
            "vocabulary": VOCABULARY,
            "hidden": 96,
            "layers": 3,
            "heads": 6,
            "keyValueHeads": 2,
            "feedForward": 160,
            "context": CONTEXT,
            "ropeTheta": 10000,
            "normEpsilon": 1e-5,
            "tiedEmbeddings": tied,
            **({"logitScale": 0.0625} if architecture == "cohere" else {}),
        },
        "optimiser": {"beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1, "clip": 1},
        "schedule": {"shape": "constant", "peak": 0.01, "final": 0.01, "warmupSteps": 5},
        "steps": 60,
        "sequencesPerStep": 8,
        "logEvery": 60,
        "checkpointEvery": 60,
        "tokenBytes": str(folder / "token-bytes.json"),
        "endOfText": END_OF_TEXT,
        "arms": [
            {
                "name": architecture,
                "folder": str(folder),
                "seed": 1,
                "sources": [{"name": "count", "shard": str(folder / "tokens"), "weight": 1}],
            }
        ],
    }
    (folder / "train.json").write_text(json.dumps(configuration))
    subprocess.run([trainer, "train", "--config", folder / "train.json"], check=True, stdout=subprocess.DEVNULL)
    return folder / "model"


def every_log_likelihood(trainer: str, folder: Path, tokens: list[int], vocabulary: int) -> torch.Tensor:
    """log softmax of the last position over the whole vocabulary, from one request per token."""
    with tempfile.TemporaryDirectory() as work:
        requests, results, configuration = (Path(work) / name for name in ("requests", "results", "configuration"))
        requests.write_text(
            "".join(json.dumps({"context": tokens, "continuation": [token]}) + "\n" for token in range(vocabulary))
        )
        configuration.write_text(
            json.dumps(
                {
                    "device": "cpu",
                    "threads": 2,
                    "models": [str(folder)],
                    "requests": str(requests),
                    "results": str(results),
                    "endOfText": END_OF_TEXT,
                }
            )
        )
        subprocess.run([trainer, "score", "--config", configuration], check=True, stdout=subprocess.DEVNULL)
        lines = results.read_text().splitlines()
    return torch.tensor([json.loads(line)["logLikelihoods"][0] for line in lines], dtype=torch.float64)


def compare(trainer: str, folder: Path) -> float:
    """The largest difference between the logits after a sequence."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    vocabulary = model.config.vocab_size
    length = model.config.max_position_embeddings
    tokens = torch.randint(0, vocabulary, (length,), generator=torch.Generator().manual_seed(3)).tolist()
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0, -1].double()
    # Log-likelihoods are the logits up to their normaliser.
    expected = torch.log_softmax(logits, dim=-1)
    return (every_log_likelihood(trainer, folder, tokens, vocabulary) - expected).abs().max().item()


def main() -> int:
    trainer = sys.argv[1]
    largest = 0.0
    with tempfile.TemporaryDirectory() as work:
        folders = {"model": Path(sys.argv[2])} if len(sys.argv) > 2 else {}
        for architecture in () if folders else MODEL_CLASSES:
            for tied in (True, False):
                name = f"{architecture}, {'tied' if tied else 'not tied'}"
                place = Path(work) / f"{architecture}-{tied}"
                written_by_transformers(place / "transformers", architecture, tied)
                folders[f"{name}, written by transformers"] = place / "transformers"
                folders[f"{name}, written by the trainer"] = written_by_trainer(
                    trainer, place / "trainer", architecture, tied
                )
        for name, folder in folders.items():
            difference = compare(trainer, folder)
            print(f"{name}: largest difference of a log-likelihood {difference:.1e}")
            largest = max(largest, difference)
    return 0 if largest < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
