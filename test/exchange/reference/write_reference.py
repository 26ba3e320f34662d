"""Writes reference.json: what TensorBoard, datatrove and Megatron themselves write of the same values as our tests.

Run once, with tensorboard 2.20, datatrove 0.10, megatron-core 0.14 and torch installed:
    python write_reference.py > reference.json
An environment that has only some of them keeps what the file has of the others.
"""

import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
EVENTS = [
    (1_700_000_000.25, 1, {"train/loss": 5.5, "train/rate": 0.003}),
    (1_700_000_001.5, 300, {"train/loss": float("nan"), "evaluation/code:accuracy": 0.25}),
]
DOCUMENTS = [[1, 258, 0], [299, 0], [7, 8, 9, 0]]


def tensorboard_file() -> str:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.record_writer import RecordWriter

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "events"
        with open(path, "wb") as file:
            writer = RecordWriter(file)
            writer.write(Event(wall_time=EVENTS[0][0], file_version="brain.Event:2").SerializeToString())
            for time, step, scalars in EVENTS:
                values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]
                event = Event(wall_time=time, step=step, summary=Summary(value=values))
                writer.write(event.SerializeToString())
            writer.flush()
        return path.read_bytes().hex()


def datatrove_files() -> dict[str, str]:
    from datatrove.pipeline.tokens.tokenizer import TokenizedFile

    with tempfile.TemporaryDirectory() as folder:
        shard = TokenizedFile(folder, "code.ds", tokenizer_name_or_path="tokenizer.json", save_final_metadata=True)
        for ids in DOCUMENTS:
            shard.write(ids, None)
        shard.close()
        return {path.name: path.read_bytes().hex() for path in pathlib.Path(folder).iterdir()}


def megatron_files() -> dict[str, str]:
    import numpy
    import torch
    from megatron.core.datasets.indexed_dataset import IndexedDatasetBuilder

    with tempfile.TemporaryDirectory() as folder:
        prefix = f"{folder}/code"
        builder = IndexedDatasetBuilder(f"{prefix}.bin", dtype=numpy.uint16)
        for ids in DOCUMENTS:
            builder.add_document(torch.tensor(ids), [len(ids)])
        builder.finalize(f"{prefix}.idx")
        return {path.name: path.read_bytes().hex() for path in pathlib.Path(folder).iterdir()}


if __name__ == "__main__":
    kept = HERE / "reference.json"
    reference = json.loads(kept.read_text()) if kept.exists() and kept.stat().st_size > 0 else {}
    for name, write in [("tensorboard", tensorboard_file), ("datatrove", datatrove_files), ("megatron", megatron_files)]:
        try:
            reference[name] = write()
        except ImportError as error:
            print(f"{name} is not installed ({error}): kept as it was", file=sys.stderr)
    print(json.dumps(reference, indent=2))
