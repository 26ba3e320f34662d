const empty = "▁";
const bars = ["▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * A histogram as text, one character for each of `width` bins: neighbouring counts are added up, the largest bin is
 * full, and only an empty one is at the bottom. `counts` go from the lowest quality to the highest.
 */
export function qualitySparkline(counts: readonly number[], width: number): string {
  const bins = Array.from({ length: Math.min(width, counts.length) }, () => 0);
  for (const [index, count] of counts.entries()) {
    const bin = Math.floor((index * bins.length) / counts.length);
    bins[bin] = (bins[bin] ?? 0) + count;
  }
  const largest = Math.max(0, ...bins);
  return bins.map((count) => (count === 0 ? empty : barOf(count / largest))).join("");
}

function barOf(share: number): string {
  return bars[Math.max(0, Math.ceil(share * bars.length) - 1)] ?? bars[0];
}
