"""Opens what `ablate export metrics` wrote with TensorBoard's and Weights & Biases' own code; nothing leaves the machine.

    python check_metrics.py TENSORBOARD_FOLDER WANDB_FOLDER

Both of the same experiment. Needs tensorboard (2.21) and wandb (0.31). TensorBoard must read the curves that the other format has; Weights &
Biases must take configuration, history and summary as docs/exchange.md says, offline, and its file of the run must hold them.
"""

import json
import math
import os
import pathlib
import struct
import sys
import tempfile

import yaml
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

os.environ.update({"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"})
import wandb
from wandb.proto import wandb_internal_pb2

tensorboard, runs = (pathlib.Path(path) for path in sys.argv[1:3])


def history(folder):
    return [json.loads(line) for line in (folder / "wandb-history.jsonl").read_text().splitlines()]


def close(a, b):
    """Event files have single precision."""
    return (b is None and math.isnan(a)) or math.isclose(a, b, rel_tol=1e-6)


def check_tensorboard(folder):
    events = EventAccumulator(str(tensorboard / folder.name), size_guidance={"scalars": 0}).Reload()
    rows = history(folder)
    for tag in ("train/loss", "train/gradient_norm", "train/rate", "train/tokens"):
        scalars = events.Scalars(tag)
        assert [scalar.step for scalar in scalars] == [row["_step"] for row in rows], (folder.name, tag)
        assert all(close(scalar.value, row[tag]) for scalar, row in zip(scalars, rows)), (folder.name, tag)
    summary = json.loads((folder / "wandb-summary.json").read_text())
    scores = [name for name in summary if name.startswith("evaluation/")]
    assert scores and all(close(events.Scalars(name)[-1].value, summary[name]) for name in scores), folder.name
    return len(rows), len(scores)


def records(file):
    """The records of a run's file: LevelDB's log format (blocks of 32 KiB) after seven bytes of its own."""
    data, place, parts = file.read_bytes(), 7, b""
    while place + 7 <= len(data):
        left = 32768 - place % 32768
        if left < 7:
            place += left
            continue
        length, kind = struct.unpack_from("<HB", data, place + 4)
        parts += data[place + 7 : place + 7 + length]
        place += 7 + length
        # 1: whole, 2: first, 3: middle, 4: last.
        if kind in (1, 4):
            yield wandb_internal_pb2.Record.FromString(parts)
            parts = b""


def check_wandb(folder, scratch):
    text = (folder / "config.yaml").read_text()
    assert yaml.safe_load(text) == json.loads(text)
    config = {name: entry["value"] for name, entry in json.loads(text).items() if name != "wandb_version"}
    summary = json.loads((folder / "wandb-summary.json").read_text())
    run = wandb.init(project="ablations", name=folder.name, config=config, dir=scratch)
    for row in history(folder):
        run.log({name: value for name, value in row.items() if not name.startswith("_")}, step=row["_step"])
    run.summary.update(summary)
    place = pathlib.Path(run.dir).parent
    run.finish()
    [file] = place.glob("*.wandb")
    logged, kept, configured = [], {}, {}
    for record in records(file):
        if record.HasField("history"):
            logged.append({item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in record.history.item})
        for item in record.summary.update if record.HasField("summary") else []:
            kept[item.key or "/".join(item.nested_key)] = json.loads(item.value_json)
        for item in record.run.config.update if record.HasField("run") else []:
            configured[item.key or item.nested_key[0]] = json.loads(item.value_json)
    assert [row["train/loss"] for row in logged] == [row["train/loss"] for row in history(folder)], folder.name
    assert all(configured[name] == value for name, value in config.items()), folder.name
    scores = [name for name in summary if name.startswith("evaluation/")]
    assert all(kept[name] == summary[name] for name in scores), folder.name
    return len(logged)


with tempfile.TemporaryDirectory() as scratch:
    folders = sorted(folder for folder in runs.iterdir() if folder.is_dir())
    assert [folder.name for folder in folders] == sorted(folder.name for folder in tensorboard.iterdir())
    for folder in folders:
        rows, scores = check_tensorboard(folder)
        print(f"{folder.name}: {rows} steps and {scores} scores in TensorBoard, {check_wandb(folder, scratch)} steps in wandb")
print(f"ok: wandb {wandb.__version__}")
