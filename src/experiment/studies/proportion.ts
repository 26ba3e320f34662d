import { nameOf, type Study } from "./study.ts";

export const proportion: Study = {
  name: "proportion",
  question: "What share of code is best?",
  description: "six models from scratch with 0 to 100 % code at the same total",
  needs: ["text", "code"],
  uses: [],
  lines({ unit }, corpora) {
    return [
      `"baseline": "code-0",`,
      `// The paper's six shares; 200 billion tokens each, which makes this comparison competitive: code takes the place of text.`,
      `"arms": {`,
      `  "generate": "proportion",`,
      `  "of": ${nameOf(corpora, "code")},`,
      `  "against": ${nameOf(corpora, "text")},`,
      `  "name": "code",`,
      `  "shares": [0, 0.25, 0.5, 0.75, 0.9, 1],`,
      `  "tokens": ${String(unit)}`,
      `},`,
    ];
  },
};
