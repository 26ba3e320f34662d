import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { contaminationSentences, type SuiteContamination } from "../../analysis/suite-contamination.ts";
import { ItemTexts } from "../../corpus/contamination/item-texts.ts";
import {
  type ContaminationSurroundings,
  type ItemHit,
  searchDocuments,
} from "../../corpus/contamination/search-documents.ts";
import type { RunContext, StageReport, StageRunner, StageWork } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { type Column, ParquetWriter } from "../../store/parquet-writer.ts";
import { searchedItemColumns } from "../../store/suite-contamination.ts";
import { countTrainingSplit, readTrainingSplit, type SplitDocument } from "../../store/training-split.ts";
import { buildItems } from "../build-items.ts";
import { evaluateParameters } from "../evaluate-parameters.ts";
import { evaluatedCorpora } from "../evaluated-corpora.ts";
import type { Item } from "../item.ts";
import { SuiteItems } from "./suite-items.ts";
import { SuiteTally } from "./suite-tally.ts";

const parametersSchema = evaluateParameters.omit({ precision: true }).extend({
  /** The corpora that some arm is trained on. */
  trained: z.array(z.string()),
});

/** What a training document has of an item of a suite: one row of `contamination.parquet`. */
interface SuiteHit extends ItemHit, Pick<SplitDocument, "id" | "source" | "path"> {
  readonly corpus: string;
  readonly slice: string;
}

const columns: readonly Column<SuiteHit>[] = [
  { name: "corpus", type: "VARCHAR", of: ({ corpus }) => corpus },
  { name: "source", type: "VARCHAR", of: ({ source }) => source },
  { name: "path", type: "VARCHAR", of: ({ path }) => path },
  { name: "id", type: "VARCHAR", of: ({ id }) => id },
  { name: "suite", type: "VARCHAR", of: ({ benchmark }) => benchmark },
  { name: "slice", type: "VARCHAR", of: ({ slice }) => slice },
  { name: "item", type: "VARCHAR", of: ({ item }) => item },
  { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
  { name: "length", type: "BIGINT", of: ({ length }) => length },
  { name: "start", type: "BIGINT", of: ({ start }) => start },
  { name: "end", type: "BIGINT", of: ({ end }) => end },
  { name: "item_start", type: "BIGINT", of: ({ itemStart }) => itemStart },
  { name: "item_end", type: "BIGINT", of: ({ itemEnd }) => itemEnd },
  { name: "excerpt", type: "VARCHAR", of: ({ excerpt }) => excerpt },
  { name: "item_excerpt", type: "VARCHAR", of: ({ itemExcerpt }) => itemExcerpt },
  { name: "reason", type: "VARCHAR", of: ({ reason }) => reason },
];

/**
 * The runner of `contamination` stages: builds the items that an ablation will ask, as `evaluate` does, and looks for them in
 * the documents that it trains on. Writes `contamination.parquet`, `items.parquet` and `summary.json`.
 */
export function createContaminationRunner(surroundings: ContaminationSurroundings): StageRunner {
  return {
    kind: "contamination",
    version: 1,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await searchSuites(work, context, surroundings));
      return reports;
    },
  };
}

async function searchSuites(
  work: StageWork,
  context: RunContext,
  surroundings: ContaminationSurroundings,
): Promise<StageReport> {
  const { trained, ...parameters } = parametersSchema.parse(work.stage.parameters);
  const corpora = evaluatedCorpora(work);
  context.report({ done: 0, total: 1, unit: "items", phase: { name: "building items", number: 1, of: 2 } });
  // What `evaluate` has to say of them, it says itself.
  const items = await buildItems(parameters, corpora, () => undefined);
  context.signal.throwIfAborted();
  const scratch = join(work.folder, "scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const texts = new ItemTexts(join(scratch, "items"));
  try {
    const suites = await SuiteItems.open(items, surroundings.grammarsFolder, texts);
    const searched = corpora.filter(({ name }) => trained.includes(name));
    const summary = await searchCorpora(searched, suites, texts, work.folder, context, surroundings);
    for (const sentence of contaminationSentences(summary)) context.log(`warning: ${sentence}`);
    return { documents: summary.documents, touched: summary.suites.reduce((sum, { touched }) => sum + touched, 0) };
  } finally {
    texts.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function searchCorpora(
  corpora: ReturnType<typeof evaluatedCorpora>,
  suites: SuiteItems,
  texts: ItemTexts,
  folder: string,
  context: RunContext,
  surroundings: ContaminationSurroundings,
): Promise<SuiteContamination> {
  const tally = new SuiteTally();
  let total = 0;
  for (const { documents } of corpora) total += await countTrainingSplit(documents);
  const report = (done: number): void => {
    context.report({ done, total, unit: "documents", phase: { name: "searching", number: 2, of: 2 } });
  };
  let done = 0;
  report(done);
  const hits = await ParquetWriter.open(folder, columns, { resume: false });
  try {
    for (const { name: corpus, documents } of corpora) {
      for await (const { document, hits: found, problem } of searchDocuments(
        readTrainingSplit(documents),
        suites.index,
        texts,
        surroundings,
        context,
      )) {
        context.signal.throwIfAborted();
        const { id, source, path } = document;
        tally.begin(problem !== undefined);
        if (problem !== undefined) context.log(`warning: ${source}:${path}: ${problem}`);
        for (const hit of found) {
          const item: Item | undefined = suites.take(hit);
          if (item === undefined || !tally.add(item, corpus, source)) continue;
          await hits.append({ ...hit, id, source, path, corpus, slice: item.slice });
        }
        done += 1;
        if (done % DOCUMENTS_PER_REPORT === 0 || done === total) report(done);
      }
    }
    await hits.finish("contamination.parquet");
  } finally {
    hits.close();
  }
  const states = [...suites.states()];
  const items = await ParquetWriter.open(folder, searchedItemColumns, { resume: false });
  try {
    for (const state of states) await items.append(state);
    await items.finish("items.parquet");
  } finally {
    items.close();
  }
  const summary = tally.summary(states);
  await writeFileAtomically(join(folder, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
  return summary;
}

const DOCUMENTS_PER_REPORT = 200;
