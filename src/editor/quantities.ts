/** A count in three digits with a unit prefix: 400000 is "400k", 1500000 is "1.5M". */
export function countText(count: number): string {
  const prefix = [
    { factor: 1e12, letter: "T" },
    { factor: 1e9, letter: "G" },
    { factor: 1e6, letter: "M" },
    { factor: 1e3, letter: "k" },
  ].find(({ factor }) => count >= factor * 0.9995);
  if (prefix === undefined) return String(Math.round(count));
  return `${String(Number((count / prefix.factor).toPrecision(3)))}${prefix.letter}`;
}

/** A share of 1 as a percentage with at most one decimal: 0.125 is "12.5 %". */
export function percentText(share: number): string {
  return `${String(Number((share * 100).toFixed(1)))} %`;
}

/** A length of time, rounded as people say it: "40 s", "3 min", "2 h 10 min". */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${String(Math.max(1, Math.round(seconds)))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${String(minutes / 60)} h` : `${String(Math.floor(minutes / 60))} h ${String(rest)} min`;
}

/** The shares of a mixture, largest first: "75 % text · 25 % code". Corpora without a share are left out. */
export function mixtureText(mixture: Readonly<Record<string, number>>): string {
  return Object.entries(mixture)
    .filter(([, share]) => share > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([corpus, share]) => `${percentText(share)} ${corpus}`)
    .join(" · ");
}
