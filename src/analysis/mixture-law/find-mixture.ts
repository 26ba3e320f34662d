import { StageError } from "../../stage/runner.ts";
import { dot, mean, sampleVariance, sum } from "../least-squares/vectors.ts";
import type { MeanSquare } from "../mean-squares.ts";
import type { Results } from "../results.ts";
import { criticalT } from "../student-t.ts";
import { bestMixture, weightedLaw } from "./best-mixture.ts";
import { bootstrapReplicates, type Replicate } from "./bootstrap.ts";
import type { MixtureLaw } from "./law.ts";
import {
  armsForLinear,
  armsForLogLinear,
  distinctMixtures,
  type MixtureDesign,
  mixtureDesign,
} from "./mixture-design.ts";
import type { Estimate, MixtureFinding } from "./mixture-finding.ts";
import { fitMetric, type MetricFit, reportOf } from "./metric-fit.ts";
import { chooseObjective, type Objective } from "./objective.ts";
import { mixtureNotes, mixtureSentence } from "./mixture-sentence.ts";
import { proposeArms } from "./next-arms.ts";
import { type SearchBounds, searchBounds, type SearchOptions } from "./search-bounds.ts";
import { seedNoise } from "./seed-noise.ts";
import { keepsBounds, nearestMixture, type ShareBounds } from "./share-bounds.ts";
import { UnfitOption } from "./unfit-option.ts";

export interface MixtureOptions extends SearchOptions {
  /** What to optimise, by the ids of metrics; the mean bits per byte of all corpora where left out. */
  readonly objective?: readonly { readonly metric: string; readonly weight: number }[];
  /** The law to predict with; log-linear where left out and the arms suffice. */
  readonly law?: "log-linear" | "linear";
  /** How many arms to propose. */
  readonly proposals?: number;
}

const replicateCount = 400;
const profilePoints = 25;

/** What regression finds where an experiment's arms are a mixture design; undefined where they are none. */
export function mixtureFindingOf(results: Omit<Results, "headline">): MixtureFinding | undefined {
  const design = mixtureDesign(results);
  return obstacle(design) === undefined && chooseObjective(results.metrics) !== undefined
    ? findIn(results, design, {})
    : undefined;
}

/**
 * Fits the laws of all metrics to an experiment's arms, finds the mixture that they predict to be best within bounds, and
 * proposes arms to train next (docs/mixture-regression.md). Throws a StageError that says what is missing where the arms do not suffice or the options do not fit.
 */
export function findMixture(results: Omit<Results, "headline">, options: MixtureOptions = {}): MixtureFinding {
  const design = mixtureDesign(results);
  const missing = obstacle(design);
  if (missing !== undefined) throw new StageError(`${results.experiment} is no mixture design: ${missing}`);
  const found = findIn(results, design, options);
  if (found === undefined) throw new StageError(`${results.experiment} is no mixture design: ${undecided}`);
  return found;
}

const undecided =
  "its arms do not tell the effects of its corpora apart (some shares rise and fall together, or one arm alone decides); " +
  'add arms with other proportions, as "generate": "dirichlet" makes them';

function obstacle(design: MixtureDesign): string | undefined {
  const components = design.components.length;
  if (components < 2) return "its arms mix fewer than two corpora";
  const there = distinctMixtures(design);
  const needed = armsForLinear(components);
  return there >= needed
    ? undefined
    : `${String(components)} corpora need at least ${String(needed)} arms that differ in their mixture, and there are ${String(there)}; ` +
        'add arms, as "generate": "dirichlet" makes them';
}

function findIn(
  results: Omit<Results, "headline">,
  design: MixtureDesign,
  options: MixtureOptions,
): MixtureFinding | undefined {
  const enough = distinctMixtures(design) >= armsForLogLinear(design.components.length);
  if (options.law === "log-linear" && !enough) {
    const needed = String(armsForLogLinear(design.components.length));
    throw new UnfitOption(`the log-linear law needs ${needed} arms that differ in their mixture; use --law linear`);
  }
  const law = options.law ?? (enough ? "log-linear" : "linear");
  const objective = chooseObjective(results.metrics, options.objective);
  if (objective === undefined) throw new StageError(`${results.experiment} has no metric to optimise`);
  const wholes = results.metrics.filter(({ id, slice }) => slice === undefined || objective.ids.includes(id));
  const fits = wholes.flatMap((metric) => fitMetric(metric, design, law, enough) ?? []);
  if (fits.length < wholes.length) return undefined;
  const chosen = objective.ids.flatMap((id) => fits.find(({ metric }) => metric.id === id) ?? []);
  const bounds = searchBounds(design, options);
  const replicates = bootstrapReplicates(chosen, objective.weights, bounds, replicateCount);
  if (replicates.length < replicateCount / 2) return undefined;
  return report({ results, design, options, law, objective, fits, chosen, bounds, replicates });
}

interface Fitted {
  readonly results: Omit<Results, "headline">;
  readonly design: MixtureDesign;
  readonly options: MixtureOptions;
  readonly law: MixtureFinding["law"];
  readonly objective: Objective;
  readonly fits: readonly MetricFit[];
  readonly chosen: readonly MetricFit[];
  readonly bounds: SearchBounds;
  readonly replicates: readonly Replicate[];
}

function report(fitted: Fitted): MixtureFinding {
  const { design, objective, fits, chosen, bounds, replicates } = fitted;
  const law = weightedLaw(
    chosen.map((fit) => fit.law),
    objective.weights,
  );
  const best = bestMixture(law, bounds);
  const predictions = new Predictions(fitted, law);
  const named = (shares: readonly number[]): Record<string, number> =>
    Object.fromEntries(design.components.map((name, place) => [name, shares[place] ?? 0]));
  const stratified = stratifiedMixture(design);
  const measured = design.arms.map(({ name }, arm) => ({
    arm: name,
    loss: dot(
      objective.weights,
      chosen.map(({ data }) => data.losses[arm] ?? NaN),
    ),
  }));
  const bestMeasured = measured.reduce((a, b) => (b.loss < a.loss ? b : a));
  const unsaid: Omit<MixtureFinding, "finding" | "notes"> = {
    law: fitted.law,
    components: bounds.components,
    tokens: bounds.tokens,
    ...(bounds.epochs !== undefined && { epochs: bounds.epochs }),
    leftOut: [...design.leftOut],
    metrics: fits.map((fit) => reportOf(fit, design)),
    objective: {
      ...{ title: objective.title, unit: objective.unit, decimals: objective.decimals, better: objective.better },
      metrics: objective.ids.map((metric, place) => ({ metric, weight: objective.weights[place] ?? 0 })),
    },
    optimum: {
      shares: named(best),
      ...predictions.ofBest(best),
      shareIntervals: Object.fromEntries(
        design.components.map((name, place) => [
          name,
          middleOf(replicates.map((replicate) => replicate.best[place] ?? 0)),
        ]),
      ),
    },
    ...(stratified !== undefined && {
      stratified: {
        shares: named(stratified),
        ...predictions.at(stratified),
        extrapolated: !keepsBounds(stratified, measuredRange(design)),
        ...predictions.differenceTo(best, stratified),
      },
    }),
    bestMeasured: { arm: bestMeasured.arm, value: objective.sign * bestMeasured.loss },
    proposals: proposeArms(
      fitted.options.proposals ?? 4,
      best,
      replicates,
      design.arms.map(({ shares }) => shares),
      bounds,
      predictions.noiseOfArm,
    ).map(({ shares, reason }) => ({ shares: named(shares), reason })),
    profiles: design.components.map((name, place) => ({
      component: name,
      points: profileOf(best, place, bounds).map((shares) => ({
        share: shares[place] ?? 0,
        ...predictions.at(shares),
      })),
    })),
  };
  return { ...unsaid, finding: mixtureSentence(unsaid), notes: mixtureNotes(unsaid, fitted.results, bounds) };
}

/** Predictions of the objective with 95 % intervals, in the metric's orientation. */
class Predictions {
  /** Variance of a measured arm around the law. */
  readonly noiseOfArm: number;
  private readonly law: MixtureLaw;
  private readonly replicates: readonly Replicate[];
  private readonly sign: number;
  private readonly degrees: number;
  private readonly shared: MeanSquare | undefined;

  constructor({ design, objective, chosen, replicates }: Fitted, law: MixtureLaw) {
    this.law = law;
    this.replicates = replicates;
    this.sign = objective.sign;
    this.degrees = design.arms.length - Math.max(...chosen.map((fit) => fit.law.parameters));
    const arms = design.arms.map((_, arm) => arm);
    const values = arms.map((arm) =>
      (chosen[0]?.values[arm] ?? []).map((_, seed) =>
        dot(
          objective.weights,
          chosen.map((fit) => fit.values[arm]?.[seed] ?? NaN),
        ),
      ),
    );
    this.shared = seedNoise(values)?.shared;
    const errors = arms.map((arm) =>
      dot(
        objective.weights,
        chosen.map(({ data, law: own }) => (data.losses[arm] ?? NaN) - own.predict(data.shares[arm] ?? [])),
      ),
    );
    this.noiseOfArm = dot(errors, errors) / this.degrees;
  }

  /** Of a mixture that was not chosen for its prediction. */
  at(shares: readonly number[]): Estimate {
    const own = this.law.predict(shares);
    return this.estimate(
      own,
      this.replicates.map(({ law }) => law.predict(shares) - own),
      this.shared,
    );
  }

  /**
   * Of the best mixture. It was chosen because its prediction is good, and luck is a part of that: how much, each
   * replicate shows by what the experiment's own law says of the mixture that the replicate would have chosen.
   */
  ofBest(best: readonly number[]): Estimate {
    const own = this.law.predict(best);
    const lucks = this.replicates.map(
      (replicate) => this.law.predict(replicate.best) - replicate.law.predict(replicate.best),
    );
    return this.estimate(own + mean(lucks), lucks, this.shared);
  }

  /** The best mixture less another, with the same correction. What seeds do to all arms alike cancels. */
  differenceTo(best: readonly number[], other: readonly number[]): { difference: Estimate; distinguishable: boolean } {
    const gap = (law: MixtureLaw, chosen: readonly number[]): number => law.predict(chosen) - law.predict(other);
    const lucks = this.replicates.map(
      (replicate) => gap(this.law, replicate.best) - gap(replicate.law, replicate.best),
    );
    const difference = this.estimate(gap(this.law, best) + mean(lucks), lucks, undefined);
    return { difference, distinguishable: difference.low > 0 || difference.high < 0 };
  }

  private estimate(loss: number, deviations: readonly number[], shared: MeanSquare | undefined): Estimate {
    // Each part has its own t: with few seeds the shared one is poorly known, and pooling degrees of freedom would hide it.
    const halves = [
      { value: sampleVariance(deviations), degrees: this.degrees },
      ...(shared === undefined ? [] : [shared]),
    ];
    const half = Math.sqrt(sum(halves.map(({ value, degrees }) => criticalT(0.05, degrees) ** 2 * value)));
    const centre = this.sign * loss;
    return { mean: centre, low: centre - half, high: centre + half };
  }
}

/** Shares in proportion to the tokens that there are, where these are known of all components. */
function stratifiedMixture({ uniqueTokens }: MixtureDesign): number[] | undefined {
  const known = uniqueTokens.flatMap((tokens) => tokens ?? []);
  const total = known.reduce((all, tokens) => all + tokens, 0);
  return known.length === uniqueTokens.length && total > 0 ? known.map((tokens) => tokens / total) : undefined;
}

function measuredRange({ components, arms }: MixtureDesign): ShareBounds {
  const of = (place: number): number[] => arms.map(({ shares }) => shares[place] ?? 0);
  return {
    low: components.map((_, place) => Math.min(...of(place))),
    high: components.map((_, place) => Math.max(...of(place))),
  };
}

/** The middle 95 % of values. */
function middleOf(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}

/** Mixtures in which one component's share goes through its range, as near to the best mixture as the bounds let them be. */
function profileOf(best: readonly number[], place: number, { low, high }: ShareBounds): number[][] {
  const [least, most] = [low[place] ?? 0, high[place] ?? 1];
  const rest = 1 - (best[place] ?? 0);
  return Array.from({ length: profilePoints }, (_, index) => {
    const share = least + ((most - least) * index) / (profilePoints - 1);
    const others = best.map((own, other) =>
      other === place ? share : rest > 0 ? (own * (1 - share)) / rest : 1 - share,
    );
    const fixed = (bound: readonly number[]): number[] =>
      bound.map((value, other) => (other === place ? share : value));
    return nearestMixture(others, { low: fixed(low), high: fixed(high) });
  }).filter((shares) => Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-6);
}
