import type { TrainParameters } from "../training/train-parameters.ts";
import { commonDifferences, type ContinuedArm } from "./continued-arm.ts";
import { docText, pythonText } from "./python-text.ts";

/** What of an arm's training Megatron does otherwise, for people; empty where nothing is. */
export function megatronDifferences(parameters: TrainParameters): readonly string[] {
  return [
    "The optimiser's moments begin anew: Megatron keeps them in a layout of its own.",
    "Sequences are drawn by Megatron's own shuffle; their shares are those of the arm.",
    ...commonDifferences(parameters),
    ...(parameters.documentMasking === true ? ["Attention stays within documents, as it did."] : []),
  ];
}

/**
 * A Python script that goes on training an arm with Megatron Bridge 0.3 (Megatron Core): the model from its Hugging Face checkpoint in
 * `model/`, the tokens from `tokens/`. Rate, batch, decay and clip are those of the arm's last phase; the rate warms up again.
 */
export function megatronScript({ arm, seed, experiment, parameters, mixture }: ContinuedArm): string {
  const { optimiser, schedule, steps, sequencesPerStep, model, documentMasking, precision } = parameters;
  const masking = documentMasking === true ? "True" : "False";
  const blend = mixture.map(({ prefix, weight }) => `    (${pythonText(prefix)}, ${weight}),`).join("\n");
  const differences = megatronDifferences(parameters).map((line) => `- ${line}`).join("\n"); // prettier-ignore
  return `"""Goes on training the arm ${docText(arm)}, seed ${seed}, of ${docText(experiment)} with Megatron Bridge 0.3.

    torchrun --nproc_per_node 8 train.py --iterations ${steps} --save checkpoints

What differs from how the arm was trained:
${differences}
"""

import argparse
import pathlib

from megatron.bridge import AutoBridge
from megatron.bridge.training.config import (
    CheckpointConfig,
    ConfigContainer,
    DistributedDataParallelConfig,
    GPTDatasetConfig,
    LoggerConfig,
    OptimizerConfig,
    RNGConfig,
    SchedulerConfig,
    TrainingConfig,
)
from megatron.bridge.training.gpt_step import forward_step
from megatron.bridge.training.pretrain import pretrain
from megatron.bridge.training.tokenizers.config import TokenizerConfig

HERE = pathlib.Path(__file__).resolve().parent
BLEND = [
${blend}
]


def configuration(arguments: argparse.Namespace) -> ConfigContainer:
    model = AutoBridge.from_hf_pretrained(str(HERE / "model")).to_megatron_provider(load_weights=True)
    model.seq_length = ${model.context}
    return ConfigContainer(
        model=model,
        train=TrainingConfig(
            train_iters=arguments.iterations,
            global_batch_size=${sequencesPerStep},
            micro_batch_size=arguments.micro_batch,
            eval_iters=0,
        ),
        optimizer=OptimizerConfig(
            optimizer="adam",
            lr=arguments.rate,
            min_lr=arguments.final_rate,
            adam_beta1=${optimiser.beta1},
            adam_beta2=${optimiser.beta2},
            adam_eps=${optimiser.epsilon},
            weight_decay=${optimiser.weightDecay},
            clip_grad=${optimiser.clip},
            bf16=arguments.precision == "bf16",
            use_distributed_optimizer=True,
        ),
        scheduler=SchedulerConfig(
            lr_decay_style="${decayStyle(schedule.shape)}",
            lr_warmup_iters=arguments.iterations // 100,
            lr_decay_iters=arguments.iterations,${wsdFields(parameters)}
        ),
        ddp=DistributedDataParallelConfig(use_distributed_optimizer=True, grad_reduce_in_fp32=True),
        dataset=GPTDatasetConfig(
            random_seed=${seed},
            seq_length=${model.context},
            blend=([str(HERE / prefix) for prefix, _ in BLEND], [weight for _, weight in BLEND]),
            split="1,0,0",
            reset_position_ids=${masking},
            reset_attention_mask=${masking},
            eod_mask_loss=False,
            dataloader_type="single",
        ),
        logger=LoggerConfig(log_interval=10, tensorboard_dir=str(arguments.save / "tensorboard")),
        tokenizer=TokenizerConfig(tokenizer_type="HuggingFaceTokenizer", tokenizer_model=str(HERE / "tokens")),
        checkpoint=CheckpointConfig(save=str(arguments.save), load=str(arguments.save), save_interval=500),
        rng=RNGConfig(seed=${seed}),
        mixed_precision="bf16_mixed" if arguments.precision == "bf16" else None,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--iterations", type=int, default=${steps}, help="optimiser steps")
    parser.add_argument("--micro-batch", type=int, default=1, help="sequences of a step that a GPU computes at a time")
    parser.add_argument("--rate", type=float, default=${schedule.peak}, help="peak learning rate (default: the arm's)")
    parser.add_argument("--final-rate", type=float, default=${schedule.final}, help="last learning rate (default: the arm's)")
    parser.add_argument("--precision", choices=["bf16", "fp32"], default="${precision === "bfloat16" ? "bf16" : "fp32"}")
    parser.add_argument("--save", type=pathlib.Path, default=HERE / "checkpoints", help="where checkpoints go")
    pretrain(configuration(parser.parse_args()), forward_step)
`;
}

function decayStyle(shape: TrainParameters["schedule"]["shape"]): string {
  return shape === "wsd" ? "WSD" : shape;
}

/** Megatron's WSD falls in a line, by 1 − √progress ("minus_sqrt"), or otherwise; ours are the first two. */
function wsdFields({ schedule, steps }: TrainParameters): string {
  if (schedule.shape !== "wsd" || schedule.decay === undefined) return "";
  const style = schedule.decay.shape === "linear" ? "linear" : "minus_sqrt";
  const share = schedule.decay.steps / steps;
  return `\n            lr_wsd_decay_style="${style}",\n            lr_wsd_decay_iters=round(arguments.iterations * ${share}),`;
}
