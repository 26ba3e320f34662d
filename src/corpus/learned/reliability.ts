/** A stretch of probabilities: what was foretold on average and what came true. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly documents: number;
  readonly foretold: number;
  readonly good: number;
}

export interface Reliability {
  /** Mean squared error of the probabilities (Brier 1950); 0.25 is what 0.5 for all would have. */
  readonly brier: number;
  /** Mean distance of foretold and true share over the bins, by their documents (Naeini et al. 2015). */
  readonly calibrationError: number;
  readonly curve: readonly ReliabilityBin[];
}

const BINS = 10;

/** The calibration curve of probabilities in ten bins of equal width; empty ones are left out. Undefined without any. */
export function reliability(
  probabilities: readonly { readonly probability: number; readonly good: boolean }[],
): Reliability | undefined {
  const count = probabilities.length;
  if (count === 0) return undefined;
  const curve = Array.from({ length: BINS }, (_, bin) => {
    const members = probabilities.filter(
      ({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin,
    );
    const foretold = mean(members.map(({ probability }) => probability));
    const good = mean(members.map((member) => (member.good ? 1 : 0)));
    return { from: bin / BINS, to: (bin + 1) / BINS, documents: members.length, foretold, good };
  }).filter(({ documents }) => documents > 0);
  return {
    brier: mean(probabilities.map(({ probability, good }) => (probability - (good ? 1 : 0)) ** 2)),
    calibrationError: curve.reduce((sum, bin) => sum + (bin.documents / count) * Math.abs(bin.foretold - bin.good), 0),
    curve,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
