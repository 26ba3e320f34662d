import { appendFile, readFile } from "node:fs/promises";
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

/** Adds a point to a `metrics.jsonl`: one JSON object a line. */
export async function appendPoint(file: string, point: CurvePoint): Promise<void> {
  await appendFile(file, `${JSON.stringify(point)}\n`);
}

/** The points of a `metrics.jsonl`, none where there is no file. A last line that a crash cut off is passed over. */
export async function readPoints(file: string): Promise<readonly CurvePoint[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
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
export async function dropPointsAfter(file: string, step: number): Promise<void> {
  const kept = (await readPoints(file)).filter((point) => point.step <= step);
  await writeFileAtomically(file, kept.map((point) => `${JSON.stringify(point)}\n`).join(""));
}
