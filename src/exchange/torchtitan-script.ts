import type { TrainParameters } from "../training/train-parameters.ts";
import { commonDifferences, type ContinuedArm } from "./continued-arm.ts";
import { docText, pythonText } from "./python-text.ts";

/** What of an arm's training torchtitan does otherwise, for people. */
export function torchtitanDifferences(parameters: TrainParameters): readonly string[] {
  return [
    "The optimiser's moments begin anew: torchtitan keeps them in a layout of its own.",
    "Sequences have the arm's shares at every step, in an order of their own.",
    ...commonDifferences(parameters),
  ];
}

/**
 * A Python script that goes on training an arm with torchtitan 0.3: its configuration, which is Python code since 0.2, and a loader that
 * reads the tokens in `tokens/` as the arm did. The model comes from its Hugging Face checkpoint in `model/`. Rate, batch, decay and clip
 * are those of the arm's last phase; the rate warms up again. All of torchtitan's options change them.
 */
export function torchtitanScript(continued: ContinuedArm): string {
  const { arm, seed, experiment, endOfText, parameters, mixture } = continued;
  const { model, optimiser, schedule, steps, sequencesPerStep, precision, documentMasking } = parameters;
  const sources = mixture.map(({ prefix, weight }) => `    (${pythonText(prefix)}, ${weight}),`).join("\n");
  const differences = torchtitanDifferences(parameters).map((line) => `- ${line}`).join("\n"); // prettier-ignore
  return `"""Goes on training the arm ${docText(arm)}, seed ${seed}, of ${docText(experiment)} with torchtitan 0.3.

    torchrun --nproc_per_node 8 train.py --training.steps ${steps} --training.local_batch_size 1

All options of torchtitan may follow; --help lists them. A step has ${sequencesPerStep} sequences: a multiple of the GPUs times local_batch_size.

What differs from how the arm was trained:
${differences}
"""

import pathlib
import struct
import sys
from dataclasses import dataclass
from functools import partial

import numpy
import torch
from torch import nn
from torch.distributed.checkpoint.stateful import Stateful
from torch.utils.data import IterableDataset
from torchtitan.components.checkpoint import CheckpointManager
from torchtitan.components.dataloader import ParallelAwareDataloader
from torchtitan.components.loss import ChunkedLossWrapper, CrossEntropyLoss
from torchtitan.components.metrics import MetricsProcessor
from torchtitan.components.optimizer import LRSchedulersContainer, OptimizersContainer, ParamGroupConfig
from torchtitan.config import DebugConfig, TrainingConfig
from torchtitan.distributed.activation_checkpoint import SelectiveAC
from torchtitan.distributed.pipeline_parallel import pipeline_llm
from torchtitan.models.common import ComplexRoPE, Embedding, Linear, RMSNorm
from torchtitan.models.common.config_utils import get_attention_config, make_ffn_config, make_gqa_config
from torchtitan.models.common.param_init import skip_param_init
from torchtitan.models.llama3 import Llama3Model, parallelize_llama
from torchtitan.models.llama3.model import Llama3TransformerBlock
from torchtitan.models.llama3.state_dict_adapter import Llama3StateDictAdapter
from torchtitan.protocols.model_spec import ModelSpec
from torchtitan.trainer import Trainer

HERE = pathlib.Path(__file__).resolve().parent
# Files of tokens, and their shares of the sequences.
MIXTURE = [
${sources}
]
CONTEXT = ${model.context}
END_OF_TEXT = ${endOfText}
DOCUMENT_MASKING = ${documentMasking === true ? "True" : "False"}


class TokenFile:
    """The tokens of a corpus, as Megatron's .bin and .idx have them, cut into sequences of CONTEXT + 1."""

    def __init__(self, prefix: str, seed: int):
        header = (HERE / f"{prefix}.idx").open("rb").read(18)
        if header[:9] != b"MMIDIDX\\0\\0":
            raise ValueError(f"{prefix}.idx is no index of tokens")
        kind = {4: "<i4", 8: "<u2"}[struct.unpack("<B", header[17:18])[0]]
        self.tokens = numpy.memmap(HERE / f"{prefix}.bin", dtype=kind, mode="r")
        self.sequences = len(self.tokens) // (CONTEXT + 1)
        if self.sequences == 0:
            raise ValueError(f"{prefix}.bin has less than one sequence of {CONTEXT + 1} tokens")
        self.seed = seed
        self.order = (-1, numpy.empty(0, dtype=numpy.int64))

    def sequence(self, number: int) -> torch.Tensor:
        """Sequence by number, in another order in each epoch."""
        epoch, place = divmod(number, self.sequences)
        if self.order[0] != epoch:
            self.order = (epoch, numpy.random.default_rng([self.seed, epoch]).permutation(self.sequences))
        start = int(self.order[1][place]) * (CONTEXT + 1)
        return torch.from_numpy(self.tokens[start : start + CONTEXT + 1].astype(numpy.int64))


class Mixture(IterableDataset, Stateful):
    """Sequences without end. All ranks count the same ones and each yields its own, so their number changes nothing."""

    def __init__(self, seed: int, rank: int, ranks: int):
        self.files = [TokenFile(prefix, seed + 1000 * place) for place, (prefix, _) in enumerate(MIXTURE)]
        self.rank, self.ranks = rank, ranks
        self.taken = [0] * len(MIXTURE)

    def __iter__(self):
        while True:
            number = sum(self.taken)
            # What is furthest behind its share comes next: shares hold to within one sequence at any time.
            behind = [weight * (number + 1) - taken for (_, weight), taken in zip(MIXTURE, self.taken)]
            source = behind.index(max(behind))
            place = self.taken[source]
            self.taken[source] += 1
            if number % self.ranks != self.rank:
                continue
            tokens = self.files[source].sequence(place)
            yield {"input": tokens[:-1], "positions": positions(tokens[:-1])}, tokens[1:]

    def state_dict(self):
        return {"taken": list(self.taken)}

    def load_state_dict(self, state):
        self.taken = list(state["taken"])


def positions(tokens: torch.Tensor) -> torch.Tensor:
    """Positions within the document; torchtitan lets none attend to what lies before a position 0."""
    places = torch.arange(len(tokens))
    if not DOCUMENT_MASKING:
        return places
    starts = torch.zeros_like(places)
    starts[1:] = torch.where(tokens[:-1] == END_OF_TEXT, places[1:], 0)
    return places - starts.cummax(0).values


class MixtureLoader(ParallelAwareDataloader):
    @dataclass(kw_only=True, slots=True)
    class Config(ParallelAwareDataloader.Config):
        seed: int = ${seed}
        """Of the order of the sequences."""

    def __init__(
        self, config: Config, *, dp_world_size, dp_rank, seq_len, local_batch_size, snapshot_every_n_steps=1, **_
    ):
        if seq_len != CONTEXT:
            raise ValueError(f"the model's context is {CONTEXT}: leave training.seq_len as it is")
        super().__init__(
            Mixture(config.seed, dp_rank, dp_world_size),
            dp_rank=dp_rank,
            dp_world_size=dp_world_size,
            batch_size=local_batch_size,
            snapshot_every_n_steps=snapshot_every_n_steps,
            num_workers=config.num_workers,
            persistent_workers=config.persistent_workers,
            pin_memory=config.pin_memory,
            prefetch_factor=config.prefetch_factor,
        )


def model_spec() -> ModelSpec:
    """The arm's model. Its parameters are read over what they begin with."""
    normal = {"weight": partial(nn.init.trunc_normal_, std=0.02)}
    norm = RMSNorm.Config(normalized_shape=${model.hidden}, eps=${model.normEpsilon}, param_init={"weight": nn.init.ones_})
    layer = lambda: Llama3TransformerBlock.Config(
        attention_norm=norm,
        ffn_norm=norm,
        attention=make_gqa_config(
            dim=${model.hidden},
            n_heads=${model.heads},
            n_kv_heads=${model.keyValueHeads},
            wqkv_param_init=normal,
            wo_param_init=normal,
            inner_attention=get_attention_config("flex"),
            fuse_qkv=True,
            rope=ComplexRoPE.Config(dim=${model.hidden / model.heads}, max_seq_len=CONTEXT, theta=${model.ropeTheta}),
        ),
        feed_forward=make_ffn_config(
            dim=${model.hidden}, hidden_dim=${model.feedForward}, w1_param_init=normal, w2w3_param_init=normal
        ),
    )
    tied = ${model.tiedEmbeddings ? "True" : "False"}
    return ModelSpec(
        name="llama3",
        flavor=${pythonText(arm)},
        model=Llama3Model.Config(
            dim=${model.hidden},
            vocab_size=${model.vocabulary},
            enable_weight_tying=tied,
            tok_embeddings=Embedding.Config(
                num_embeddings=${model.vocabulary},
                embedding_dim=${model.hidden},
                param_init={"weight": skip_param_init} if tied else normal,
            ),
            norm=norm,
            lm_head=Linear.Config(in_features=${model.hidden}, out_features=${model.vocabulary}, param_init=normal),
            layers=[layer() for _ in range(${model.layers})],
        ),
        parallelize_fn=parallelize_llama,
        pipelining_fn=pipeline_llm,
        post_optimizer_build_fn=None,
        state_dict_adapter=Llama3StateDictAdapter,
    )


def adamw(pattern: str, weight_decay: float) -> ParamGroupConfig:
    return ParamGroupConfig(
        pattern=pattern,
        optimizer_name="AdamW",
        optimizer_kwargs={
            "lr": ${schedule.peak},
            "betas": (${optimiser.beta1}, ${optimiser.beta2}),
            "eps": ${optimiser.epsilon},
            "weight_decay": weight_decay,
        },
    )


def arm() -> Trainer.Config:
    """What torchtitan calls a configuration of its registry."""
    return Trainer.Config(
        model_spec=model_spec(),
        hf_assets_path=str(HERE / "model"),
        dump_folder=str(HERE / "outputs"),
        loss=ChunkedLossWrapper.Config(loss_fn=CrossEntropyLoss.Config(global_vocab_size=${model.vocabulary})),
        optimizer=OptimizersContainer.Config(param_groups=[adamw(${pythonText(undecayed(parameters))}, 0.0), adamw(".*", ${optimiser.weightDecay})]),
        lr_scheduler=LRSchedulersContainer.Config(
            warmup_steps=${Math.floor(steps / 100)},
            decay_ratio=${decayRatio(parameters)},
            decay_type="${decayType(parameters)}",
            min_lr_factor=${schedule.final / schedule.peak},
        ),
        training=TrainingConfig(
            local_batch_size=1,
            global_batch_size=${sequencesPerStep},
            seq_len=CONTEXT,
            max_norm=${optimiser.clip === 0 ? 'float("inf")' : optimiser.clip},
            steps=${steps},
            mixed_precision_param="${precision ?? "float32"}",
        ),
        dataloader=MixtureLoader.Config(),
        metrics=MetricsProcessor.Config(log_freq=10),
        checkpoint=CheckpointManager.Config(
            enable=True,
            interval=500,
            initial_load_path=str(HERE / "model"),
            initial_load_in_hf=True,
            last_save_model_only=False,
        ),
        activation_checkpoint=SelectiveAC.Config(),
        debug=DebugConfig(seed=${seed}),
    )


if __name__ == "__main__":
    from torchtitan.train import main

    sys.argv[1:1] = ["--module", pathlib.Path(__file__).stem, "--config", "arm"]
    main()
`;
}

/** Norms never decay here, and the embedding and the head as the optimiser says. */
function undecayed({ optimiser }: TrainParameters): string {
  return optimiser.decayEmbeddings === false ? "norm|tok_embeddings|lm_head" : "norm";
}

/** The share of the steps in which the rate falls; None: all after the warm-up. */
function decayRatio({ schedule, steps }: TrainParameters): string {
  if (schedule.shape === "constant") return "0.0";
  return schedule.shape === "wsd" && schedule.decay !== undefined ? String(schedule.decay.steps / steps) : "None";
}

/** torchtitan's "sqrt" is 1 − √progress, as our squareRoot. */
function decayType({ schedule }: TrainParameters): "linear" | "sqrt" | "cosine" {
  if (schedule.shape === "cosine") return "cosine";
  return schedule.shape === "wsd" && schedule.decay?.shape === "squareRoot" ? "sqrt" : "linear";
}
