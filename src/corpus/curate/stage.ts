import { join } from "node:path";
import { z } from "zod";
import { type CorpusFile, corpusFileSchema } from "../../experiment/corpus-file.ts";
import { dedupSettings } from "../../experiment/corpus/dedup.ts";
import type { RunContext, StageReport, StageRunner, StageWork } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { CorpusSummary } from "../../store/corpus-summary.ts";
import { curatedColumns, DOCUMENTS_FILE } from "../../store/documents.ts";
import { readMeasureSummary, type UnselectedCounts } from "../../store/measure-summary.ts";
import { ParquetWriter } from "../../store/parquet-writer.ts";
import { ContaminationTally } from "./contamination-tally.ts";
import type { ContaminationSurroundings } from "../contamination/search-documents.ts";
import { contaminationColumns, searchContamination } from "./contamination.ts";
import { dropDuplicates } from "./duplicates.ts";
import { drawHeldOut, type HeldOut } from "./held-out.ts";
import { addLearnedQuality } from "./learned-quality.ts";
import { type CuratePhase, CuratePhases } from "./phases.ts";
import { redactDocument } from "./redaction.ts";
import { CorpusTally } from "./summary.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { signalsOf } from "./filters.ts";
import { DocumentRules } from "./verdict.ts";
import { type PlacedDrop, WorkingSet } from "./working-set.ts";

export type CurateSurroundings = ContaminationSurroundings;

const parametersSchema = z.object({
  corpus: corpusFileSchema,
  benchmarks: z.record(z.string(), z.string()),
  ruleNames: z.array(z.string()),
});

/**
 * The runner of `curate` stages: judges the measured documents of a corpus's sources by its rules, without reading any source,
 * and writes `documents.parquet`, `clusters.parquet`, `contamination.parquet` and `summary.json`.
 */
export function createCurateRunner(surroundings: CurateSurroundings): StageRunner {
  return {
    kind: "curate",
    version: 10,
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
  surroundings: CurateSurroundings,
): Promise<StageReport> {
  const { corpus, benchmarks, ruleNames } = parametersSchema.parse(stage.parameters);
  const rules = new DocumentRules(corpus);
  const measured = corpus.sources.map(({ name }) => join(inputs[`measured:${name}`] ?? "", DOCUMENTS_FILE));
  const unselected: UnselectedCounts[] = [];
  for (const { name } of corpus.sources)
    unselected.push((await readMeasureSummary(inputs[`measured:${name}`] ?? "")).unselected);
  const signals = [...SIGNAL_NAMES, ...ruleNames];
  const set = await WorkingSet.open(folder, measured, signals);
  const phases = new CuratePhases(context, phasesOf(corpus));
  try {
    await addLearnedQuality(set, corpus, phases, context.signal);
    // Each step looks at what those before it left.
    phases.begin("judging", await set.count());
    await set.drop(dropsOfDocuments(set, rules, phases, context.signal));
    const contamination = await dropContaminated(set, corpus, benchmarks, surroundings, folder, phases, context);
    await dropDuplicates(set, corpus, join(folder, "duplicates"), phases, context.signal);
    await set.writeClusters(join(folder, "clusters.parquet"));
    const heldOut = await drawHeldOut(set, corpus);
    const columns = [...signalsOf(corpus), ...ruleNames];
    const found = { rules, isHeldOut: heldOut, contamination, unselected };
    const summary = await writeDocuments(set, corpus, found, columns, folder, phases, context);
    await writeFileAtomically(join(folder, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    return { documents: summary.documents, kept: summary.kept, bytes: summary.bytes };
  } finally {
    await set.close();
  }
}

function phasesOf({ classifier, decontaminate, dedup }: CorpusFile): readonly CuratePhase[] {
  const { exact, near } = dedupSettings(dedup);
  return [
    ...(classifier === undefined ? [] : (["learned quality"] as const)),
    "judging",
    ...(decontaminate === undefined ? [] : (["contamination"] as const)),
    ...(exact || near !== null ? (["deduplication"] as const) : []),
    ...(near === null ? [] : (["near duplicates"] as const)),
    "writing",
  ];
}

/** What is dropped for itself. */
async function* dropsOfDocuments(
  set: WorkingSet,
  rules: DocumentRules,
  phases: CuratePhases,
  signal: AbortSignal,
): AsyncGenerator<PlacedDrop> {
  for await (const document of set.documents(["text", "signature", "findings", "leaves", "contributions"])) {
    signal.throwIfAborted();
    const drop = rules.drop(document);
    if (drop !== undefined) yield { place: document.place, ...drop };
    phases.advance();
  }
}

/** Writes `contamination.parquet`, and drops contaminated documents where the corpus does not have them redacted. */
async function dropContaminated(
  set: WorkingSet,
  { decontaminate }: CorpusFile,
  benchmarks: Readonly<Record<string, string>>,
  surroundings: CurateSurroundings,
  folder: string,
  phases: CuratePhases,
  context: RunContext,
): Promise<ContaminationTally> {
  const tally = new ContaminationTally();
  const writer = await ParquetWriter.open(folder, contaminationColumns, { resume: false });
  async function* drops(): AsyncGenerator<PlacedDrop> {
    if (decontaminate === undefined) return;
    const redacted = decontaminate.action === "redact";
    phases.begin("contamination", await set.candidateCount());
    const candidates = set.candidates(["signals", "contributions", "signature", "findings"]);
    const scratch = join(folder, "benchmarks");
    for await (const { place, hits, problem } of searchContamination(
      candidates,
      decontaminate,
      benchmarks,
      surroundings,
      scratch,
      context,
    )) {
      context.signal.throwIfAborted();
      for (const hit of hits) {
        await writer.append(hit);
        tally.add(hit, redacted);
      }
      const reason = problem ?? (redacted ? undefined : hits[0]?.reason);
      if (reason !== undefined) yield { place, rule: "contamination", reason };
      phases.advance();
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

/** What is known of a corpus when its documents are written. */
interface FoundOfCorpus {
  readonly rules: DocumentRules;
  readonly isHeldOut: HeldOut;
  readonly contamination: ContaminationTally;
  /** In the order of the sources. */
  readonly unselected: readonly UnselectedCounts[];
}

async function writeDocuments(
  set: WorkingSet,
  corpus: CorpusFile,
  { rules, isHeldOut, contamination, unselected }: FoundOfCorpus,
  signals: readonly string[],
  folder: string,
  phases: CuratePhases,
  context: RunContext,
): Promise<CorpusSummary> {
  const tally = new CorpusTally(corpus, unselected);
  const writer = await ParquetWriter.open(folder, curatedColumns(signals), { resume: false });
  try {
    phases.begin("writing", await set.count());
    for await (const { document, drop } of set.judged(["signature", "leaves"])) {
      context.signal.throwIfAborted();
      const verdict = drop === undefined ? rules.kept(document) : { kept: false, ...drop };
      const split = drop !== undefined ? null : isHeldOut(document.place) ? "heldout" : "train";
      const redacted =
        drop === undefined ? redactDocument(document, corpus, contamination.spansOf(document.place)) : null;
      const row = { ...document, ...verdict, split, text: redacted?.text ?? null } as const;
      await writer.append(row);
      tally.add(row, redacted?.replaced ?? {});
      phases.advance();
    }
    await writer.finish(DOCUMENTS_FILE);
  } finally {
    writer.close();
  }
  return { ...tally.summary(), contamination: contamination.summary() };
}
