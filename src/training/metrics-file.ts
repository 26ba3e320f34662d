import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CurvePoint } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";

const pointSchema = z.object({
  step: z.int(),
  tokens: z.int(),
  loss: z.number().nullable(),
  gradientNorm: z.number().nullable(),
  rate: z.number(),
});

/** The curve of a train stage, in its folder: a point a line. */
export const METRICS_FILE = "metrics.jsonl";

/** Adds a point to the `metrics.jsonl` of a folder. */
export async function appendPoint(folder: string, point: CurvePoint): Promise<void> {
  await appendFile(join(folder, METRICS_FILE), `${JSON.stringify(point)}\n`);
}

/** The points of a folder's `metrics.jsonl`, none where there is no file. A last line that a crash cut off is passed over. */
export async function readPoints(folder: string): Promise<readonly CurvePoint[]> {
  const text = await readFile(join(folder, METRICS_FILE), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => {
    const point = parsePoint(line);
    return point === undefined ? [] : [point];
  });
}

function parsePoint(line: string): CurvePoint | undefined {
  try {
    return pointSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Drops the points after `step`, which training that resumes from there will write again. */
export async function dropPointsAfter(folder: string, step: number): Promise<void> {
  const kept = (await readPoints(folder)).filter((point) => point.step <= step);
  await writeFileAtomically(join(folder, METRICS_FILE), kept.map((point) => `${JSON.stringify(point)}\n`).join(""));
}
