import { readWordNet } from "../corpus/wordnet/read-wordnet.ts";
import type { SuiteName } from "../experiment/ablation-file.ts";
import { StageError } from "../stage/runner.ts";
import { sampleDocuments } from "../store/document-sample.ts";
import type { EvaluateParameters } from "./evaluate-parameters.ts";
import type { EvaluatedCorpus } from "./evaluated-corpora.ts";
import { type Item, type Question, takeEvenly } from "./item.ts";
import { Lexicon } from "./lexicon.ts";
import { bitsPerByteItems, type HeldOutDocument } from "./suites/bits-per-byte.ts";
import { type CodeDocument, codeQuestions } from "./suites/code.ts";
import { factsOf } from "./suites/knowledge/facts.ts";
import { knowledgeQuestions } from "./suites/knowledge/knowledge.ts";
import { reasoningQuestions } from "./suites/reasoning/reasoning.ts";

/** Pieces are chosen from so many times the bytes that are scored, so that they come from many documents. */
const DOCUMENTS_PER_SCORED_BYTE = 20;

/** Bytes of held-out code that are read per language for each question. */
const CODE_BYTES_PER_QUESTION = 20_000;

/** A token of code is about 3 bytes; with 4 a prompt fills the model's context and is cut there. */
const PROMPT_BYTES_PER_POSITION = 4;

/**
 * The items of all suites asked for. They depend on the documents and the seed alone: not on a model or a tokenizer, so that
 * every arm is asked the same. Rejects with a `StageError` where a suite has nothing to ask about.
 */
export async function buildItems(
  parameters: EvaluateParameters,
  corpora: readonly EvaluatedCorpus[],
  log: (line: string) => void,
): Promise<Item[]> {
  const lexicon = await readLexicon(parameters);
  const items: Item[] = [];
  for (const suite of parameters.suites) {
    const found = await itemsOfSuite(suite, parameters, corpora, lexicon);
    if (found.length === 0) throw new StageError(nothingToAsk(suite, corpora));
    if (suite !== "bitsPerByte" && found.length < parameters.items)
      log(`The suite ${suite} has ${String(found.length)} questions of the ${String(parameters.items)} asked for.`);
    items.push(...found);
  }
  return items;
}

async function readLexicon({ suites, wordnet }: EvaluateParameters): Promise<Lexicon> {
  const needing = suites.filter((suite) => suite === "knowledge" || suite === "reasoning");
  if (needing.length === 0) return new Lexicon({ synsets: [], synset: () => undefined, hypernyms: () => [] });
  if (wordnet === null) {
    throw new StageError(
      `The suites ${needing.join(" and ")} ask about WordNet, which is a source of none of the corpora. ` +
        `Add a source of type "wordnet" to a corpus, or leave ${needing.length > 1 ? "them" : "it"} out of "suites".`,
    );
  }
  return new Lexicon(await readWordNet(wordnet));
}

async function itemsOfSuite(
  suite: SuiteName,
  parameters: EvaluateParameters,
  corpora: readonly EvaluatedCorpus[],
  lexicon: Lexicon,
): Promise<readonly Item[]> {
  const { items, seed, bytesPerSlice, context } = parameters;
  switch (suite) {
    case "bitsPerByte":
      return bitsPerByteItems(await heldOutDocuments(corpora, parameters), bytesPerSlice, seed);
    case "knowledge":
      return takeEvenly(knowledgeQuestions(await factsOf(lexicon, corpora.map(({ documents }) => documents)), lexicon, seed), items); // prettier-ignore
    case "reasoning":
      return takeEvenly(reasoningQuestions(lexicon, seed), items);
    case "code":
      return codeItems(await heldOutCode(corpora, parameters), context, parameters);
  }
}

function codeItems(
  documents: readonly CodeDocument[],
  context: number,
  { items, seed }: EvaluateParameters,
): Question[] {
  return takeEvenly(codeQuestions(documents, context * PROMPT_BYTES_PER_POSITION, seed), items);
}

async function heldOutDocuments(
  corpora: readonly EvaluatedCorpus[],
  { bytesPerSlice, seed }: EvaluateParameters,
): Promise<HeldOutDocument[]> {
  const found: HeldOutDocument[] = [];
  const bytes = bytesPerSlice * DOCUMENTS_PER_SCORED_BYTE;
  for (const { name, documents: file } of corpora) {
    for await (const { id, source, language, text } of sampleDocuments({
      file,
      split: "heldout",
      seed,
      bytes,
      per: "source",
    }))
      found.push({ id, slice: `${name}/${source}`, language, text });
  }
  return found;
}

async function heldOutCode(
  corpora: readonly EvaluatedCorpus[],
  { items, seed }: EvaluateParameters,
): Promise<CodeDocument[]> {
  const found = new Map<string, CodeDocument>();
  const sample = {
    split: "heldout",
    class: "code",
    seed,
    bytes: items * CODE_BYTES_PER_QUESTION,
    per: "language",
  } as const;
  for (const { documents: file } of corpora) {
    for await (const { id, language, text } of sampleDocuments({ file, ...sample }))
      found.set(id, { id, language: language ?? "unknown", text });
  }
  return [...found.values()];
}

function nothingToAsk(suite: SuiteName, corpora: readonly EvaluatedCorpus[]): string {
  const names = corpora.map(({ name }) => name).join(", ");
  const wayOut = `Raise "heldOut" in the corpus, or leave ${suite} out of "suites".`;
  if (suite === "code") return `The corpora ${names} hold out no documents of class "code" to ask about. ${wayOut}`;
  if (suite === "bitsPerByte") return `The corpora ${names} hold out no documents. ${wayOut}`;
  return `The suite ${suite} finds nothing to ask about in this WordNet. Leave ${suite} out of "suites".`;
}
