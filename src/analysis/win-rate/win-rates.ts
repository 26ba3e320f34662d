import * as z from "zod/mini";

const share = z.object({
  mean: z.number(),
  /** Ends of the 95 % interval; left out where there are too few prompts to tell. */
  low: z.optional(z.number()),
  high: z.optional(z.number()),
});

/** What a judge said of the answers of arms, as the page of results, the report and programs read it. */
export const winRatesSchema = z.object({
  experiment: z.string(),
  /** The judge's name. */
  judge: z.string(),
  /** `judge`: answers were compared; `likelihood`: which answer an arm finds likelier per byte, which is no judgement. */
  kind: z.enum(["judge", "likelihood"]),
  /** What a reader must know before the numbers. */
  warning: z.string(),
  prompts: z.int(),
  seeds: z.array(z.int()),
  arms: z.array(z.string()),
  counts: z.object({
    first: z.int(),
    second: z.int(),
    tie: z.int(),
    refusal: z.int(),
    malformed: z.int(),
  }),
  /** Share of the decided verdicts that are for the answer shown first: ½ without bias. Left out for a likelihood. */
  firstShare: z.optional(share),
  /** Share of comparisons, decided in both orders, in which both orders name the same arm. */
  consistent: z.optional(z.number()),
  /** Every pair of arms once. */
  pairs: z.array(
    z.object({
      arm: z.string(),
      other: z.string(),
      /** Prompts × seeds with a verdict. */
      comparisons: z.int(),
      /** Of `arm` against `other`; ties are half a win. Left out where there is no verdict. */
      winRate: z.optional(share),
      lengthControlled: z.optional(share),
    }),
  ),
  /** Bradley–Terry, strongest first, in log-odds with mean 0; left out where comparisons do not connect all arms. */
  strengths: z.optional(z.array(z.object({ arm: z.string(), ...share.shape }))),
});

export type WinRates = z.infer<typeof winRatesSchema>;
