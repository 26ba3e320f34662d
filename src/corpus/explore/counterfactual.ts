import { z } from "zod";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { dedupSettings } from "../../experiment/corpus/dedup.ts";
import { failedFilterSql, filtersOf } from "../curate/filters.ts";
import type { CorpusTables } from "./corpus-tables.ts";
import { type AnswerOf, documentLine, type QueryOf } from "./messages.ts";

const totalsRow = z.object({
  documents: z.number(),
  before: z.number(),
  kept: z.number(),
  newlyKept: z.number(),
  newlyDropped: z.number(),
  bytes: z.number(),
});
const ruleRow = z.object({ rule: z.string(), documents: z.number(), before: z.number() });

/** What drops a document whatever the filters are. */
const BEFORE_FILTERS = "licence";
const AFTER_FILTERS = "contamination";

/**
 * What would become of the documents if the corpus had other filters: the filters themselves exactly as curation applies
 * them, then duplicates: of a cluster that curation found, and of equal content, the survivor is kept, or else the first that
 * passes. What curation did not look at because a filter dropped it, curation alone can tell:
 * whether a document that would pass now is contaminated or like others that it was never compared with.
 *
 * The documents whose verdict turns are kept as the table `flipped`.
 */
export async function counterfactual(
  tables: CorpusTables,
  { filters }: QueryOf<"counterfactual">,
): Promise<AnswerOf<"counterfactual">> {
  const { corpus } = tables;
  const failed = failedFilterSql(filtersOf({ ...corpus, filters: withLanguages(filters, corpus) }));
  await tables.run(`CREATE OR REPLACE TEMP TABLE verdicts AS
    WITH judged AS (
      SELECT place, bytes, kept AS was_kept, rule AS was, digest, survives, ${groupSql(corpus)} AS alike,
        CASE WHEN problem IS NOT NULL THEN problem WHEN rule = '${BEFORE_FILTERS}' THEN rule
          ELSE coalesce(${failed}, CASE WHEN rule = '${AFTER_FILTERS}' THEN rule END) END AS failed
      FROM documents JOIN measured USING (place)
        LEFT JOIN (SELECT place, cluster, survives FROM clusters) USING (place)
    ), ranked AS (
      SELECT *, row_number() OVER best AS rank, first_value(digest) OVER best AS survivor FROM judged
      WINDOW best AS (PARTITION BY alike, failed IS NULL ORDER BY survives DESC NULLS LAST, place)
    )
    SELECT place, bytes, was_kept, was, CASE
        WHEN failed IS NOT NULL THEN failed
        WHEN rank = 1 THEN 'kept'
        WHEN digest = survivor THEN 'duplicate'
        ELSE 'near-duplicate' END AS rule
    FROM ranked`);
  const totals = await tables.row(
    `SELECT count(*)::DOUBLE AS documents, count(*) FILTER (WHERE was_kept)::DOUBLE AS "before",
       count(*) FILTER (WHERE rule = 'kept')::DOUBLE AS kept,
       count(*) FILTER (WHERE rule = 'kept' AND NOT was_kept)::DOUBLE AS "newlyKept",
       count(*) FILTER (WHERE rule <> 'kept' AND was_kept)::DOUBLE AS "newlyDropped",
       coalesce(sum(bytes) FILTER (WHERE rule = 'kept'), 0)::DOUBLE AS bytes
     FROM verdicts`,
    totalsRow,
  );
  const rules = await tables.rows(
    `SELECT rule, coalesce(n.documents, 0)::DOUBLE AS documents, coalesce(b.documents, 0)::DOUBLE AS "before"
     FROM (SELECT rule, count(*) AS documents FROM verdicts WHERE rule <> 'kept' GROUP BY rule) n
       FULL JOIN (SELECT was AS rule, count(*) AS documents FROM verdicts WHERE was <> 'kept' GROUP BY was) b USING (rule)
     ORDER BY documents DESC, rule`,
    ruleRow,
  );
  await tables.run(`CREATE OR REPLACE TEMP TABLE flipped AS
    SELECT place, rule FROM verdicts WHERE (rule = 'kept') <> was_kept`);
  await tables.run("DROP TABLE verdicts");
  return { answer: "counterfactual", ...totals, rules };
}

/** A page of the documents whose verdict the last counterfactual turns, in the order of the corpus. */
export async function flippedDocuments(
  tables: CorpusTables,
  { offset, limit }: QueryOf<"flipped">,
): Promise<AnswerOf<"flipped">> {
  await tables.run("CREATE TEMP TABLE IF NOT EXISTS flipped (place BIGINT, rule VARCHAR)");
  const total = await tables.row("SELECT count(*)::DOUBLE AS total FROM flipped", z.object({ total: z.number() }));
  const rows = await tables.rows(
    `SELECT place::DOUBLE AS place, source, path, language, bytes::DOUBLE AS bytes, quality, f.rule = 'kept' AS kept, f.rule AS rule, reason
     FROM documents JOIN (SELECT * FROM flipped ORDER BY place LIMIT $limit OFFSET $offset) f USING (place)
     ORDER BY documents.place`,
    documentLine,
    { limit, offset },
  );
  return { answer: "flipped", ...total, offset, rows };
}

/** What documents that are duplicates of each other have in common, as curation has found them. */
function groupSql({ dedup }: Pick<CorpusFile, "dedup">): string {
  const { exact, near } = dedupSettings(dedup);
  const alone = "-1 - place";
  if (!exact) return near === null ? alone : `coalesce(cluster, ${alone})`;
  // One that a filter dropped before is in no cluster, but where its content is.
  return "coalesce(max(cluster) OVER (PARTITION BY digest), -1 - min(place) OVER (PARTITION BY digest))";
}

/** The bounds that are asked about, for the languages that the corpus has the filter for. */
function withLanguages(
  filters: QueryOf<"counterfactual">["filters"],
  { filters: declared }: Pick<CorpusFile, "filters">,
): CorpusFile["filters"] {
  return Object.fromEntries(
    Object.entries(filters).map(([signal, bounds]) => [signal, { languages: declared[signal]?.languages, ...bounds }]),
  );
}
