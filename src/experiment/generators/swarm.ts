import { z } from "zod";
import { Random } from "../../stage/random.ts";
import { type Mixture, shareSchema } from "../arm-declaration.ts";
import type { Problem } from "../problem.ts";
import { MANY_EPOCHS } from "../repetition.ts";
import type { JsonPath, SourceText } from "../source-text.ts";
import { armAround, aroundFields } from "./around-phases.ts";
import { drawDirichlet } from "./dirichlet.ts";
import type { ExpandedArm } from "./expanded-arm.ts";

/** Candidates in a row that are rejected before a swarm is said to have no more mixtures. */
const MOST_REJECTIONS = 500;

/** Shares are whole numbers of these, so that they sum to 1 and read well. */
const PARTS = 10_000;

export const swarmSchema = z
  .strictObject({
    generate: z.literal("swarm"),
    available: z
      .record(z.string(), z.number().positive())
      .describe("Tokens that each corpus has. Mixtures are drawn around these proportions; `ablate plan` counts them."),
    arms: z.int().min(1).max(4096).describe("How many mixtures are drawn. More arms leave those before as they are."),
    seed: z.int().min(0).default(1).describe("Another seed draws other mixtures."),
    temperature: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe("Exponent of the proportions: 1 keeps them, less makes them more even (RegMix: 0.5)."),
    strength: z
      .strictObject({ min: z.number().positive(), max: z.number().positive() })
      .default({ min: 0.1, max: 5 })
      .describe(
        "Concentration of the Dirichlet distribution, drawn anew for each mixture, evenly in logarithms. Small: mixtures of " +
          "few corpora; large: mixtures near the proportions (RegMix: 0.1 to 5).",
      ),
    minimumShare: shareSchema
      .default(0.01)
      .describe(
        "A smaller share becomes 0. It should make a hundred sequences at least (RegMix: 0.0002 of 1G tokens).",
      ),
    maxEpochs: z
      .number()
      .positive()
      .default(MANY_EPOCHS)
      .describe("Mixtures that repeat a corpus more often at the target's tokens are not drawn."),
    targetTokens: z
      .int()
      .positive()
      .optional()
      .describe("Tokens of the training that the swarm stands for, where it is not its own."),
    natural: z.boolean().default(true).describe("Whether the proportions themselves become the arm `swarm-natural`."),
    ...aroundFields,
  })
  .describe("Random mixtures, from which a law of mixtures can be fitted (RegMix, Liu et al. 2024).");

export type SwarmDeclaration = z.infer<typeof swarmSchema>;

/** The natural mixture, and the drawn ones as `swarm-1`, `swarm-2`, …: fewer than were asked for where there are no more. */
export function swarmArms(declared: SwarmDeclaration, place: JsonPath): readonly ExpandedArm[] {
  const { generate: _generate, available, arms: _arms, seed: _seed, temperature: _temperature, ...others } = declared;
  const { strength: _strength, minimumShare: _minimum, maxEpochs: _epochs, targetTokens: _target, ...rest } = others;
  const { natural, ...around } = rest;
  const name = declared.name ?? "swarm";
  const drawn = drawMixtures(declared).map((mixture, index) =>
    armAround(around, place, { name: `${name}-${String(index + 1)}`, mixture }),
  );
  if (!natural) return drawn;
  return [armAround(around, place, { name: `${name}-natural`, mixture: naturalMixture(available) }), ...drawn];
}

/** The mixtures of a swarm. A candidate depends on the seed and its number alone, so that a larger swarm begins like a smaller one. */
function drawMixtures(declared: SwarmDeclaration): readonly Mixture[] {
  const { available, arms, natural } = declared;
  const corpora = Object.keys(available).sort();
  const taken = natural ? [naturalMixture(available)] : [];
  const drawn: Mixture[] = [];
  let rejections = 0;
  for (let candidate = 0; drawn.length < arms && rejections < MOST_REJECTIONS; candidate++) {
    const mixture = drawMixture(declared, corpora, candidate);
    rejections++;
    if (repeatsTooOften(mixture, declared) || taken.some((other) => isNear(mixture, other, declared))) continue;
    rejections = 0;
    taken.push(mixture);
    drawn.push(mixture);
  }
  return drawn;
}

function drawMixture(
  { available, seed, temperature, strength, minimumShare }: SwarmDeclaration,
  corpora: readonly string[],
  candidate: number,
): Mixture {
  const random = Random.of("swarm", seed, candidate);
  const proportions = normalised(corpora.map((corpus) => (available[corpus] ?? 0) ** temperature));
  const concentration = strength.min * (strength.max / strength.min) ** random.share();
  const shares = drawDirichlet(
    random,
    proportions.map((proportion) => proportion * concentration),
  );
  return inParts(
    corpora,
    normalised(shares.map((share) => (share < minimumShare && share < Math.max(...shares) ? 0 : share))),
  );
}

function naturalMixture(available: Mixture): Mixture {
  const corpora = Object.keys(available).sort();
  return inParts(corpora, normalised(corpora.map((corpus) => available[corpus] ?? 0)));
}

/** Shares as whole numbers of parts, by the method of the largest remainder. */
function inParts(corpora: readonly string[], shares: readonly number[]): Mixture {
  const parts = shares.map((share) => Math.floor(share * PARTS));
  const missing = PARTS - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share * PARTS - Math.floor(share * PARTS) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return Object.fromEntries(corpora.map((corpus, index) => [corpus, (parts[index] ?? 0) / PARTS]));
}

function normalised(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function repeatsTooOften(mixture: Mixture, { available, tokens, targetTokens, maxEpochs }: SwarmDeclaration): boolean {
  const target = targetTokens ?? tokens;
  return Object.entries(mixture).some(([corpus, share]) => share * target > maxEpochs * (available[corpus] ?? 0));
}

/** Whether two mixtures are as good as one: no share differs by as much as the smallest that there may be. */
function isNear(a: Mixture, b: Mixture, { minimumShare }: SwarmDeclaration): boolean {
  return Object.entries(a).every(([corpus, share]) => Math.abs(share - (b[corpus] ?? 0)) <= minimumShare);
}

/** What is wrong with a swarm alone, but for the names of its corpora. */
export function* swarmProblems(source: SourceText, declared: SwarmDeclaration, place: JsonPath): Generator<Problem> {
  const { available, strength, arms, tokens, targetTokens = tokens, maxEpochs } = declared;
  const corpora = Object.keys(available);
  if (corpora.length < 2) {
    yield source.problem([...place, "available"], `a swarm needs two corpora at least`);
    return;
  }
  if (strength.min > strength.max) {
    yield source.problem([...place, "strength"], `"min" is above "max"`);
    return;
  }
  const epochs = targetTokens / Object.values(available).reduce((sum, count) => sum + count, 0);
  if (epochs > maxEpochs) {
    const field = declared.targetTokens === undefined ? "tokens" : "targetTokens";
    const message = `all corpora together are repeated ${String(Number(epochs.toFixed(1)))} times, more than "maxEpochs" (${String(maxEpochs)}); train on fewer tokens, or raise it`;
    yield source.problem([...place, field], message);
    return;
  }
  const found = drawMixtures(declared).length;
  if (found < arms) {
    const message = `there are only ${String(found)} mixtures that differ; ask for fewer, lower "minimumShare", or raise "maxEpochs"`;
    yield source.problem([...place, "arms"], message);
  }
}
