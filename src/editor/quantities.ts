export { countText } from "../stage/count-text.ts";

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
