import { mixtureText, nameOf, type Study } from "./study.ts";

/** Of the quality score, 0 to 1: about what the better half of code reaches. */
const GOOD_QUALITY = 0.6;

export const quality: Study = {
  name: "quality",
  question: "Does a little code of another kind, or of better quality, beat code alone?",
  description: "code alone, and with a part of it markup, code-adjacent text, and verified or high-quality code",
  needs: ["text", "code", "markup"],
  uses: ["adjacent", "synthetic"],
  lines({ unit }, corpora) {
    const code = nameOf(corpora, "code");
    const arm = (name: string, mixture: string): string =>
      `  { "name": "${name}", "phases": [{ "tokens": ${String(unit)}, "mixture": ${mixture} }] }`;
    const withPart = (part: string, share: number): string =>
      mixtureText([
        [code, Number((1 - share).toFixed(2))],
        [part, share],
      ]);
    const adjacent =
      corpora.adjacent === undefined
        ? [
            `  // The paper has a fourth arm, with 15 % of commits, notebooks and StackExchange: ablate new quality --adjacent FILE.`,
          ]
        : [
            `  // 15 % code-adjacent: commits, notebooks, questions and answers.`,
            `${arm("adjacent-15", withPart(nameOf(corpora, "adjacent"), 0.15))},`,
          ];
    const best =
      corpora.synthetic === undefined
        ? [
            `  // The paper has 10 % of problems whose solutions are verified (docs/synthetic.md; --synthetic FILE). Until there are any:`,
            `  // code of high quality in their place.`,
            arm("best-10", withPart(JSON.stringify(`${corpora.code ?? ""}[quality > ${String(GOOD_QUALITY)}]`), 0.1)),
          ]
        : [
            `  // 10 % of problems whose solutions are verified.`,
            arm("synthetic-10", withPart(nameOf(corpora, "synthetic"), 0.1)),
          ];
    return [
      `"baseline": "web-only",`,
      `// 200 billion tokens each, without any text: it is there to be asked about.`,
      `"arms": [`,
      `${arm("web-only", mixtureText([[code, 1]]))},`,
      `  // A fifth of markup, which the paper keeps as a stream of its own.`,
      `${arm("markup-20", withPart(nameOf(corpora, "markup"), 0.2))},`,
      ...adjacent,
      ...best,
      `],`,
    ];
  },
};
