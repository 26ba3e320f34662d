"""Scores four-choice items and generates text with ablate-trainer and with Hugging Face transformers: the same models, the same
requests, in turns, in one run; prints items/s, tokens/s and ratios.

    python bench/scoring/compare_with_transformers.py build/trainer/ablate-trainer [--rounds 3] [--threads 2] [--sizes tiny 7M 124M]

Needs torch and transformers. Both compute in float32 and in bfloat16: ours rounds the operands of products, transformers' model
is cast. Of transformers the best is taken of several ways: sequences sorted by length in batches of 16 or 64, padded, the
classifier on the scored rows alone; or contexts first and then all choices over the repeated past_key_values. Generation is
greedy with 32 new tokens each, in batches of 16 or 32 prompts sorted by length. Neither includes reading the model: of ours,
what the same command takes for one request is taken off. A figure is the median over rounds; the order of the contestants
alternates. Results of float32 are compared too.

With --cpu-time all use one thread, and the processor's time counts in place of the clock's: for a machine that has other work.
"""

import argparse
import copy
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import tempfile
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM

END_OF_TEXT = 0
SIZES = {
    "tiny": dict(vocabulary=4096, hidden=128, layers=4, heads=4, feed_forward=352, context=128, items=400, prompts=256),
    "7M": dict(vocabulary=8192, hidden=256, layers=6, heads=4, feed_forward=704, context=256, items=200, prompts=256),
    "124M": dict(vocabulary=50304, hidden=768, layers=12, heads=12, feed_forward=2048, context=1024, items=48, prompts=32),
}
NEW_TOKENS = 32
clock = time.perf_counter


def children_time():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def make_model(size, folder):
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=size["vocabulary"],
        hidden_size=size["hidden"],
        num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"],
        num_key_value_heads=size["heads"],
        intermediate_size=size["feed_forward"],
        max_position_embeddings=size["context"],
        tie_word_embeddings=True,
        bos_token_id=END_OF_TEXT,
        eos_token_id=END_OF_TEXT,
        initializer_range=0.05,
        attn_implementation="sdpa",
    )
    model = LlamaForCausalLM(config).float().eval()
    model.save_pretrained(folder)
    return model


def make_items(size, generator):
    """Contexts of 24 to 100 tokens with four choices of 1 to 8 tokens, as in the suites of questions."""
    tokens = lambda count: [generator.randrange(1, size["vocabulary"]) for _ in range(count)]
    return [(tokens(generator.randint(24, 100)), [tokens(generator.randint(1, 8)) for _ in range(4)]) for _ in range(size["items"])]


def padded(rows, left=False):
    width = max(len(row) for row in rows)
    fill = lambda row: [END_OF_TEXT] * (width - len(row))
    return torch.tensor([fill(row) + row if left else row + fill(row) for row in rows])


def log_likelihoods(model, hidden, targets):
    logits = model.lm_head(hidden)
    return torch.gather(torch.log_softmax(logits.float(), -1), 1, targets[:, None])[:, 0]


@torch.inference_mode()
def score_padded(model, items, batch_size):
    requests = [(item, choice, context + continuation, len(continuation)) for item, (context, choices) in enumerate(items) for choice, continuation in enumerate(choices)]
    requests.sort(key=lambda request: len(request[2]))
    scores = [[0.0] * 4 for _ in items]
    for start in range(0, len(requests), batch_size):
        batch = requests[start : start + batch_size]
        # Padding on the right needs no mask: attention is causal.
        hidden = model.model(padded([sequence[:-1] for _, _, sequence, _ in batch]), use_cache=False).last_hidden_state
        rows = [(row, position) for row, (_, _, sequence, count) in enumerate(batch) for position in range(len(sequence) - 1 - count, len(sequence) - 1)]
        index = torch.tensor(rows)
        targets = torch.tensor([batch[row][2][position + 1] for row, position in rows])
        for (row, _), value in zip(rows, log_likelihoods(model, hidden[index[:, 0], index[:, 1]], targets).tolist()):
            scores[batch[row][0]][batch[row][1]] += value
    return scores


@torch.inference_mode()
def score_shared(model, items, batch_size):
    order = sorted(range(len(items)), key=lambda item: len(items[item][0]))
    scores = [[0.0] * 4 for _ in items]
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        contexts = [items[item][0] for item in batch]
        ids = padded(contexts, left=True)
        mask = padded([[1] * len(context) for context in contexts], left=True)
        positions = (mask.cumsum(-1) - 1).clamp(min=0)
        first = model.model(ids, attention_mask=mask, position_ids=positions, use_cache=True)
        choices = [choice for item in batch for choice in items[item][1]]
        begun = torch.log_softmax(model.lm_head(first.last_hidden_state[:, -1]).float(), -1).repeat_interleave(4, 0)
        totals = torch.gather(begun, 1, torch.tensor([[choice[0]] for choice in choices]))[:, 0].tolist()
        longer = [choice[:-1] for choice in choices]
        if any(longer):
            cache = first.past_key_values
            cache.batch_repeat_interleave(4)
            own = padded([row or [END_OF_TEXT] for row in longer])
            own_mask = padded([[1] * max(1, len(row)) for row in longer])
            whole_mask = torch.cat([mask.repeat_interleave(4, 0), own_mask], 1)
            lengths = torch.tensor([len(items[item][0]) for item in batch]).repeat_interleave(4)
            own_positions = lengths[:, None] + torch.arange(own.shape[1])[None]
            hidden = model.model(own, attention_mask=whole_mask, position_ids=own_positions, past_key_values=cache).last_hidden_state
            rows = [(row, position) for row, choice in enumerate(choices) for position in range(len(choice) - 1)]
            index = torch.tensor(rows)
            targets = torch.tensor([choices[row][position + 1] for row, position in rows])
            for (row, _), value in zip(rows, log_likelihoods(model, hidden[index[:, 0], index[:, 1]], targets).tolist()):
                totals[row] += value
        for row, total in enumerate(totals):
            scores[batch[row // 4]][row % 4] = total
    return scores


@torch.inference_mode()
def generate_transformers(model, prompts, batch_size):
    order = sorted(range(len(prompts)), key=lambda prompt: len(prompts[prompt]))
    completions = [[] for _ in prompts]
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        ids = padded([prompts[prompt] for prompt in batch], left=True)
        mask = padded([[1] * len(prompts[prompt]) for prompt in batch], left=True)
        # No end of text, so that all have the same length, which suits batches best.
        out = model.generate(ids, attention_mask=mask, max_new_tokens=NEW_TOKENS, min_new_tokens=NEW_TOKENS, do_sample=False, pad_token_id=END_OF_TEXT)
        for row, prompt in enumerate(batch):
            completions[prompt] = out[row, ids.shape[1] :].tolist()
    return completions


def run_ours(trainer, command, folder, requests, threads, precision):
    with tempfile.TemporaryDirectory() as work:
        files = {name: str(pathlib.Path(work) / name) for name in ("requests", "results", "configuration")}
        pathlib.Path(files["requests"]).write_text("".join(json.dumps(request) + "\n" for request in requests))
        configuration = dict(device="cpu", threads=threads, precision=precision, models=[str(folder)], requests=files["requests"], results=files["results"], endOfText=END_OF_TEXT)
        pathlib.Path(files["configuration"]).write_text(json.dumps(configuration))
        # As the product starts it (src/training/trainer-process.ts).
        environment = {"OMP_WAIT_POLICY": "passive", **os.environ}
        before = children_time()
        out = subprocess.run([trainer, command, "--config", files["configuration"]], check=True, capture_output=True, text=True, env=environment).stdout
        seconds = json.loads(out.splitlines()[-1])["seconds"] if clock is time.perf_counter else children_time() - before
        return seconds, [json.loads(line) for line in pathlib.Path(files["results"]).read_text().splitlines()]


loading_times = {}


def run_loaded(trainer, command, folder, requests, smallest, threads, precision):
    run = lambda asked: run_ours(trainer, command, folder, asked, threads, precision)
    key = command, folder, precision
    if key not in loading_times:
        loading_times[key] = statistics.median(run([smallest])[0] for _ in range(3))
    seconds, lines = run(requests)
    return seconds - loading_times[key], lines


def score_ours(trainer, folder, items, threads, precision):
    requests = [dict(context=context, continuation=choice) for context, choices in items for choice in choices]
    seconds, lines = run_loaded(trainer, "score", folder, requests, dict(context=[1], continuation=[2]), threads, precision)
    values = [line["logLikelihoods"][0] for line in lines]
    return seconds, [values[start : start + 4] for start in range(0, len(values), 4)]


def generate_ours(trainer, folder, prompts, threads, precision):
    requests = [dict(prompt=prompt, maxTokens=NEW_TOKENS) for prompt in prompts]
    seconds, lines = run_loaded(trainer, "generate", folder, requests, dict(prompt=[1], maxTokens=1), threads, precision)
    return seconds, [line["completions"][0]["tokens"] for line in lines]


def timed(work):
    start = clock()
    result = work()
    return clock() - start, result


def compare(title, unit, contestants, rounds, amount_of):
    """Runs every contestant in turns; prints the median of amount / seconds; returns the last results."""
    speeds = {name: [] for name in contestants}
    results = {}
    for turn in range(rounds):
        for name in list(contestants) if turn % 2 == 0 else list(reversed(contestants)):
            seconds, results[name] = contestants[name]()
            speeds[name].append(amount_of(results[name]) / seconds)
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    peers = {name: median for name, median in medians.items() if name.startswith("transformers")}
    print(f"{title}  ({unit}/s; ratio to the best of transformers in the same precision, and in any)")
    for name, median in medians.items():
        same = max(value for peer, value in peers.items() if peer.endswith(name.rsplit(" ", 1)[1]))
        print(f"  {name:52} {median:10.1f} {median / same:6.2f} {median / max(peers.values()):6.2f}", flush=True)
    return results


def largest_difference(a, b):
    return max(abs(x - y) / max(1.0, abs(x)) for row_a, row_b in zip(a, b) for x, y in zip(row_a, row_b))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trainer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--cpu-time", action="store_true")
    options = parser.parse_args()
    if options.cpu_time:
        global clock
        clock, options.threads = time.process_time, 1
    torch.set_num_threads(options.threads)
    trainer, threads = options.trainer, options.threads
    for name in options.sizes:
        size = SIZES[name]
        generator = random.Random(1)
        with tempfile.TemporaryDirectory() as folder:
            models = dict(float32=make_model(size, folder))
            models["bfloat16"] = copy.deepcopy(models["float32"]).to(torch.bfloat16)
            items = make_items(size, generator)
            contestants = {}
            for precision, model in models.items():
                contestants[f"ablate-trainer, {precision}"] = lambda p=precision: score_ours(trainer, folder, items, threads, p)
                for batch in (16, 64):
                    contestants[f"transformers, padded batches of {batch}, {precision}"] = lambda m=model, b=batch: timed(lambda: score_padded(m, items, b))
                for batch in (4, 16):
                    contestants[f"transformers, past of {batch} contexts shared, {precision}"] = lambda m=model, b=batch: timed(lambda: score_shared(m, items, b))
            results = compare(f"{name}: {size['items']} four-choice items", "items", contestants, options.rounds, len)
            ours = results["ablate-trainer, float32"]
            differences = [largest_difference(ours, other) for way, other in results.items() if way.endswith("float32")]
            print(f"  largest relative difference of a log-likelihood: {max(differences):.1e}")

            prompts = [context for context, _ in make_items(dict(size, items=size["prompts"]), generator)]
            prompts = [prompt[: size["context"] - NEW_TOKENS] for prompt in prompts]
            contestants = {}
            for precision, model in models.items():
                contestants[f"ablate-trainer, {precision}"] = lambda p=precision: generate_ours(trainer, folder, prompts, threads, p)
                for batch in (16, 32):
                    contestants[f"transformers, batches of {batch}, {precision}"] = lambda m=model, b=batch: timed(lambda: generate_transformers(m, prompts, b))
            tokens_of = lambda completions: sum(len(tokens) for tokens in completions)
            results = compare(f"{name}: {size['prompts']} prompts, {NEW_TOKENS} tokens each, greedy", "tokens", contestants, options.rounds, tokens_of)
            ours, theirs = results["ablate-trainer, float32"], results["transformers, batches of 16, float32"]
            # Ours ends at end of text.
            same = sum(a == b[: len(a)] for a, b in zip(ours, theirs))
            print(f"  the same tokens in {same} of {len(prompts)} completions")


if __name__ == "__main__":
    main()
