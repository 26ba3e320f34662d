import { sum } from "../least-squares/vectors.ts";
import type { MixtureDesign } from "./mixture-design.ts";
import type { MixtureFinding } from "./mixture-finding.ts";
import { boundsAllowMixture, type ShareBounds } from "./share-bounds.ts";
import { UnfitOption } from "./unfit-option.ts";

export interface SearchOptions {
  /** Least and largest shares by component, in place of those that were measured. */
  readonly least?: Readonly<Record<string, number>>;
  readonly most?: Readonly<Record<string, number>>;
  /** Training tokens of the run that the mixture is for; those of the arms where left out. */
  readonly tokens?: number;
  /** Most epochs of a component; Infinity for no limit. */
  readonly epochs?: number;
}

/** Bounds of the search, and what they come from. */
export interface SearchBounds extends ShareBounds {
  readonly components: MixtureFinding["components"];
  readonly tokens: number;
  /** Undefined where repetition is not limited. */
  readonly epochs: number | undefined;
  /** Whether the usual limit is not kept, because no mixture within the shares that were measured keeps it. */
  readonly limitDropped: boolean;
}

/** Up to four epochs, repeated data are worth about as much as new ones (Muennighoff et al. 2023). */
const usualEpochs = 4;

/**
 * Where the best mixture is looked for. Unless asked otherwise, each share stays within what the arms had, because a law is
 * not to be trusted beyond, and no component is seen more than four times. Throws where no mixture keeps what is asked.
 */
export function searchBounds(design: MixtureDesign, options: SearchOptions): SearchBounds {
  const { components } = design;
  for (const name of [...Object.keys(options.least ?? {}), ...Object.keys(options.most ?? {})]) {
    if (!components.includes(name)) {
      throw new UnfitOption(`no arm has a share of "${name}"; there are ${components.join(", ")}`);
    }
  }
  const limited = boundsWithin(design, options, options.epochs ?? usualEpochs);
  if (boundsAllowMixture(limited)) return limited;
  const free = boundsWithin(design, options, Infinity);
  if (options.epochs === undefined && boundsAllowMixture(free)) return { ...free, limitDropped: true };
  throw new UnfitOption(`no mixture keeps all bounds: ${contradiction(limited)}`);
}

function boundsWithin(design: MixtureDesign, options: SearchOptions, epochs: number): SearchBounds {
  const tokens = options.tokens ?? design.tokens;
  const components = design.components.map((name, place) => {
    const measured = design.arms.map(({ shares }) => shares[place] ?? 0);
    const unique = design.uniqueTokens[place];
    const asked = options.most?.[name];
    const most = asked ?? Math.max(...measured);
    const affordable = unique === undefined || !Number.isFinite(epochs) ? 1 : (epochs * unique) / tokens;
    const high = Math.min(most, affordable);
    const askedLeast = options.least?.[name];
    return {
      name,
      low: askedLeast ?? Math.min(...measured, high),
      high,
      highBecause:
        affordable < most ? ("repetition" as const) : asked === undefined ? ("measured" as const) : ("asked" as const),
      ...(unique !== undefined && { uniqueTokens: Math.round(unique) }),
    };
  });
  return {
    components,
    low: components.map(({ low }) => low),
    high: components.map(({ high }) => high),
    tokens,
    epochs: Number.isFinite(epochs) ? epochs : undefined,
    limitDropped: false,
  };
}

function contradiction({ components, low, high, epochs }: SearchBounds): string {
  const percent = (share: number): string => `${String(Number((share * 100).toFixed(1)))} %`;
  const limit = epochs === undefined ? "" : ` within ${String(epochs)} epochs`;
  const crossed = components.find((component) => component.low > component.high);
  if (crossed !== undefined) {
    return `${crossed.name} is to have at least ${percent(crossed.low)} and may have at most ${percent(crossed.high)}${limit}`;
  }
  return sum(low) > 1
    ? `the least shares sum to ${percent(sum(low))}; lower them with --min`
    : `the largest shares${limit} sum to ${percent(sum(high))}; raise them with --max, allow more with --epochs, or ask for fewer --tokens`;
}
