import { z } from "zod";
import { clusterMembers, clusterPage } from "./clusters.ts";
import { contaminationHits } from "./contamination-hits.ts";
import type { CorpusTables } from "./corpus-tables.ts";
import { counterfactual, flippedDocuments } from "./counterfactual.ts";
import { distribution } from "./distribution.ts";
import { documentLines } from "./document-lines.ts";
import type { AnswerOf, ExploreAnswer, ExploreQuery } from "./messages.ts";
import { overview } from "./overview.ts";

/** Answers one query of an explorer from the tables of its corpus. */
export function answerQuery(tables: CorpusTables, query: ExploreQuery): Promise<ExploreAnswer> {
  switch (query.request) {
    case "overview":
      return overview(tables, query);
    case "documents":
      return documentLines(tables, query);
    case "distribution":
      return distribution(tables, query.signal);
    case "counterfactual":
      return counterfactual(tables, query);
    case "flipped":
      return flippedDocuments(tables, query);
    case "clusters":
      return clusterPage(tables, query);
    case "members":
      return clusterMembers(tables, query);
    case "contamination":
      return contaminationHits(tables, query);
    case "text":
      return documentText(tables, query.place);
  }
}

const nameRow = z.object({ source: z.string(), path: z.string() });

async function documentText(tables: CorpusTables, place: number): Promise<AnswerOf<"text">> {
  const name = await tables.row("SELECT source, path FROM documents WHERE place = $place", nameRow, { place });
  return { answer: "text", place, ...name, text: await tables.text(place) };
}
