import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { dependencyOrder } from "./dependency-order.ts";
import { importLanguages, RepositoryPaths, resolveImports } from "./import-resolution.ts";
import type { ImportStatement, SyntaxReader } from "./sequence-part.ts";
import { type DocumentSelection, documentsByRepository, type TrainingDocument } from "./training-documents.ts";

/** Documents that are parsed at the same time, and the characters that they may have together. */
const DOCUMENTS_AT_ONCE = 64;
const CHARACTERS_AT_ONCE = 4_000_000;

interface Member {
  readonly row: number;
  readonly path: string;
  readonly language: string | null;
  readonly imports: readonly ImportStatement[];
}

/**
 * Writes the order in which documents are packed: JSON lines of `row` and `position`, repository after repository, in each the
 * documents after those that they import. Memory holds the paths and imports of one repository, never the texts.
 */
export async function writeRepositoryOrder(
  selection: DocumentSelection,
  orderFile: string,
  syntax: SyntaxReader,
  signal: AbortSignal,
): Promise<void> {
  const output = createWriteStream(orderFile);
  const written = finished(output);
  // Told where it is awaited; until then nobody listens.
  written.catch(() => undefined);
  let position = 0;
  const write = async (members: readonly Member[]): Promise<void> => {
    for (const row of inOrder(members)) {
      if (!output.write(`${JSON.stringify({ row, position })}\n`)) await Promise.race([once(output, "drain"), written]);
      position += 1;
    }
  };
  let repository: string | undefined;
  let members: Member[] = [];
  for await (const batch of batches(documentsByRepository(selection))) {
    signal.throwIfAborted();
    const imports = await Promise.all(batch.map((document) => importsOf(document, syntax)));
    for (const [index, document] of batch.entries()) {
      if (document.repository !== repository) {
        await write(members);
        members = [];
        repository = document.repository;
      }
      const { row, path, language } = document;
      members.push({ row, path, language, imports: imports[index] ?? [] });
    }
  }
  await write(members);
  output.end();
  await written;
}

async function importsOf(
  { text, language }: TrainingDocument,
  syntax: SyntaxReader,
): Promise<readonly ImportStatement[]> {
  if (language === null || !importLanguages.includes(language)) return [];
  return (await syntax.imports(text, language)) ?? [];
}

function inOrder(members: readonly Member[]): number[] {
  const paths = new RepositoryPaths(members.map(({ path }) => path));
  const dependencies = members.map(({ path, language, imports }) =>
    language === null ? [] : resolveImports(path, language, imports, paths),
  );
  return dependencyOrder(dependencies).map((index) => members[index]?.row ?? 0);
}

async function* batches(documents: AsyncIterable<TrainingDocument>): AsyncGenerator<TrainingDocument[]> {
  let batch: TrainingDocument[] = [];
  let characters = 0;
  for await (const document of documents) {
    batch.push(document);
    characters += document.text.length;
    if (batch.length < DOCUMENTS_AT_ONCE && characters < CHARACTERS_AT_ONCE) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
