import { createHash } from "node:crypto";
import { type MeasuredDocument, readMeasured } from "../../store/documents.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import type { LabelledDocument } from "./label.ts";
import type { Signals } from "./standardise.ts";

/** A document of a corpus that could be labelled. */
export interface Candidate extends LabelledDocument {
  /** Its repository, or its source. */
  readonly group: string;
  readonly text: string;
  readonly signals: Signals;
  readonly quality: number;
}

/** The documents with a text in measured tables, in their order; of equal contents the first. */
export async function* candidates(files: readonly string[]): AsyncGenerator<Candidate> {
  const seen = new Set<string>();
  for (const file of files) {
    for await (const document of readMeasured(file, SIGNAL_NAMES, [
      "signature",
      "findings",
      "leaves",
      "contributions",
    ])) {
      const candidate = candidateOf(document);
      if (candidate === undefined || seen.has(candidate.id)) continue;
      seen.add(candidate.id);
      yield candidate;
    }
  }
}

function candidateOf(document: MeasuredDocument): Candidate | undefined {
  const { id, text, source, path, language, repository, signals, quality } = document;
  if (id === null || text === null || text === "") return undefined;
  const group = repository ?? source;
  return { id, path: `${source}:${path}`, language, group, text, signals, quality: quality ?? 0 };
}

/** A place in [0,1) for a document, the same for the same seed whatever else is in the corpus. */
export function lot(seed: number, id: string): number {
  return createHash("sha256").update(`${seed} label ${id}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** The `count` members of a stream with the highest value, the highest first; equal ones by id. Keeps at most twice as many. */
export async function highest<T extends { readonly id: string; readonly value: number }>(
  members: AsyncIterable<T>,
  count: number,
): Promise<T[]> {
  let best: T[] = [];
  const cut = (): void => {
    best = best.sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1)).slice(0, count);
  };
  for await (const member of members) {
    best.push(member);
    if (best.length >= 2 * count + 100) cut();
  }
  cut();
  return best;
}
