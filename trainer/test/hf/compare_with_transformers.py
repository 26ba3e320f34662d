"""Checks that Hugging Face transformers computes what ablate-trainer computes.

Writes a random llama model folder, scores requests with `ablate-trainer score`, and compares with the log-likelihoods of
LlamaForCausalLM on the same folder. Prints the relative norm of the difference; fails above 1e-5.

    pip install torch transformers
    python compare_with_transformers.py build/trainer/ablate-trainer [MODEL_FOLDER]

With MODEL_FOLDER, a folder that `ablate-trainer train` wrote is compared in place of random models.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

BOUND = 1e-5
END_OF_TEXT = 0


def random_model(folder: Path, tied: bool) -> None:
    """A model with shared key heads, as transformers itself initialises and writes it."""
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=512,
        hidden_size=96,
        num_hidden_layers=3,
        num_attention_heads=6,
        num_key_value_heads=2,
        intermediate_size=160,
        max_position_embeddings=64,
        tie_word_embeddings=tied,
        initializer_range=0.1,
        bos_token_id=END_OF_TEXT,
        eos_token_id=END_OF_TEXT,
    )
    LlamaForCausalLM(config).float().save_pretrained(folder)


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
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    vocabulary = model.config.vocab_size
    length = model.config.max_position_embeddings
    tokens = torch.randint(0, vocabulary, (length,), generator=torch.Generator().manual_seed(3)).tolist()
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0, -1].double()
    expected = torch.log_softmax(logits, dim=-1)
    ours = every_log_likelihood(trainer, folder, tokens, vocabulary)
    # The normaliser is the same for all tokens and large: compare the logits, up to that constant.
    ours, expected = ours - ours.mean(), expected - expected.mean()
    return ((ours - expected).norm() / expected.norm()).item()


def main() -> int:
    trainer = sys.argv[1]
    largest = 0.0
    with tempfile.TemporaryDirectory() as work:
        folders = [Path(sys.argv[2])] if len(sys.argv) > 2 else []
        for tied in () if folders else (True, False):
            folders.append(Path(work) / f"tied-{tied}")
            random_model(folders[-1], tied)
        for folder in folders:
            error = compare(trainer, folder)
            print(f"{folder.name}: relative norm of the difference {error:.2e}")
            largest = max(largest, error)
    return 0 if largest < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
