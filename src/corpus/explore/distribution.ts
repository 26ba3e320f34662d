import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import { signalColumn } from "../../store/documents.ts";
import type { CorpusTables } from "./corpus-tables.ts";
import type { AnswerOf } from "./messages.ts";

const BINS = 40;
/** Of the values, beyond each end of what the bins show: a few huge values would leave one bin for all the others. */
const TAIL = 0.005;

const rangeRow = z.object({
  documents: z.number(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const binRow = z.object({ bin: z.number(), documents: z.number() });
const nameRow = z.object({ name: z.string() });

/** The column of a signal, or of `quality`. Rejects with a StageError where the documents have none. */
export async function columnOf(tables: CorpusTables, signal: string): Promise<string> {
  const column = signal === "quality" ? "quality" : signalColumn("signal", signal);
  const columns = await tables.rows(
    "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'documents' AND column_name = $column",
    nameRow,
    { column },
  );
  if (columns.length === 0) throw new StageError(`The documents have no signal that is called "${signal}".`);
  return `"${column}"`;
}

/** How the values of a signal are spread over all documents that have it. */
export async function distribution(tables: CorpusTables, signal: string): Promise<AnswerOf<"distribution">> {
  const column = await columnOf(tables, signal);
  const range = await tables.row(
    `SELECT count(${column})::DOUBLE AS documents, min(${column}) AS least, max(${column}) AS most,
       approx_quantile(${column}, ${String(TAIL)}) AS low, approx_quantile(${column}, ${String(1 - TAIL)}) AS high
     FROM documents`,
    rangeRow,
  );
  const { documents, least, most, low, high } = range;
  const from = Math.max(least ?? 0, low ?? 0);
  const to = Math.min(most ?? 0, Math.max(high ?? 0, from));
  const width = (to - from) / BINS;
  const rows = await tables.rows(
    `SELECT CASE WHEN $width = 0 THEN 0
         ELSE greatest(0, least(${String(BINS - 1)}, floor((${column} - $from) / $width))) END::DOUBLE AS bin,
       count(*)::DOUBLE AS documents
     FROM documents WHERE ${column} BETWEEN $from AND $to GROUP BY bin`,
    binRow,
    { from, to, width },
  );
  const bins = Array.from({ length: BINS }, (_, bin) => rows.find((row) => row.bin === bin)?.documents ?? 0);
  return { answer: "distribution", signal, documents, least: least ?? 0, most: most ?? 0, from, to, bins };
}
