import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CurvePoint } from "../../stage/runner.ts";
import type { Workspace } from "../../store/workspace.ts";

const metricsLine = z.object({
  step: z.number(),
  tokens: z.number(),
  loss: z.number().nullable(),
  gradientNorm: z.number().nullable(),
  rate: z.number(),
});

/** The training curve of a `train` stage from its metrics.jsonl, finished or still in the making; empty where there is none. */
export async function storedCurve(workspace: Workspace, key: string): Promise<readonly CurvePoint[]> {
  const stage = { kind: "train", key } as const;
  const text =
    (await readText(join(workspace.stageFolder(stage), "metrics.jsonl"))) ??
    (await readText(join(workspace.workFolder(stage), "metrics.jsonl"))) ??
    "";
  return text.split("\n").flatMap((line) => pointOf(line) ?? []);
}

/** A line of metrics; undefined for one that is not whole, as the last one may be while the trainer writes. */
function pointOf(line: string): CurvePoint | undefined {
  try {
    return metricsLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
