"""Trains the same models with ablate-trainer and with PyTorch, in turns, in one run; prints tokens a second and ratios.

    python bench/trainer/compare_with_pytorch.py build/trainer --sizes 1M 7M 30M --rounds 2 --threads 2

`build/trainer` is where `ninja -C build/trainer ablate-trainer trainer-bench` was run. Needs torch (2.13 was used) and, for
torch.compile, a C++ compiler. Both train the llama shapes below on the same number of tokens a step with AdamW and clipping.

PyTorch: eager and torch.compile (forward, backward and loss as one graph; inductor's freezing is for inference only, so it is
not used), each in float32 and under bfloat16 autocast; fused AdamW, scaled_dot_product_attention, gradients set to None, one
model at a time, as its users do. A variant that does not compile is reported and left out. Ours: float32 and bfloat16 products,
one arm and a pack. A figure is the best of the rounds' medians over steps; the order of the contestants turns round from one
round to the next, so that a machine that slows down slows all. The peak is that of multiply-adds in registers on the same
threads, measured in each round. A default run takes less than ten minutes on two cores.
"""

import argparse
import dataclasses
import json
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import torch
import torch.nn.functional as F

SHAPES = {
    "1M": dict(vocabulary=4096, hidden=128, layers=4, heads=4, feedForward=352, context=128, sequences=16),
    "7M": dict(vocabulary=8192, hidden=256, layers=6, heads=4, feedForward=704, context=256, sequences=8),
    "30M": dict(vocabulary=16384, hidden=512, layers=7, heads=8, feedForward=1408, context=512, sequences=4),
}
STEPS = {"1M": 20, "7M": 8, "30M": 3}
PACK_ARMS = {"1M": 8, "7M": 4, "30M": 2}
WARM_UP_STEPS = 2


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


def parameter_count(shape):
    hidden, layers = shape["hidden"], shape["layers"]
    return shape["vocabulary"] * hidden + layers * (4 * hidden**2 + 3 * hidden * shape["feedForward"])


def flops_per_token(shape):
    """6 for each parameter of a product, the classifier's included, and 6·L·d·T for causal attention."""
    return 6 * parameter_count(shape) + 6 * shape["layers"] * shape["hidden"] * shape["context"]


def tokens_per_step(shape):
    return shape["sequences"] * shape["context"]


def pytorch(shape, steps, autocast, compiled):
    """Tokens a second: the median of the steps after those that allocate and compile."""
    torch.manual_seed(1)
    model = Llama(shape)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    ids = torch.randint(shape["vocabulary"], (steps + WARM_UP_STEPS, shape["sequences"], shape["context"] + 1))

    def loss_of(inputs, targets):
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(inputs)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())

    if compiled:
        loss_of = torch.compile(loss_of, dynamic=False)
    seconds = []
    for step in range(steps + WARM_UP_STEPS):
        start = time.perf_counter()
        loss = loss_of(ids[step, :, :-1].contiguous(), ids[step, :, 1:].contiguous())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seconds.append(time.perf_counter() - start)
    return tokens_per_step(shape) / statistics.median(seconds[WARM_UP_STEPS:])


def write_shard(base, shape, tokens):
    ids = torch.randint(shape["vocabulary"], (tokens,), dtype=torch.int32).to(torch.uint16)
    pathlib.Path(f"{base}.bin").write_bytes(bytes(ids.view(torch.uint8).tolist()))
    header = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, 1, 2) + struct.pack("<i", tokens) + struct.pack("<q", 0)
    pathlib.Path(f"{base}.idx").write_bytes(header + struct.pack("<qq", 0, 1))


def train_configuration(folder, shape, steps, arms, threads, precision):
    model = {key: value for key, value in shape.items() if key != "sequences"}
    model |= dict(architecture="llama", keyValueHeads=shape["heads"], ropeTheta=10000, normEpsilon=1e-5)
    configuration = dict(
        device="cpu",
        threads=threads,
        precision=precision,
        model=model | dict(tiedEmbeddings=True),
        optimiser=dict(beta1=0.9, beta2=0.95, epsilon=1e-8, weightDecay=0.1, clip=1),
        schedule=dict(shape="constant", peak=3e-4, final=3e-4, warmupSteps=0),
        steps=steps + WARM_UP_STEPS,
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
    return configuration


def ours(build, shape, steps, arms, threads, precision):
    """Tokens a second of all arms together, from the trainer's own `step` events as this process reads them."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_shard(folder / "tokens", shape, 200_000)
        (folder / "bytes.json").write_text(json.dumps([3] * shape["vocabulary"]))
        configuration = train_configuration(folder, shape, steps, arms, threads, precision)
        (folder / "train.json").write_text(json.dumps(configuration))
        command = [build / "ablate-trainer", "train", "--config", folder / "train.json"]
        times = []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                if json.loads(line)["event"] == "step":
                    times.append(time.perf_counter())
        if process.returncode != 0:
            sys.exit(f"{command[0]} failed")
        seconds = [after - before for before, after in zip(times[WARM_UP_STEPS - 1 :], times[WARM_UP_STEPS:])]
        return arms * tokens_per_step(shape) / statistics.median(seconds)


def measured_peak(build, threads):
    """Floating-point operations a second of all threads, by type of operand."""
    output = subprocess.run([build / "trainer-bench", "peak", "--threads", str(threads)], check=True, capture_output=True)
    return {precision: peak["threads"] for precision, peak in json.loads(output.stdout).items()}


@dataclasses.dataclass
class Contestant:
    name: str
    precision: str
    run: object
    speeds: list = dataclasses.field(default_factory=list)
    failure: str = ""

    @property
    def is_pytorch(self):
        return self.name.startswith("PyTorch")

    def take_turn(self):
        if self.failure:
            return
        try:
            self.speeds.append(self.run())
        except Exception as failure:  # torch.compile fails in many ways
            if not self.is_pytorch:
                raise
            self.failure = str(failure).strip().splitlines()[0][:100]


def contestants_of(build, size, threads):
    shape, steps, arms = SHAPES[size], STEPS[size], PACK_ARMS[size]
    pack_steps = max(2, steps // arms)
    for precision in ("float32", "bfloat16"):
        autocast = precision == "bfloat16"
        for compiled in (False, True):
            name = f"PyTorch {'compiled' if compiled else 'eager'} {precision}{' autocast' if autocast else ''}"
            yield Contestant(name, precision, lambda a=autocast, c=compiled: pytorch(shape, steps, a, c))
        for count, taken in ((1, steps), (arms, pack_steps)):
            name = f"ablate-trainer {precision}, {'one arm' if count == 1 else f'pack of {count}'}"
            run = lambda p=precision, n=count, s=taken: ours(build, shape, s, n, threads, p)  # noqa: E731
            yield Contestant(name, precision, run)


def compare(build, size, rounds, threads):
    shape = SHAPES[size]
    contestants = list(contestants_of(build, size, threads))
    peaks = []
    for turn in range(rounds):
        peaks.append(measured_peak(build, threads))
        for contestant in contestants if turn % 2 == 0 else reversed(contestants):
            contestant.take_turn()
    peak = {precision: max(measured[precision] for measured in peaks) for precision in peaks[0]}
    best = {c.name: max(c.speeds) for c in contestants if c.speeds}
    eager = best["PyTorch eager float32"]
    best_name, best_pytorch = max(((c.name, best[c.name]) for c in contestants if c.is_pytorch and c.speeds), key=lambda x: x[1])
    print(f"{size}: {parameter_count(shape) / 1e6:.1f}M parameters in products, {shape}")
    print(f"  peak of {threads} threads: " + ", ".join(f"{p} {v / 1e9:.0f} GFLOP/s" for p, v in peak.items()))
    print(f"  {'':42} {'tokens/s':>9} {'GFLOP/s':>8} {'of peak':>8} {'eager f32':>10} {'best PyTorch':>13}")
    for c in contestants:
        if not c.speeds:
            print(f"  {c.name:42} failed: {c.failure}")
            continue
        flops = best[c.name] * flops_per_token(shape)
        print(
            f"  {c.name:42} {best[c.name]:9.0f} {flops / 1e9:8.1f} {flops / peak[c.precision]:8.0%}"
            f" {best[c.name] / eager:9.2f}x {best[c.name] / best_pytorch:12.2f}x"
        )
    print(f"  best PyTorch: {best_name}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="folder of ablate-trainer and trainer-bench")
    parser.add_argument("--sizes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    build = options.build.resolve()
    torch.set_num_threads(options.threads)
    for size in options.sizes:
        compare(build, size, options.rounds, options.threads)


if __name__ == "__main__":
    main()
