import { mixtureText, nameOf, type Study } from "./study.ts";

export const initialisation: Study = {
  name: "initialisation",
  question: "Does it help a language model of text to start from one that has seen code?",
  description: "four models of the same total: text, a balance, and each of a balance and of code continued on text",
  needs: ["text", "code", "markup"],
  uses: [],
  lines({ unit }, corpora) {
    const [text, code, markup] = [nameOf(corpora, "text"), nameOf(corpora, "code"), nameOf(corpora, "markup")];
    const balanced = mixtureText([
      [text, 0.5],
      [code, 0.5],
    ]);
    const continued = mixtureText([
      [text, 0.9],
      [code, 0.1],
    ]);
    return [
      `"baseline": "text-only",`,
      `"arms": [`,
      `  // The paper's 400 billion tokens of text.`,
      `  { "name": "text-only", "phases": [{ "tokens": ${2 * unit}, "mixture": ${mixtureText([[text, 1]])} }] },`,
      `  // 200 billion of text and 200 billion of code.`,
      `  { "name": "balanced-only", "phases": [{ "tokens": ${2 * unit}, "mixture": ${balanced} }] },`,
      `  // 100 + 100 billion, then 180 of text and 20 of code. Each phase has a schedule of its own; the optimiser goes on.`,
      `  {`,
      `    "name": "balanced-to-text",`,
      `    "phases": [`,
      `      { "tokens": ${unit}, "mixture": ${balanced} },`,
      `      { "tokens": ${unit}, "mixture": ${continued} }`,
      `    ]`,
      `  },`,
      `  // 200 billion of code, a fifth of it markup, then the same continuation.`,
      `  {`,
      `    "name": "code-to-text",`,
      `    "phases": [`,
      `      { "tokens": ${unit}, "mixture": ${mixtureText([
        [code, 0.8],
        [markup, 0.2],
      ])} },`,
      `      { "tokens": ${unit}, "mixture": ${continued} }`,
      `    ]`,
      `  }`,
      `],`,
    ];
  },
};
