import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import { LINE_COLUMNS } from "./document-lines.ts";
import { type AnswerOf, documentLine, type QueryOf, type Share, share } from "./messages.ts";
import { selectionSql } from "./selection.ts";

const QUALITY_BINS = 20;
const MOST_NAMES = 200;
const EXAMPLES_PER_RULE = 3;

const totalsRow = z.object({ documents: z.number(), kept: z.number(), bytes: z.number() });
const ruleRow = z.object({ rule: z.string(), documents: z.number(), places: z.array(z.bigint()) });
const binRow = z.object({ bin: z.number(), kept: z.number(), dropped: z.number() });

const TOTALS = `count(*)::DOUBLE AS documents, count(*) FILTER (WHERE kept)::DOUBLE AS kept,
  coalesce(sum(bytes) FILTER (WHERE kept), 0)::DOUBLE AS bytes`;

/** How the documents of a selection are spread over languages, licences, sources and quality, and what drops them. */
export async function overview(
  tables: CorpusTables,
  { selection }: QueryOf<"overview">,
): Promise<AnswerOf<"overview">> {
  const { where, values } = selectionSql(selection);
  const totals = await tables.row(`SELECT ${TOTALS} FROM documents WHERE ${where}`, totalsRow, values);
  const shares = (column: "language" | "licence" | "source"): Promise<Share[]> =>
    tables.rows(
      `SELECT ${column} AS name, ${TOTALS} FROM documents WHERE ${where}
       GROUP BY ${column} ORDER BY documents DESC, name LIMIT ${String(MOST_NAMES)}`,
      share,
      values,
    );
  const bins = await tables.rows(
    `SELECT least(floor(quality * ${String(QUALITY_BINS)}), ${String(QUALITY_BINS - 1)})::DOUBLE AS bin,
       count(*) FILTER (WHERE kept)::DOUBLE AS kept, count(*) FILTER (WHERE NOT kept)::DOUBLE AS dropped
     FROM documents WHERE quality IS NOT NULL AND ${where} GROUP BY bin`,
    binRow,
    values,
  );
  const inBins = (member: "kept" | "dropped"): number[] =>
    Array.from({ length: QUALITY_BINS }, (_, bin) => bins.find((row) => row.bin === bin)?.[member] ?? 0);
  return {
    answer: "overview",
    ...totals,
    rules: await rules(tables, where, values),
    languages: await shares("language"),
    licences: await shares("licence"),
    sources: await shares("source"),
    quality: { kept: inBins("kept"), dropped: inBins("dropped") },
  };
}

async function rules(
  tables: CorpusTables,
  where: string,
  values: ReturnType<typeof selectionSql>["values"],
): Promise<AnswerOf<"overview">["rules"]> {
  const found = await tables.rows(
    `SELECT rule, count(*)::DOUBLE AS documents, min(place, ${String(EXAMPLES_PER_RULE)}) AS places
     FROM documents WHERE NOT kept AND ${where} GROUP BY rule ORDER BY documents DESC, rule`,
    ruleRow,
    values,
  );
  const places = found.flatMap((rule) => rule.places);
  if (places.length === 0) return [];
  const examples = await tables.rows(
    `SELECT ${LINE_COLUMNS} FROM documents WHERE place IN (${places.join(", ")}) ORDER BY documents.place`,
    documentLine,
  );
  return found.map(({ rule, documents }) => ({
    rule,
    documents,
    examples: examples.filter((example) => example.rule === rule),
  }));
}
