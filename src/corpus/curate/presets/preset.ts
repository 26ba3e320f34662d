import type { DocumentClass } from "../../../experiment/corpus-file.ts";
import type { SignalName } from "../../signals/signals.ts";

/** A published threshold. A document beyond it is dropped. */
export interface PresetFilter {
  readonly signal: SignalName;
  readonly min?: number;
  readonly max?: number;
  readonly classes: readonly DocumentClass[];
  /** Only documents in these languages, as Linguist names them; left out: in any. */
  readonly languages?: readonly string[];
  /** Documents in any language but these. */
  readonly exceptLanguages?: readonly string[];
}

/** The filters of a pipeline that was published. */
export interface Preset {
  /** The publication. */
  readonly source: string;
  /** What of the pipeline's filters is left out or measured otherwise here, and why; empty where nothing is. */
  readonly differences: string;
  readonly filters: readonly PresetFilter[];
}

type Restriction = Omit<PresetFilter, "signal" | "min" | "max">;
type Bound = readonly [signal: SignalName, bounds: { readonly min?: number; readonly max?: number }];

/** Documents that are read as code or markup. */
export const CODE_AND_MARKUP: readonly DocumentClass[] = ["code", "synthetic", "markup"];
export const CODE: readonly DocumentClass[] = ["code", "synthetic"];
/** Documents that are read as prose. */
export const PROSE: readonly DocumentClass[] = ["text", "adjacent"];

/** Filters for the same documents. */
export function filtersFor(restriction: Restriction, ...bounds: readonly Bound[]): readonly PresetFilter[] {
  return bounds.map(([signal, range]) => ({ signal, ...range, ...restriction }));
}
