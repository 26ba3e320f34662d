import type { Scale } from "./scale.ts";
import type { CorpusNames, Study } from "./study.ts";

/**
 * The text of a study's ablation file. `corpora` are those that it uses, by the names that the file gives them; `asksWordNet` says
 * whether one of them has WordNet, which the suites of knowledge and reasoning ask about.
 */
export function studyFile(study: Study, scale: Scale, corpora: CorpusNames, asksWordNet: boolean): string {
  const names = Object.values(corpora);
  const { text, code } = corpora;
  const lines = [
    `"description": ${JSON.stringify(`${study.question} The ${study.name} study of “To Code, or Not To Code?” (arXiv 2408.10914), ${scale.name} scale.`)},`,
    `"corpora": ${listText(names)},`,
    `// One tokenizer for all arms, so that they differ in nothing else. Its vocabulary: ${scale.vocabularyReason}.`,
    `"tokenizer": {`,
    `  "vocabulary": ${String(scale.vocabulary)},`,
    `  "mixture": { ${JSON.stringify(text)}: 0.5, ${JSON.stringify(code)}: 0.5 },`,
    `  "sampleBytes": ${String(scale.sampleBytes)}`,
    `},`,
    `// ${scale.modelReason}`,
    `"model": "${scale.model}",`,
    `// AdamW, and in each phase a cosine after a warm-up, as in the paper.`,
    `"training": {`,
    ...scale.training.map((line) => `  ${line}`),
    `  "rate": ${String(scale.rate)}`,
    `},`,
    `// ${scale.seedsReason}`,
    `"seeds": [${scale.seeds.join(", ")}],`,
    `// ${scale.unitReason}`,
    ...study.lines(scale, corpora),
    ...(asksWordNet
      ? []
      : [
          `// A corpus with a WordNet source makes "knowledge" and "reasoning" possible too (ablate new --wordnet FOLDER).`,
        ]),
    `"evaluation": {`,
    `  "suites": ${listText(asksWordNet ? ["bitsPerByte", "knowledge", "reasoning", "code"] : ["bitsPerByte", "code"])},`,
    `  "items": ${String(scale.items)},`,
    `  "bytesPerSlice": ${String(scale.bytesPerSlice)}`,
    `}`,
  ];
  return `{\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

function listText(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}
