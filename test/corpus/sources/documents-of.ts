import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { RefusedDocument, type SourceFile } from "../../../src/corpus/sources/source-file.ts";
import { corpusFileSchema, type CorpusSource } from "../../../src/experiment/corpus-file.ts";
import type { z } from "zod";

export interface ReadDocument extends Omit<SourceFile, "read"> {
  readonly text?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** What it is left out by. */
  readonly rule?: string;
}

type Declaration = z.input<typeof corpusFileSchema>["sources"][number];

export const MOST_BYTES = 1000;

/** A source as a corpus file declares it. */
export function declared(source: Declaration): CorpusSource {
  const [parsed] = corpusFileSchema.parse({ sources: [source] }).sources;
  if (parsed === undefined) throw new Error("a source was declared");
  return parsed;
}

/** Every document of a source, read; files of more than 1000 bytes are too large. */
export async function documentsOf(source: Declaration, cacheFolder: string): Promise<ReadDocument[]> {
  const opened = openSource(declared(source), MOST_BYTES, cacheFolder);
  const documents: ReadDocument[] = [];
  try {
    for await (const file of opened.files(new AbortController().signal)) documents.push(await read(file));
  } finally {
    opened.close();
  }
  return documents;
}

export function fingerprintOf(source: Declaration, cacheFolder: string): Promise<string> {
  return openSource(declared(source), MOST_BYTES, cacheFolder).fingerprint(new AbortController().signal);
}

async function read(file: SourceFile): Promise<ReadDocument> {
  try {
    const text = Buffer.from(await file.read()).toString();
    const { read: _read, ...origin } = file;
    return { ...origin, text };
  } catch (error) {
    const { read: _read, ...origin } = file;
    const problem = error instanceof Error ? error.message : String(error);
    return error instanceof RefusedDocument ? { ...origin, problem, rule: error.rule } : { ...origin, problem };
  }
}
