import { copyFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { StageWork } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { removeCheckpoints } from "./checkpoints.ts";
import { readPoints } from "./metrics-file.ts";
import { CONFIGURATION_FILE, input } from "./train-configuration.ts";
import { sumOf, type TrainedSource, trainedSourceSchema } from "./trained-sources.ts";

const SUMMARY_FILE = "summary.json";

/** `summary.json` of a `train` stage. */
const trainSummarySchema = z.object({
  steps: z.int(),
  /** Target tokens of all sources, and their bytes. */
  tokens: z.int(),
  bytes: z.int(),
  sources: z.array(trainedSourceSchema),
  parameters: z.int(),
  /** Mean nats per token at the end of the curve. */
  finalLoss: z.number().nullable(),
});

export type TrainSummary = z.infer<typeof trainSummarySchema>;

/** What the trainer said of an arm that it has trained to the end. */
export interface TrainedArm {
  readonly steps: number;
  readonly parameters: number;
  readonly sources: readonly TrainedSource[];
}

/** Completes the folder of a trained arm: tokenizer and summary in, what training alone needed out. */
export async function completeTraining(
  work: StageWork,
  { steps, parameters, sources }: TrainedArm,
): Promise<TrainSummary> {
  const { folder } = work;
  await copyFile(join(input(work, "tokenizer"), "tokenizer.json"), join(folder, "model", "tokenizer.json"));
  const points = await readPoints(folder);
  const summary: TrainSummary = {
    steps,
    tokens: sumOf(sources, "tokens"),
    bytes: sumOf(sources, "bytes"),
    sources: [...sources],
    parameters,
    finalLoss: points.at(-1)?.loss ?? null,
  };
  // It says that all the rest is there, so it comes last; only then may the checkpoints go.
  await writeFileAtomically(join(folder, SUMMARY_FILE), JSON.stringify(summary));
  await clearUp(folder);
  return summary;
}

/** The summary of a work that an earlier attempt has completed, but for the clearing up; undefined for any other. */
export async function completedSummary({ folder }: StageWork): Promise<TrainSummary | undefined> {
  const text = await readFile(join(folder, SUMMARY_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  await clearUp(folder);
  return trainSummarySchema.parse(JSON.parse(text));
}

/** Reads `summary.json` in the folder of a finished `train` stage. Rejects where it is missing or damaged. */
export async function readTrainSummary(folder: string): Promise<TrainSummary> {
  return trainSummarySchema.parse(JSON.parse(await readFile(join(folder, SUMMARY_FILE), "utf8")));
}

async function clearUp(folder: string): Promise<void> {
  await rm(join(folder, CONFIGURATION_FILE), { force: true });
  await removeCheckpoints(folder);
}
