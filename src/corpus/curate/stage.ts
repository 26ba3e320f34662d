import { join } from "node:path";
import { z } from "zod";
import { type CorpusFile, corpusFileSchema } from "../../experiment/corpus-file.ts";
import type { RunContext, StageReport, StageRunner, StageWork } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { CorpusSummary } from "../../store/corpus-summary.ts";
import { curatedColumns, DOCUMENTS_FILE } from "../../store/documents.ts";
import { ParquetWriter } from "../../store/parquet-writer.ts";
import { ContaminationTally } from "./contamination-tally.ts";
import { contaminationColumns, findContamination } from "./contamination.ts";
import { dropDuplicates } from "./duplicates.ts";
import { drawHeldOut, type HeldOut } from "./held-out.ts";
import { addLearnedQuality } from "./learned-quality.ts";
import { redactDocument } from "./redaction.ts";
import { CorpusTally } from "./summary.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { signalsOf } from "./filters.ts";
import { DocumentRules } from "./verdict.ts";
import { type PlacedDrop, WorkingSet } from "./working-set.ts";

export interface CurateSurroundings {
  /** Code is compared with benchmarks by its syntax. */
  readonly grammarsFolder: string;
}

const parametersSchema = z.object({
  corpus: corpusFileSchema,
  benchmarks: z.record(z.string(), z.string()),
  ruleNames: z.array(z.string()),
});

const DOCUMENTS_PER_REPORT = 1000;

/**
 * The runner of `curate` stages: judges the measured documents of a corpus's sources by its rules, without reading any source,
 * and writes `documents.parquet`, `clusters.parquet`, `contamination.parquet` and `summary.json`.
 */
export function createCurateRunner(surroundings: CurateSurroundings): StageRunner {
  return {
    kind: "curate",
    version: 7,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await curate(work, context, surroundings));
      return reports;
    },
  };
}

async function curate(
  { stage, inputs, folder }: StageWork,
  context: RunContext,
  { grammarsFolder }: CurateSurroundings,
): Promise<StageReport> {
  const { corpus, benchmarks, ruleNames } = parametersSchema.parse(stage.parameters);
  const rules = new DocumentRules(corpus);
  const measured = corpus.sources.map(({ name }) => join(inputs[`measured:${name}`] ?? "", DOCUMENTS_FILE));
  const signals = [...SIGNAL_NAMES, ...ruleNames];
  const set = await WorkingSet.open(folder, measured, signals);
  try {
    await addLearnedQuality(set, corpus, context.signal);
    // Each step looks at what those before it left.
    await set.drop(dropsOfDocuments(set, rules, context.signal));
    const contamination = await dropContaminated(set, corpus, benchmarks, grammarsFolder, folder);
    await dropDuplicates(set, corpus, join(folder, "duplicates"), context.signal);
    await set.writeClusters(join(folder, "clusters.parquet"));
    const heldOut = await drawHeldOut(set, corpus);
    const columns = [...signalsOf(corpus), ...ruleNames];
    const summary = await writeDocuments(set, corpus, rules, columns, heldOut, contamination, folder, context);
    await writeFileAtomically(join(folder, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    return { documents: summary.documents, kept: summary.kept, bytes: summary.bytes };
  } finally {
    await set.close();
  }
}

/** What is dropped for itself. */
async function* dropsOfDocuments(
  set: WorkingSet,
  rules: DocumentRules,
  signal: AbortSignal,
): AsyncGenerator<PlacedDrop> {
  for await (const document of set.documents(["text", "signature", "findings", "contributions"])) {
    signal.throwIfAborted();
    const drop = rules.drop(document);
    if (drop !== undefined) yield { place: document.place, ...drop };
  }
}

/** Writes `contamination.parquet`, and drops contaminated documents where the corpus does not have them redacted. */
async function dropContaminated(
  set: WorkingSet,
  corpus: CorpusFile,
  benchmarks: Readonly<Record<string, string>>,
  grammarsFolder: string,
  folder: string,
): Promise<ContaminationTally> {
  const tally = new ContaminationTally();
  const writer = await ParquetWriter.open(folder, contaminationColumns, { resume: false });
  const redacted = corpus.decontaminate?.action === "redact";
  async function* drops(): AsyncGenerator<PlacedDrop> {
    let last: number | undefined;
    const candidates = set.candidates(["signals", "contributions", "signature"]);
    for await (const hit of findContamination(candidates, corpus, benchmarks, grammarsFolder)) {
      await writer.append(hit);
      tally.add(hit, redacted);
      // A document may have parts of several items.
      if (hit.place !== last && !redacted) yield { place: hit.place, rule: "contamination", reason: hit.reason };
      last = hit.place;
    }
  }
  try {
    await set.drop(drops());
    await writer.finish("contamination.parquet");
  } finally {
    writer.close();
  }
  return tally;
}

async function writeDocuments(
  set: WorkingSet,
  corpus: CorpusFile,
  rules: DocumentRules,
  signals: readonly string[],
  isHeldOut: HeldOut,
  contamination: ContaminationTally,
  folder: string,
  context: RunContext,
): Promise<CorpusSummary> {
  const tally = new CorpusTally(corpus);
  const total = await set.count();
  const writer = await ParquetWriter.open(folder, curatedColumns(signals), { resume: false });
  const report = (): void => {
    context.report({ done: tally.documents, total, unit: "documents" });
  };
  try {
    report();
    for await (const { document, drop } of set.judged()) {
      context.signal.throwIfAborted();
      const verdict = drop === undefined ? rules.kept(document) : { kept: false, ...drop };
      const split = drop !== undefined ? null : isHeldOut(document.place) ? "heldout" : "train";
      const redacted =
        drop === undefined ? redactDocument(document, corpus, contamination.spansOf(document.place)) : null;
      const row = { ...document, ...verdict, split, text: redacted?.text ?? null } as const;
      await writer.append(row);
      tally.add(row, redacted?.replaced ?? {});
      if (tally.documents % DOCUMENTS_PER_REPORT === 0) report();
    }
    report();
    await writer.finish(DOCUMENTS_FILE);
  } finally {
    writer.close();
  }
  return { ...tally.summary(), contamination: contamination.summary() };
}
