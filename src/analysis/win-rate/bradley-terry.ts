/** What arms have won of each other: `wins[a][b]` counts wins of a against b; a tie is half a win for both. */
export type Wins = readonly (readonly number[])[];

const ROUNDS = 10_000;

/**
 * Strengths of the Bradley–Terry model, P(a beats b) = 1 / (1 + exp(s_b − s_a)), in log-odds with mean 0: by minorisation
 * and maximisation (Hunter 2004). Every pair that was compared has one tie more than was seen, so that the strength of an
 * arm that always wins is finite. Arms that no comparison connects cannot be compared: undefined.
 */
export function bradleyTerry(seen: Wins): number[] | undefined {
  const wins = seen.map((row, a) =>
    row.map((value, b) => (a !== b && value + (seen[b]?.[a] ?? 0) > 0 ? value + 0.5 : 0)),
  );
  if (!connected(wins)) return undefined;
  const total = wins.map((row) => row.reduce((sum, value) => sum + value, 0));
  let strengths = wins.map(() => 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = wins.map((row, a) => {
      const own = strengths[a] ?? 1;
      const met = row.reduce((sum, value, b) => {
        const games = value + (wins[b]?.[a] ?? 0);
        return games === 0 ? sum : sum + games / (own + (strengths[b] ?? 1));
      }, 0);
      return met === 0 ? own : (total[a] ?? 0) / met;
    });
    const scale = Math.exp(next.reduce((sum, value) => sum + Math.log(value), 0) / next.length);
    const scaled = next.map((value) => value / scale);
    const change = Math.max(...scaled.map((value, a) => Math.abs(Math.log(value / (strengths[a] ?? 1)))));
    strengths = scaled;
    if (change < 1e-12) break;
  }
  return strengths.map((value) => Math.log(value));
}

function connected(wins: Wins): boolean {
  const reached = new Set([0]);
  for (const a of reached) {
    for (const [b, value] of (wins[a] ?? []).entries()) if (value > 0) reached.add(b);
  }
  return reached.size === wins.length;
}
