import { join } from "node:path";
import { z } from "zod";
import { DOCUMENTS_FILE } from "../store/documents.ts";
import { queryRows } from "../store/query.ts";

const licenceRow = z.object({ licence: z.string().nullable(), documents: z.number(), bytes: z.number() });

/** How many documents are under a licence (SPDX), and their bytes; null where none is known. */
export type LicenceShare = Readonly<z.infer<typeof licenceRow>>;

/** The licences of the documents of a `curate` stage that are trained on, most bytes first. */
export async function documentLicences(folder: string): Promise<readonly LicenceShare[]> {
  const sql = `
    SELECT licence, count(*)::DOUBLE AS documents, sum(bytes)::DOUBLE AS bytes
    FROM read_parquet($file) WHERE kept AND split = 'train' GROUP BY licence ORDER BY bytes DESC, licence`;
  const rows: LicenceShare[] = [];
  const file = join(folder, DOCUMENTS_FILE);
  for await (const row of queryRows({ sql, values: { file }, row: licenceRow })) rows.push(row);
  return rows;
}
