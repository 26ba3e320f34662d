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
