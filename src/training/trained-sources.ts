import { z } from "zod";
import { StageError } from "../stage/runner.ts";
import type { TrainEvent } from "./protocol.ts";
import type { TrainParameters } from "./train-parameters.ts";

/** What an arm was really trained on, of one source, beside what its mixture declares. */
export const trainedSourceSchema = z.object({
  name: z.string(),
  /** Its share in the mixture that was declared, and its shares of the tokens and bytes that were trained on. */
  declaredShare: z.number(),
  tokenShare: z.number(),
  byteShare: z.number(),
  sequences: z.int(),
  tokens: z.int(),
  bytes: z.int(),
  /** How often the source has been seen, over this phase alone. */
  epochs: z.number(),
});

export type TrainedSource = z.infer<typeof trainedSourceSchema>;

/** What the shares of a mixture may miss of 1 together (see the checks of the ablation file). */
const SUM_TOLERANCE = 1e-6;

type CountedSource = Extract<TrainEvent, { event: "done" }>["arms"][number]["sources"][number];

/**
 * Holds the trainer's counts against the mixture. Throws a StageError where a source has more than one sequence more or
 * less than its share: then the arm was not trained on what the experiment says.
 */
export function auditSources(
  label: string,
  mixture: TrainParameters["mixture"],
  counted: readonly CountedSource[],
): readonly TrainedSource[] {
  const sequences = sumOf(counted, "sequences");
  const tokens = sumOf(counted, "tokens");
  const bytes = sumOf(counted, "bytes");
  return counted.map((source) => {
    const declaredShare = mixture[source.name] ?? 0;
    const declared = declaredShare * sequences;
    if (Math.abs(source.sequences - declared) > 1 + sequences * SUM_TOLERANCE) {
      throw new StageError(
        `${label} was trained on ${source.sequences} sequences of "${source.name}", where its mixture asks for ` +
          `${Math.round(declared)} of ${sequences}: the trainer has not kept to the mixture. Its result is not used; ` +
          `build the trainer again with npm start, and report this if it stays.`,
      );
    }
    return {
      name: source.name,
      declaredShare,
      tokenShare: source.tokens / tokens,
      byteShare: bytes > 0 ? source.bytes / bytes : 0,
      sequences: source.sequences,
      tokens: source.tokens,
      bytes: source.bytes,
      epochs: source.epochs,
    };
  });
}

/** Of all sources together. */
export function sumOf(sources: readonly CountedSource[], field: "sequences" | "tokens" | "bytes"): number {
  return sources.reduce((sum, source) => sum + source[field], 0);
}
