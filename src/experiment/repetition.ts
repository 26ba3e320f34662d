import { z } from "zod";

/** Up to four epochs, repeated data are worth about as much as new ones (Muennighoff et al. 2023). */
export const MANY_EPOCHS = 4;

export const repetitionAdvice =
  "beyond 4 epochs, repeated data are worth less and less; train on fewer tokens, give the corpus a smaller share, or enlarge it";

const maxEpochs = z
  .number()
  .positive()
  .describe(
    "How often an arm may see a source over all its phases; up to 4 epochs are worth about as much as new data.",
  );
const beyond = z
  .enum(["warn", "error", "cap"])
  .describe(
    "What happens to an arm that would see it more often. warn: it is told. error: nothing is trained. cap: the arm sees it so " +
      "often and no more; the other sources of the phase fill the rest in their proportions, but for what is added on top.",
  );

/** The member `repetition` of an ablation file. */
export const repetitionSchema = z
  .strictObject({
    maxEpochs: maxEpochs.default(MANY_EPOCHS),
    beyond: beyond.default("warn"),
    sources: z
      .record(z.string(), z.strictObject({ maxEpochs: maxEpochs.optional(), beyond: beyond.optional() }))
      .default({})
      .describe("Limits of single corpora or slices, in place of those for all."),
  })
  .prefault({})
  .describe("How often training may repeat a source, once it is known how many tokens it has.");

export type RepetitionDeclaration = z.infer<typeof repetitionSchema>;

/** How often a source may be seen, and what happens beyond. */
export interface RepetitionLimit {
  readonly maxEpochs: number;
  readonly beyond: "warn" | "error" | "cap";
}

/** The limit of a source by its name in mixtures. */
export function repetitionLimit({ sources, ...all }: RepetitionDeclaration, source: string): RepetitionLimit {
  const own = sources[source];
  return { maxEpochs: own?.maxEpochs ?? all.maxEpochs, beyond: own?.beyond ?? all.beyond };
}
