import { z } from "zod";
import { armAmounts } from "../experiment/budgets/amounts.ts";
import type { CorpusFile } from "../experiment/corpus-file.ts";
import type { Experiment } from "../experiment/experiment.ts";
import { compileGraph, type CorpusInput, type StageVersions } from "../experiment/graph.ts";
import { parameterCount } from "../experiment/model.ts";
import { trainParametersSchema } from "../training/train-parameters.ts";
import { stageWork } from "./time-left.ts";

/** What an experiment takes, before anything is known of its corpora. */
export const experimentCostSchema = z.object({
  arms: z.int(),
  seeds: z.int(),
  /** Phases to train; those that arms share count once. */
  trainings: z.int(),
  /** Of each size of model, smallest first. */
  parameters: z.array(z.int()),
  /** That all trainings together are trained on. */
  tokens: z.number(),
  /** Of training and evaluation. */
  flops: z.number(),
  /** By source, the most tokens that one arm draws from it: what it needs so that nothing is repeated. */
  sourceTokens: z.record(z.string(), z.number()),
  /** Most bytes that stages and checkpoints take: models with their optimisers, token files, and the text for that many tokens. */
  diskBytes: z.number(),
});

export type ExperimentCost = z.infer<typeof experimentCostSchema>;

/** Bytes of a parameter: its value and AdamW's two moments, in float32. */
const BYTES_PER_PARAMETER = 12;

/** While a pack trains, its last two checkpoints are there as well. */
const CHECKPOINTS_KEPT = 2;

/** Bytes of text that make a token of byte-level BPE, about; documents lie in a measured and in a curated table. */
const TEXT_BYTES_PER_TOKEN = 3;
const TABLES_OF_TEXT = 2;

const versions: StageVersions = {
  measure: 1,
  curate: 1,
  contamination: 1,
  tokenizer: 1,
  tokenize: 1,
  train: 1,
  evaluate: 1,
};

const trainParameters = trainParametersSchema.pick({ model: true, steps: true, sequencesPerStep: true }).loose();

/** The cost of an experiment over corpora that need not be there yet; none of its stages counts as done. */
export function experimentCost(experiment: Experiment, corpora: ReadonlyMap<string, CorpusFile>): ExperimentCost {
  const inputs = new Map([...corpora].map(([name, file]): [string, CorpusInput] => [name, unread(name, file)]));
  const { stages } = compileGraph(experiment, inputs, versions);
  const trained = [...stages.values()]
    .filter(({ kind }) => kind === "train")
    .map(({ parameters }) => trainParameters.parse(parameters));
  const sizes = trained.map(({ model }) => parameterCount(model));
  const sourceTokens: Record<string, number> = {};
  for (const arm of experiment.arms) {
    for (const [source, tokens] of Object.entries(armAmounts(arm))) {
      sourceTokens[source] = Math.max(sourceTokens[source] ?? 0, tokens);
    }
  }
  const tokenBytes = experiment.model.vocabulary <= 2 ** 16 ? 2 : 4;
  const sourceBytes = Object.values(sourceTokens).map(
    (tokens) => tokens * (tokenBytes + TABLES_OF_TEXT * TEXT_BYTES_PER_TOKEN),
  );
  const modelBytes = sizes.map((parameters) => parameters * BYTES_PER_PARAMETER);
  return {
    arms: experiment.arms.length,
    seeds: experiment.seeds.length,
    trainings: trained.length,
    parameters: [...new Set(sizes)].sort((a, b) => a - b),
    tokens: trained.reduce(
      (sum, { model, steps, sequencesPerStep }) => sum + steps * sequencesPerStep * model.context,
      0,
    ),
    flops: [...stages.values()]
      .filter(({ kind }) => kind === "train" || kind === "evaluate")
      .reduce((sum, stage) => sum + stageWork(stage, stages), 0),
    sourceTokens,
    diskBytes: sum(modelBytes) + CHECKPOINTS_KEPT * Math.max(...modelBytes) + sum(sourceBytes),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A corpus whose sources nobody has read: what they hold does not matter to what training costs. */
function unread(name: string, file: CorpusFile): CorpusInput {
  const fingerprints = Object.fromEntries(file.sources.map((source) => [source.name, `${name} ${source.name}`]));
  return { file, fingerprints, rules: "" };
}
