import { mixtureText, nameOf, type Study } from "./study.ts";

export const cooldown: Study = {
  name: "cooldown",
  question: "Does code in the last, annealed part of the training help?",
  description: "one pretraining, which ends as it is, with a cooldown without code, and with one that has 20 % code",
  needs: ["text", "code"],
  uses: [],
  lines({ unit }, corpora) {
    const [text, code] = [nameOf(corpora, "text"), nameOf(corpora, "code")];
    const phases = (indent: string): readonly string[] => [
      `${indent}{ "tokens": ${String(unit)}, "mixture": ${mixtureText([
        [text, 0.5],
        [code, 0.5],
      ])} },`,
      `${indent}{ "tokens": ${String(unit)}, "mixture": ${mixtureText([
        [text, 0.9],
        [code, 0.1],
      ])} }`,
    ];
    return [
      `"baseline": "none",`,
      `"arms": [`,
      `  // The paper's balanced model continued on text: 400 billion tokens, trained once for all three.`,
      `  { "name": "none", "phases": [`,
      ...phases("    "),
      `  ] },`,
      `  // 40 billion more, a tenth, in a line from the last rate to 1e-6. Arms with a cooldown have more tokens than the one without.`,
      `  {`,
      `    "generate": "proportion",`,
      `    "of": ${code},`,
      `    "against": ${text},`,
      `    "name": "cooldown",`,
      `    "shares": [0, 0.2],`,
      `    "tokens": ${String(unit / 5)},`,
      `    "schedule": "linear",`,
      `    "rate": "continue",`,
      `    "finalRate": 1e-6,`,
      `    "before": [`,
      ...phases("      "),
      `    ]`,
      `  }`,
      `],`,
    ];
  },
};
