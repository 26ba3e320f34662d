import { mixtureText, nameOf, type Study } from "./study.ts";

export const scaleStudy: Study = {
  name: "scale",
  question: "Does what code does hold at a larger size?",
  description: "the key variants of the initialisation study at two sizes",
  needs: ["text", "code"],
  uses: [],
  lines({ unit, model, largerModel, rate, largerRate }, corpora) {
    const [text, code] = [nameOf(corpora, "text"), nameOf(corpora, "code")];
    const balanced = mixtureText([
      [text, 0.5],
      [code, 0.5],
    ]);
    return [
      `"baseline": "text-only-${model}",`,
      `"arms": {`,
      `  // Every arm at both sizes. A larger model has a lower rate.`,
      `  "generate": "variants",`,
      `  "variants": [`,
      `    { "name": "${model}", "model": "${model}", "training": { "rate": ${String(rate)} } },`,
      `    { "name": "${largerModel}", "model": "${largerModel}", "training": { "rate": ${String(largerRate)} } }`,
      `  ],`,
      `  // The paper's 400 billion tokens each.`,
      `  "arms": [`,
      `    { "name": "text-only", "phases": [{ "tokens": ${2 * unit}, "mixture": ${mixtureText([[text, 1]])} }] },`,
      `    { "name": "balanced-only", "phases": [{ "tokens": ${2 * unit}, "mixture": ${balanced} }] },`,
      `    {`,
      `      "name": "balanced-to-text",`,
      `      "phases": [`,
      `        { "tokens": ${String(unit)}, "mixture": ${balanced} },`,
      `        { "tokens": ${String(unit)}, "mixture": ${mixtureText([
        [text, 0.9],
        [code, 0.1],
      ])} }`,
      `      ]`,
      `    }`,
      `  ]`,
      `},`,
    ];
  },
};
