import { z } from "zod";
import type { Problem } from "./problem.ts";
import type { SourceText } from "./source-text.ts";

export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const pairSchema = z
  .strictObject({
    seed: seedSchema.describe("What the pair is called in results."),
    initialisation: seedSchema.optional().describe("Decides the parameters at the start; the seed itself if left out."),
    order: seedSchema.optional().describe("Decides the order of the data; the seed itself if left out."),
  })
  .describe("A seed whose initialisation and order of the data are stated apart.");

const crossedSchema = z
  .strictObject({
    initialisation: z.array(seedSchema).min(1).describe("Seeds that decide the parameters at the start."),
    order: z.array(seedSchema).min(1).describe("Seeds that decide the order of the data."),
  })
  .describe(
    "Each initialisation with each order of the data, numbered from 1, so that the noise of both can be told apart.",
  );

export const seedsSchema = z
  .union([z.array(z.union([seedSchema, pairSchema])).min(1, "at least one seed is needed"), crossedSchema])
  .describe("Each arm is trained once with each seed.");

type SeedsDeclaration = z.infer<typeof seedsSchema>;

/** The two things that chance decides in a training, and the number by which results know them. */
export interface TrainingSeed {
  readonly seed: number;
  readonly initialisation: number;
  readonly order: number;
}

/** The seeds of a file, crossed ones row by row: the first initialisation with every order comes first. */
export function expandSeeds(declared: SeedsDeclaration): readonly TrainingSeed[] {
  if (Array.isArray(declared)) {
    return declared.map((each) => {
      const { seed, initialisation = seed, order = seed } = typeof each === "number" ? { seed: each } : each;
      return { seed, initialisation, order };
    });
  }
  return declared.initialisation.flatMap((initialisation, row) =>
    declared.order.map((order, column) => ({ seed: row * declared.order.length + column + 1, initialisation, order })),
  );
}

/** "seed 3", and where it has two of its own: "seed 3 (initialisation 1, order 2)". */
export function seedText({ seed, initialisation, order }: TrainingSeed): string {
  const own = initialisation === seed && order === seed ? "" : ` (initialisation ${initialisation}, order ${order})`;
  return `seed ${String(seed)}${own}`;
}

/** Seeds of one name, and pairs that are one training; with a checkpoint, the initialisation decides nothing. */
export function* seedProblems(
  source: SourceText,
  declared: SeedsDeclaration,
  fromCheckpoint: boolean,
): Generator<Problem> {
  if (!Array.isArray(declared)) {
    for (const field of ["initialisation", "order"] as const) {
      for (const [index, seed] of declared[field].entries()) {
        if (declared[field].indexOf(seed) < index)
          yield source.problem(["seeds", field, index], `seed ${String(seed)} stands here twice`);
      }
    }
    if (fromCheckpoint && declared.initialisation.length > 1) {
      yield source.problem(["seeds", "initialisation"], `all arms start from the checkpoint in "model"; one is enough`);
    }
    return;
  }
  const seeds = expandSeeds(declared);
  for (const [index, { seed, initialisation, order }] of seeds.entries()) {
    const path = ["seeds", index];
    const before = seeds.slice(0, index);
    if (before.some((other) => other.seed === seed)) {
      yield source.problem(path, `seed ${String(seed)} stands here twice`);
      continue;
    }
    const twin = before.find(
      (other) => other.order === order && (fromCheckpoint || other.initialisation === initialisation),
    );
    if (twin === undefined) continue;
    const why = fromCheckpoint ? `: all arms start from the checkpoint in "model"` : "";
    yield source.problem(path, `this is the same training as seed ${String(twin.seed)}${why}`);
  }
}
