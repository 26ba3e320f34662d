import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Results, resultsSchema } from "../../analysis/results.ts";
import { seedsNeeded, pairedPower } from "../../analysis/seed-power.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { Workspace } from "../../store/workspace.ts";
import type { PlanDetails } from "./plan-details.ts";

const LEVEL = 0.05;
const MOST_SEEDS = 1000;
const RESULTS_ENDING = ".results.json";

/** How many seeds the stated effect takes, by the deviation that is stated or that earlier results in the workspace show. */
export async function seedPower(
  { name, experiment }: { readonly name: string; readonly experiment: Pick<Experiment, "effect" | "seeds" | "arms"> },
  workspace: Workspace,
): Promise<PlanDetails["power"]> {
  const { effect, seeds, arms } = experiment;
  if (effect === undefined) return undefined;
  const { metric, difference, power: wanted } = effect;
  const alpha = LEVEL / Math.max(1, arms.length - 1);
  const asked = { metric, difference, alpha, wanted, seeds: seeds.length };
  const noise =
    effect.deviation === undefined
      ? noisiest(await earlierResults(workspace), name, metric)
      : { deviation: effect.deviation, origin: "stated" };
  if (noise === undefined) return asked;
  const { deviation } = noise;
  const needed = deviation === 0 ? 2 : seedsNeeded(difference, deviation, { alpha, power: wanted, most: MOST_SEEDS });
  return {
    ...asked,
    ...noise,
    ...(seeds.length < 2
      ? {}
      : { power: deviation === 0 ? 1 : pairedPower(seeds.length, difference, deviation, alpha) }),
    ...(needed === undefined ? {} : { seedsNeeded: needed }),
  };
}

/** What earlier runs of the workspace have found; files that are none are passed over. */
async function earlierResults(workspace: Workspace): Promise<readonly Results[]> {
  const names = await readdir(workspace.runs).catch(() => []);
  const found: Results[] = [];
  for (const name of names.filter((each) => each.endsWith(RESULTS_ENDING)).sort()) {
    try {
      const parsed = resultsSchema.safeParse(JSON.parse(await readFile(join(workspace.runs, name), "utf8")));
      if (parsed.success) found.push(parsed.data);
    } catch {
      continue;
    }
  }
  return found;
}

/** The deviation over seeds of the noisiest metric of that name: in earlier results of this experiment, else in any. */
export function noisiest(
  results: readonly Results[],
  experiment: string,
  metric: string,
): { readonly deviation: number; readonly origin: string } | undefined {
  const own = results.filter((each) => each.experiment === experiment);
  for (const group of [own, results]) {
    const found = group.flatMap((each) =>
      each.metrics
        .filter(({ id, slice }) => id === metric || (slice === undefined && id.startsWith(metric)))
        .flatMap((of) => {
          const deviation = pairedDeviation(of, each.baseline);
          return deviation === undefined ? [] : [{ deviation, origin: `${of.id} of ${each.experiment}` }];
        }),
    );
    const [most] = found.sort((a, b) => b.deviation - a.deviation);
    if (most !== undefined) return most;
  }
  return undefined;
}

/** Standard deviation over seeds of arms' differences to the baseline, pooled over the arms; undefined with one seed. */
function pairedDeviation({ arms }: Results["metrics"][number], baseline: string): number | undefined {
  const base = arms.find(({ arm }) => arm === baseline)?.seeds ?? [];
  let squares = 0;
  let degrees = 0;
  for (const { arm, seeds } of arms) {
    if (arm === baseline) continue;
    const differences = seeds.flatMap(({ seed, value }) => {
      const paired = base.find((each) => each.seed === seed);
      return paired === undefined ? [] : [value - paired.value];
    });
    if (differences.length < 2) continue;
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    squares += differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    degrees += differences.length - 1;
  }
  return degrees === 0 ? undefined : Math.sqrt(squares / degrees);
}
