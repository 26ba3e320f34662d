"""Opens what `ablate export training ARM --for torchtitan` wrote with torchtitan's own code, on a CPU.

    python check_torchtitan.py FOLDER

Needs torchtitan 0.3.0, torch and transformers. The configuration goes through torchtitan's ConfigManager; the model is read by its checkpoint
reader and must compute what transformers computes; the loader must give each rank its own sequences, in the mixture's shares, and go on
from its state; the scheduler must end at the last rate.
"""

import collections
import os
import pathlib
import sys

import torch
import torch.distributed.checkpoint as checkpoint

FOLDER = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(FOLDER))
os.environ.update({"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29717"})

import train
from torchtitan.config import ConfigManager


def parsed(options):
    return ConfigManager().parse_args(["--module", "train", "--config", "arm", *options])


def loaded_model(config):
    specification = config.model_spec
    specification.model.update_from_config(config=config)
    model = specification.model.build()
    with torch.no_grad():
        model.init_weights()
    adapter = specification.state_dict_adapter(specification.model, config.hf_assets_path)
    state = adapter.to_hf(model.state_dict())
    path = config.checkpoint.initial_load_path
    checkpoint.load(state, storage_reader=adapter.get_hf_storage_reader(path), no_dist=True)
    model.load_state_dict(adapter.from_hf(state), strict=True)
    return model.eval()


def loader(config, rank, ranks, batch):
    return config.dataloader.build(
        dp_world_size=ranks, dp_rank=rank, tokenizer=None, seq_len=config.training.seq_len, local_batch_size=batch
    )


config = parsed(["--training.steps", "300"])
assert config.training.steps == 300
print("configuration:", type(config).__qualname__, "context", config.training.seq_len)

model = loaded_model(config)
inputs, labels = next(iter(loader(config, 0, 1, 4)))
with torch.no_grad():
    masks = model.get_attention_masks(positions=inputs["positions"])
    logits = model(inputs["input"], inputs["positions"], masks)
from transformers import AutoModelForCausalLM

theirs = AutoModelForCausalLM.from_pretrained(FOLDER / "model", dtype=torch.float32).eval()
with torch.no_grad():
    if train.DOCUMENT_MASKING:
        expected, logits = theirs(inputs["input"][:1, :1]).logits, logits[:1, :1]
    else:
        expected = theirs(inputs["input"]).logits
difference = (logits - expected).abs().max().item()
print(f"logits: {tuple(logits.shape)}, largest difference to transformers {difference:.2e}")
assert difference < 1e-4

assert torch.equal(inputs["input"][:, 1:], labels[:, :-1])
rows = {}
for name, ranks in (("one", 1), ("two", 2)):
    rows[name] = [None] * 40
    for rank in range(ranks):
        for step, (batch, _) in zip(range(40 // ranks), iter(loader(config, rank, ranks, 1))):
            rows[name][step * ranks + rank] = tuple(batch["input"][0].tolist())
assert rows["one"] == rows["two"]
mixture = train.Mixture(1, 0, 1)
drawn = iter(mixture)
for _ in range(40):
    next(drawn)
shares = [taken / 40 for taken in mixture.taken]
assert all(abs(share - weight) <= 1 / 40 + 1e-9 for share, (_, weight) in zip(shares, train.MIXTURE)), shares
print("sequences: equal for 1 and 2 ranks; shares", shares, "of", [weight for _, weight in train.MIXTURE])

train.DOCUMENT_MASKING, end = True, train.END_OF_TEXT
assert train.positions(torch.tensor([end, end + 1, end + 2, end, end, end + 1])).tolist() == [0, 0, 1, 2, 0, 0]

first = loader(config, 0, 1, 1)
going = iter(first)
for _ in range(5):
    next(going)
state = first.state_dict()
again = loader(config, 0, 1, 1)
again.load_state_dict(state)
assert torch.equal(next(iter(again))[0]["input"], next(going)[0]["input"])
seen = collections.Counter()
file = train.TokenFile(train.MIXTURE[0][0], 1)
for number in range(file.sequences):
    seen[tuple(file.sequence(number).tolist())] += 1
assert sum(seen.values()) == file.sequences
print("loader: goes on from its state")

optimisers = config.optimizer.build(model_parts=[model])
schedulers = config.lr_scheduler.build(optimizers=optimisers, training_steps=300)
rates = []
for _ in range(300):
    rates.append(schedulers.schedulers[0].get_last_lr()[0])
    for optimiser in optimisers.optimizers:
        optimiser.step()
    schedulers.step()
print(f"rate: peak {max(rates):.3g}, last {rates[-1]:.3g}")
print("ok")
