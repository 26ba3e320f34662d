import { join } from "node:path";
import { z } from "zod";
import type { CorpusFile } from "../experiment/corpus-file.ts";
import type { TrailCorpus, TrailDocument } from "../scheduler/trail.ts";
import { DOCUMENTS_FILE } from "../store/documents.ts";
import { queryRows } from "../store/query.ts";

const text = z.string().nullable();
const documentRow = z.object({ id: z.string(), source: z.string(), path: z.string(), repository: text, revision: text, blob: text, licence: text }); // prettier-ignore
const sums = z.object({ documents: z.number(), bytes: z.number().nullable() });

/** A corpus of the experiment, and the folder of its `curate` stage. */
export interface CuratedCorpus {
  readonly name: string;
  readonly file: string;
  readonly corpus: CorpusFile;
  readonly folder: string;
}

/** The documents of these ids, by id, in whichever corpus they are. */
export async function documentsOf(
  ids: readonly string[],
  corpora: readonly CuratedCorpus[],
): Promise<ReadonlyMap<string, TrailDocument>> {
  const found = new Map<string, TrailDocument>();
  for (const { name, corpus, folder } of corpora) {
    const sql = `SELECT id, source, path, repository, revision, blob, licence FROM read_parquet($file)
      WHERE kept AND list_contains(json_extract_string($ids::JSON, '$[*]'), id)`;
    const values = { file: join(folder, DOCUMENTS_FILE), ids: JSON.stringify(ids) };
    for await (const { id, ...row } of queryRows({ sql, values, row: documentRow })) {
      if (!found.has(id)) found.set(id, { corpus: name, ...row, ...fileOf(corpus, row) });
    }
  }
  return found;
}

/** How many documents of a corpus may be drawn in training, and how to list them. */
export async function trainedDocuments({ name, file, folder }: CuratedCorpus): Promise<TrailCorpus> {
  const documents = join(folder, DOCUMENTS_FILE);
  const where = "kept AND split = 'train'";
  const sql = `SELECT count(*)::DOUBLE AS documents, sum(bytes)::DOUBLE AS bytes FROM read_parquet($file) WHERE ${where}`;
  let counted = { documents: 0, bytes: 0 };
  for await (const row of queryRows({ sql, values: { file: documents }, row: sums })) counted = { ...row, bytes: row.bytes ?? 0 }; // prettier-ignore
  const query = `SELECT source, path, revision, licence, quality FROM '${documents.replaceAll("'", "''")}' WHERE ${where}`;
  return { name, file, ...counted, query };
}

function fileOf(
  { sources }: CorpusFile,
  { source, path }: { source: string; path: string },
): { readonly file?: string } {
  const declared = sources.find((each) => each.name === source);
  return declared?.type === "folder" ? { file: join(declared.path, path) } : {};
}
