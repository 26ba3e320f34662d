import type { RepetitionDeclaration } from "../../experiment/repetition.ts";
import type { CompiledGraph } from "../../experiment/graph.ts";
import { bytesText } from "../../training/pack-memory.ts";
import { repetitions } from "../repetition-warnings.ts";
import type { PlanDetails, PlanWarning } from "./plan-details.ts";
import type { ArmUse } from "./source-use.ts";

/** Arms that see a source so many times as often as others are told, where any repeats it. */
const OFTEN = 2;

/** What of a plan should be looked at before it is run. */
export function planWarnings(
  { budgets }: Pick<CompiledGraph, "budgets">,
  uses: readonly ArmUse[],
  limits: RepetitionDeclaration,
  { disk, power }: Pick<PlanDetails, "disk" | "power">,
  contamination: readonly string[],
): readonly PlanWarning[] {
  const repeated = repetitions(uses, limits);
  return [
    ...emptySources(uses),
    ...budgets.violations.map((message): PlanWarning => ({ kind: "budget", message })),
    ...(budgets.comparison.matched === "nothing" ? [matching(budgets.comparison.label)] : []),
    ...repeated.map(({ arm, source, message }): PlanWarning => ({ kind: "repetition", arm, source, message })),
    ...unevenEpochs(uses),
    ...contamination.map((message): PlanWarning => ({ kind: "contamination", message })),
    ...seeds(power),
    ...space(disk),
  ];
}

function matching(message: string): PlanWarning {
  return { kind: "matching", message };
}

function emptySources(uses: readonly ArmUse[]): readonly PlanWarning[] {
  const sources = uses.flatMap((use) => use.sources).filter(({ unique }) => unique?.bytes === 0);
  return [...new Set(sources.map(({ source }) => source))].map((source) => ({
    kind: "empty",
    source,
    message: `"${source}" has no training documents: a run ends before it trains`,
  }));
}

/** Arms that differ in how often they see a source differ in more than their mixture. */
function unevenEpochs(uses: readonly ArmUse[]): readonly PlanWarning[] {
  const names = [...new Set(uses.flatMap(({ sources }) => sources.map(({ source }) => source)))];
  return names.flatMap((source): PlanWarning[] => {
    const seen = uses
      .flatMap(({ arm, sources }) => {
        const epochs = sources.find((each) => each.source === source)?.epochs;
        return epochs === undefined ? [] : [{ arm, epochs }];
      })
      .sort((a, b) => a.epochs - b.epochs);
    const [least, most] = [seen[0], seen.at(-1)];
    if (least === undefined || most === undefined || most.epochs <= 1 || most.epochs < OFTEN * least.epochs) return [];
    const range = `from ${least.epochs.toFixed(2)} (${least.arm}) to ${most.epochs.toFixed(2)} epochs (${most.arm})`;
    return [{ kind: "epochs", source, message: `arms differ in how often they see "${source}": ${range}` }];
  });
}

function seeds(power: PlanDetails["power"]): readonly PlanWarning[] {
  if (power === undefined) return [];
  const { seeds: count, seedsNeeded, metric, difference, wanted, deviation } = power;
  const effect = `a difference of ${String(difference)} in ${metric}`;
  if (deviation === undefined) {
    const message = `whether ${String(count)} seeds find ${effect} is not known: no earlier run has two seeds, and "effect" states no "deviation"`;
    return [{ kind: "seeds", message }];
  }
  if (seedsNeeded !== undefined && count >= seedsNeeded) return [];
  const chance =
    power.power === undefined ? "cannot tell" : `find it with a chance of ${(100 * power.power).toFixed(0)} %`;
  const needed = seedsNeeded === undefined ? "more than a thousand are needed" : `${String(seedsNeeded)} are needed`;
  const message = `seeds are too few for ${effect}: ${String(count)} ${chance}; ${needed} for ${(100 * wanted).toFixed(0)} %`;
  return [{ kind: "seeds", message }];
}

function space({ bytes, temporaryBytes, freeBytes }: PlanDetails["disk"]): readonly PlanWarning[] {
  if (freeBytes === undefined || bytes + temporaryBytes <= freeBytes) return [];
  const needed = bytesText(bytes + temporaryBytes);
  return [
    { kind: "disk", message: `the disk has ${bytesText(freeBytes)} free, and training will write about ${needed}` },
  ];
}
