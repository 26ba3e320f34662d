import { lengthMatchedDistractors } from "../distractors.ts";
import { CHOICES, type Question, type QuestionDraft, questions } from "../item.ts";
import { Random } from "../../stage/random.ts";

/** Shorter lines say too little (`}`, `else`), longer ones are data or fill a small model's context. In characters. */
const LINE_LENGTH = { least: 8, most: 100 };

/** Lines before the first question of a file: without them there is nothing to go by. */
const LINES_BEFORE = 3;

export interface CodeDocument {
  readonly id: string;
  readonly language: string;
  readonly text: string;
}

/**
 * The suite `code`, one slice for each language: lines of held-out files, and which of four lines of the same file comes
 * next. The wrong ones have the right one's indentation and about its length; none of the four stands in the prompt.
 * Documents take turns in a seeded order; the prompt is the lines before, up to `promptBytes`.
 */
export function codeQuestions(
  documents: readonly CodeDocument[],
  promptBytes: number,
  seed: number,
): Iterable<Question>[] {
  const languages = [...new Set(documents.map(({ language }) => language))].sort();
  return languages.map((language) => {
    const random = Random.of("code", seed, language);
    const ofLanguage = random.shuffled(documents.filter((document) => document.language === language));
    return questions("code", language, inTurn(ofLanguage, promptBytes, random), random);
  });
}

function* inTurn(documents: readonly CodeDocument[], promptBytes: number, random: Random): Generator<QuestionDraft> {
  let open = documents.map((document) => drafts(document, promptBytes, random));
  while (open.length > 0) {
    const still: typeof open = [];
    for (const document of open) {
      const next = document.next();
      if (next.done === true) continue;
      still.push(document);
      yield next.value;
    }
    open = still;
  }
}

function* drafts({ id, text }: CodeDocument, promptBytes: number, random: Random): Generator<QuestionDraft> {
  const lines = text.split(/\r?\n/);
  const askable = new Set(lines.filter(saysSomething));
  const places = lines.flatMap((line, place) => (place >= LINES_BEFORE && askable.has(line) ? [place] : []));
  let rank = random.below(CHOICES);
  for (const place of random.shuffled(places)) {
    const right = lines[place] ?? "";
    const before = promptLines(lines.slice(0, place), promptBytes);
    const shown = new Set(before);
    const candidates = [...askable].filter(
      (line) => line !== right && !shown.has(line) && indentation(line) === indentation(right),
    );
    const wrong = shown.has(right) ? undefined : lengthMatchedDistractors(right, candidates, rank, random);
    if (wrong === undefined) continue;
    rank = random.below(CHOICES);
    yield { cluster: id, prompt: before.map((line) => `${line}\n`).join(""), right, wrong };
  }
}

function saysSomething(line: string): boolean {
  const { length } = line.trim();
  return length >= LINE_LENGTH.least && line.length <= LINE_LENGTH.most && /\p{L}.*\p{L}/u.test(line);
}

function indentation(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? "";
}

function promptLines(lines: readonly string[], promptBytes: number): readonly string[] {
  let bytes = 0;
  let first = lines.length;
  while (first > 0) {
    bytes += Buffer.byteLength(lines[first - 1] ?? "") + 1;
    if (bytes > promptBytes) break;
    first -= 1;
  }
  return lines.slice(first);
}
