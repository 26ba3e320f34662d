import { readFileSync } from "node:fs";
import * as z from "zod";

const numbers = z.array(z.number());

/** Values computed with SciPy and NumPy by `make-reference.py`. */
export const reference = z
  .object({
    logGamma: z.array(z.tuple([z.number(), z.number()])),
    incompleteBeta: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    criticalT: z.array(z.tuple([z.number(), z.number()])),
    twoSidedP: z.array(z.tuple([z.number(), z.number(), z.number()])),
    pairedPower: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
    holm: z.object({ p: numbers, adjusted: numbers }),
    crossed: z.object({
      weights: numbers,
      values: z.array(z.array(numbers)),
      difference: z.number(),
      halfWidth: z.number(),
    }),
    pairedT: z.object({ baseline: numbers, other: numbers, p: z.number(), low: z.number(), high: z.number() }),
  })
  .parse(JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8")));
