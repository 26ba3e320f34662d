import type { WinRates } from "../analysis/win-rate/win-rates.ts";

type Share = NonNullable<WinRates["firstShare"]>;

/** Win-rates for people: the warning first, then what was counted, pairs and strengths. */
export function winRateText(found: WinRates): string {
  const { first, second, tie, refusal, malformed } = found.counts;
  const lines = [
    found.warning,
    "",
    `Judge: ${found.judge}. Prompts: ${String(found.prompts)}; seeds: ${found.seeds.join(", ")}.`,
    `Verdicts: ${String(first + second)} decided, ${String(tie)} ties, ${String(refusal)} refusals, ${String(malformed)} malformed.`,
    ...(found.firstShare === undefined
      ? []
      : [`The answer shown first won ${percent(found.firstShare)} of the decided (50 % without bias).`]),
    ...(found.consistent === undefined
      ? []
      : [`Both orders named the same arm in ${(100 * found.consistent).toFixed(1)} % of the pairs decided twice.`]),
    "",
    ...found.pairs.map(({ arm, other, comparisons, winRate, lengthControlled }) =>
      winRate === undefined
        ? `${arm} against ${other}: no verdict`
        : `${arm} against ${other}: wins ${percent(winRate)}, ${difference(winRate)}` +
          (lengthControlled === undefined ? "" : `; at equal length ${percent(lengthControlled)}`) +
          ` (${String(comparisons)} comparisons)`,
    ),
    ...(found.strengths === undefined
      ? []
      : [
          "",
          "Bradley–Terry strengths, log-odds:",
          ...found.strengths.map(({ arm, mean, low, high }) => `  ${arm}: ${range(mean, low, high, 1, 2)}`),
        ]),
  ];
  return lines.join("\n");
}

function difference({ low, high }: Share): string {
  if (low === undefined || high === undefined) return "too few prompts for an interval";
  return low > 0.5 || high < 0.5 ? "distinguishable from a draw" : "not distinguishable from a draw";
}

function percent({ mean, low, high }: Share): string {
  return range(mean, low, high, 100, 1, " %");
}

function range(
  mean: number,
  low: number | undefined,
  high: number | undefined,
  scale: number,
  decimals: number,
  unit = "",
): string {
  const text = (value: number): string => (value * scale).toFixed(decimals);
  const interval = low === undefined || high === undefined ? "" : ` (${text(low)} to ${text(high)})`;
  return `${text(mean)}${unit}${interval}`;
}
