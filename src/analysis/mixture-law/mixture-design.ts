import type { MetricResult, Results } from "../results.ts";

/** An experiment whose arms are points of a space of mixtures. */
export interface MixtureDesign {
  /** Components of the mixtures that some arm has a share of. */
  readonly components: readonly string[];
  /** The arms that differ in nothing but their mixture, with shares in the order of the components. */
  readonly arms: readonly { readonly name: string; readonly shares: readonly number[] }[];
  readonly leftOut: readonly { readonly arm: string; readonly because: string }[];
  /** Training tokens of most arms. */
  readonly tokens: number;
  /** Tokens that there are of each component, each counted once; undefined where not known. */
  readonly uniqueTokens: readonly (number | undefined)[];
}

/**
 * The mixture design of an experiment: arms that are trained on one mixture throughout, and in the same way as most, on as many tokens unless they
 * are matched by bytes or FLOPs. A law
 * of the shares says nothing of the order in which an arm saw its data, so arms that change their mixture are left out.
 */
export function mixtureDesign({ arms, matched }: Pick<Results, "arms" | "matched">): MixtureDesign {
  const byTokens = matched !== "bytes" && matched !== "flops";
  const steady = arms.filter(({ mixtures = 1 }) => mixtures === 1);
  const tokens = mostFrequent(steady.map((arm) => arm.tokens)) ?? 0;
  const recipe = mostFrequent(steady.filter((arm) => !byTokens || arm.tokens === tokens).map((arm) => arm.recipe));
  const leftOut: { arm: string; because: string }[] = [];
  const used = arms.filter((arm) => {
    const because =
      (arm.mixtures ?? 1) > 1
        ? "its mixture changes between phases"
        : byTokens && arm.tokens !== tokens
          ? `it has ${String(arm.tokens)} tokens, the others ${String(tokens)}`
          : arm.recipe !== recipe
            ? "it is trained in another way than most"
            : undefined;
    if (because !== undefined) leftOut.push({ arm: arm.name, because });
    return because === undefined;
  });
  const components = [...new Set(used.flatMap(({ mixture }) => Object.keys(mixture)))].filter((name) =>
    used.some(({ mixture }) => (mixture[name] ?? 0) > 0),
  );
  return {
    components,
    arms: used.map(({ name, mixture }) => ({ name, shares: components.map((component) => mixture[component] ?? 0) })),
    leftOut,
    tokens,
    uniqueTokens: components.map((component) => uniqueTokens(component, used)),
  };
}

/** The fewest arms with different mixtures that a log-linear law of so many components can be judged by. */
export function armsForLogLinear(components: number): number {
  return components + 3;
}

/** The fewest for a linear law. */
export function armsForLinear(components: number): number {
  return components + 2;
}

/** How many of the arms differ in their mixture. */
export function distinctMixtures({ arms }: MixtureDesign): number {
  return new Set(arms.map(({ shares }) => shares.map((share) => share.toFixed(6)).join())).size;
}

/** Value of each arm and seed in a metric, a row for each arm of the design. */
export function valuesOf(metric: MetricResult, { arms }: MixtureDesign): number[][] {
  return arms.map(({ name }) => metric.arms.find(({ arm }) => arm === name)?.seeds.map(({ value }) => value) ?? []);
}

/** Tokens of a component, from how often the arm with its largest share has seen it. */
function uniqueTokens(component: string, arms: Results["arms"]): number | undefined {
  const [most] = [...arms].sort((a, b) => (b.mixture[component] ?? 0) - (a.mixture[component] ?? 0));
  const trained = most?.trained?.[component];
  return most === undefined || trained === undefined || trained.epochs <= 0
    ? undefined
    : (most.tokens * trained.tokenShare) / trained.epochs;
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
