"""Trains the same models with ablate-trainer and with PyTorch, in turns, in one run; prints tokens per second and ratios.

    python bench/trainer/compare_with_pytorch.py build/trainer/ablate-trainer [--rounds 3] [--threads 2]

Needs torch (2.13 was used). Both train the llama shapes below on the same number of tokens a step with AdamW and clipping, in fp32,
PyTorch also under bf16 autocast. PyTorch trains one model at a time, as its users do; ours alone and as a pack. A figure is the
median over rounds; the order of the contestants alternates, so that a machine that slows down slows both.
"""

import argparse
import json
import pathlib
import statistics
import struct
import subprocess
import tempfile
import time

import torch
import torch.nn.functional as F

SHAPES = {
    "toy": dict(vocabulary=4096, hidden=128, layers=4, heads=4, feedForward=352, context=128, sequences=8),
    "7M": dict(vocabulary=8192, hidden=256, layers=6, heads=4, feedForward=704, context=256, sequences=8),
}


class Block(torch.nn.Module):
    def __init__(self, shape):
        super().__init__()
        hidden, inner = shape["hidden"], shape["feedForward"]
        self.heads = shape["heads"]
        self.norm1, self.norm2 = torch.nn.RMSNorm(hidden, 1e-5), torch.nn.RMSNorm(hidden, 1e-5)
        self.qkv = torch.nn.Linear(hidden, 3 * hidden, bias=False)
        self.out = torch.nn.Linear(hidden, hidden, bias=False)
        self.gate_up = torch.nn.Linear(hidden, 2 * inner, bias=False)
        self.down = torch.nn.Linear(inner, hidden, bias=False)

    def forward(self, x, cosine, sine):
        batch, length, hidden = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, hidden // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(rotate(q, cosine, sine), rotate(k, cosine, sine), v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, length, hidden))
        gate, up = self.gate_up(self.norm2(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


def rotate(x, cosine, sine):
    first, second = x.chunk(2, -1)
    return x * cosine + torch.cat((-second, first), -1) * sine


class Llama(torch.nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.embedding = torch.nn.Embedding(shape["vocabulary"], shape["hidden"])
        self.blocks = torch.nn.ModuleList(Block(shape) for _ in range(shape["layers"]))
        self.norm = torch.nn.RMSNorm(shape["hidden"], 1e-5)
        half = shape["hidden"] // shape["heads"] // 2
        angles = torch.outer(torch.arange(shape["context"]), 10000.0 ** (-torch.arange(half) / half)).repeat(1, 2)
        self.cosine, self.sine = angles.cos(), angles.sin()
        for parameter in self.parameters():
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=0.02)

    def forward(self, ids):
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, self.cosine, self.sine)
        return F.linear(self.norm(x), self.embedding.weight)


def flops_per_token(shape):
    hidden, layers = shape["hidden"], shape["layers"]
    parameters = shape["vocabulary"] * hidden + layers * (4 * hidden**2 + 3 * hidden * shape["feedForward"])
    return 6 * parameters + 6 * layers * hidden * shape["context"]


def pytorch(shape, steps, autocast):
    model = Llama(shape)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    ids = torch.randint(shape["vocabulary"], (steps + 2, shape["sequences"], shape["context"] + 1))
    for step in range(steps + 2):
        if step == 2:  # the first steps allocate
            start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(ids[step, :, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1).float(), ids[step, :, 1:].flatten())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    return steps * shape["sequences"] * shape["context"] / (time.perf_counter() - start)


def write_shard(base, shape, tokens):
    ids = torch.randint(shape["vocabulary"], (tokens,), dtype=torch.int32).to(torch.uint16)
    pathlib.Path(f"{base}.bin").write_bytes(bytes(ids.view(torch.uint8).tolist()))
    header = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, 1, 2) + struct.pack("<i", tokens) + struct.pack("<q", 0)
    pathlib.Path(f"{base}.idx").write_bytes(header + struct.pack("<qq", 0, 1))


def ours(trainer, shape, steps, arms, threads):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_shard(folder / "tokens", shape, 200_000)
        (folder / "bytes.json").write_text(json.dumps([3] * shape["vocabulary"]))
        model = {key: value for key, value in shape.items() if key != "sequences"}
        model |= dict(architecture="llama", keyValueHeads=shape["heads"], ropeTheta=10000, normEpsilon=1e-5, tiedEmbeddings=True)
        configuration = dict(
            device="cpu",
            threads=threads,
            model=model,
            optimiser=dict(beta1=0.9, beta2=0.95, epsilon=1e-8, weightDecay=0.1, clip=1),
            schedule=dict(shape="constant", peak=3e-4, final=3e-4, warmupSteps=0),
            steps=steps + 2,
            sequencesPerStep=shape["sequences"],
            logEvery=1,
            checkpointEvery=10**9,
            tokenBytes=str(folder / "bytes.json"),
            endOfText=0,
            arms=[],
        )
        for arm in range(arms):
            (folder / str(arm)).mkdir()
            source = dict(name="random", shard=str(folder / "tokens"), weight=1)
            configuration["arms"].append(dict(name=str(arm), folder=str(folder / str(arm)), seed=arm, sources=[source]))
        (folder / "train.json").write_text(json.dumps(configuration))
        command = [trainer, "train", "--config", str(folder / "train.json")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                event = json.loads(line)
                if event["event"] == "step" and event["step"] == 2:
                    start = time.perf_counter()
                if event["event"] == "step" and event["step"] == steps + 2:
                    seconds = time.perf_counter() - start
        return arms * steps * shape["sequences"] * shape["context"] / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trainer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for name, shape in SHAPES.items():
        steps = 40 if name == "toy" else 12
        contestants = {
            "PyTorch eager fp32": lambda: pytorch(shape, steps, False),
            "PyTorch eager bf16 autocast": lambda: pytorch(shape, steps, True),
            "ablate-trainer, one arm": lambda: ours(options.trainer, shape, steps, 1, options.threads),
            "ablate-trainer, pack of 10": lambda: ours(options.trainer, shape, steps // 4, 10, options.threads),
        }
        speeds = {contestant: [] for contestant in contestants}
        for turn in range(options.rounds):
            order = list(contestants) if turn % 2 == 0 else list(reversed(contestants))
            for contestant in order:
                speeds[contestant].append(contestants[contestant]())
        base = statistics.median(speeds["PyTorch eager fp32"])
        print(f"{name}: {shape}")
        for contestant, measured in speeds.items():
            median = statistics.median(measured)
            gflops = median * flops_per_token(shape) / 1e9
            print(f"  {contestant:28} {median:9.0f} tokens/s  {gflops:6.1f} GFLOP/s  {median / base:5.2f} × PyTorch fp32")


if __name__ == "__main__":
    main()
