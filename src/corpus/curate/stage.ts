import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { dedupSettings } from "../../experiment/corpus/dedup.ts";
import type { RunContext, StageReport, StageRunner, StageWork } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { CorpusSummary } from "../../store/corpus-summary.ts";
import { curatedColumns, DOCUMENTS_FILE } from "../../store/documents.ts";
import { readMeasureSummary, type UnselectedCounts } from "../../store/measure-summary.ts";
import { BLOCKS_FOLDER } from "../../store/parquet-blocks.ts";
import { ParquetWriter } from "../../store/parquet-writer.ts";
import type { ContaminationSurroundings } from "../contamination/search-documents.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { ContaminationTally } from "./contamination-tally.ts";
import { contaminationColumns } from "./contamination.ts";
import { CorpusDocuments } from "./corpus-documents.ts";
import { dropDuplicates } from "./duplicates.ts";
import { signalsOf } from "./filters.ts";
import { drawHeldOut, type HeldOut } from "./held-out.ts";
import type { OwnVerdict } from "./own-verdict.ts";
import { type CurateParameters, curateParametersSchema } from "./parameters.ts";
import { type CuratePhase, CuratePhases } from "./phases.ts";
import { redactDocument } from "./redaction.ts";
import { CorpusTally } from "./summary.ts";
import { allVerdicts, judgeBlocks } from "./verdict-blocks.ts";
import { DocumentRules } from "./verdict.ts";
import { type PlacedDrop, WorkingSet } from "./working-set.ts";

export type CurateSurroundings = ContaminationSurroundings;

/**
 * The runner of `curate` stages: judges the measured documents of a corpus's sources by its rules, without reading any source,
 * and writes `documents.parquet`, `clusters.parquet`, `contamination.parquet` and `summary.json`. What is found of a document by
 * looking at it alone can be divided among shards; what it has in common with others is for the whole corpus.
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
    async runShard(work, shard, context) {
      const parameters = curateParametersSchema.parse(work.stage.parameters);
      const documents = await openDocuments(work, parameters);
      await judgeBlocks(documents, shard, { ...surroundings, parameters, folder: work.folder }, context);
    },
  };
}

function openDocuments({ inputs }: StageWork, { corpus, ruleNames }: CurateParameters): Promise<CorpusDocuments> {
  const files = corpus.sources.map(({ name }) => join(inputs[`measured:${name}`] ?? "", DOCUMENTS_FILE));
  return CorpusDocuments.open(files, [...SIGNAL_NAMES, ...ruleNames]);
}

async function curate(work: StageWork, context: RunContext, surroundings: CurateSurroundings): Promise<StageReport> {
  const { stage, inputs, folder } = work;
  const parameters = curateParametersSchema.parse(stage.parameters);
  const { corpus, ruleNames } = parameters;
  const rules = new DocumentRules(corpus);
  const unselected: UnselectedCounts[] = [];
  for (const { name } of corpus.sources)
    unselected.push((await readMeasureSummary(inputs[`measured:${name}`] ?? "")).unselected);
  const documents = await openDocuments(work, parameters);
  const set = await WorkingSet.open(folder, documents);
  const phases = new CuratePhases(context, phasesOf(corpus));
  try {
    phases.begin("judging", documents.count);
    const verdicts = allVerdicts(documents, { ...surroundings, parameters, folder }, context);
    const contamination = await applyVerdicts(set, verdicts, corpus, folder, phases);
    await dropDuplicates(set, corpus, join(folder, "duplicates"), phases, context.signal);
    await set.writeClusters(join(folder, "clusters.parquet"));
    const heldOut = await drawHeldOut(set, corpus);
    const columns = [...signalsOf(corpus), ...ruleNames];
    const found = { rules, isHeldOut: heldOut, contamination, unselected };
    const summary = await writeDocuments(set, corpus, found, columns, folder, phases, context);
    await writeFileAtomically(join(folder, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    await rm(join(folder, BLOCKS_FOLDER), { recursive: true, force: true });
    return { documents: summary.documents, kept: summary.kept, bytes: summary.bytes };
  } finally {
    await set.close();
  }
}

function phasesOf({ dedup }: CorpusFile): readonly CuratePhase[] {
  const { exact, near } = dedupSettings(dedup);
  return [
    "judging",
    ...(exact || near !== null ? (["deduplication"] as const) : []),
    ...(near === null ? [] : (["near duplicates"] as const)),
    "writing",
  ];
}

/** Drops what is dropped for itself, keeps what the classifier says in the set, and writes `contamination.parquet`. */
async function applyVerdicts(
  set: WorkingSet,
  verdicts: AsyncIterable<OwnVerdict>,
  { classifier, decontaminate }: CorpusFile,
  folder: string,
  phases: CuratePhases,
): Promise<ContaminationTally> {
  const redacted = decontaminate?.action === "redact";
  const tally = new ContaminationTally();
  // Eight bytes a document, the only part of it that is kept.
  const learned = classifier === undefined ? undefined : new Float64Array(set.count).fill(NaN);
  const writer = await ParquetWriter.open(folder, contaminationColumns, { resume: false });
  async function* drops(): AsyncGenerator<PlacedDrop> {
    for await (const { place, learnedQuality, drop, hits } of verdicts) {
      if (learned !== undefined && learnedQuality !== null) learned[place] = learnedQuality;
      for (const hit of hits) {
        await writer.append(hit);
        tally.add(hit, redacted);
      }
      if (drop !== undefined) yield { place, ...drop };
      phases.advance();
    }
  }
  try {
    await set.drop(drops());
    await writer.finish("contamination.parquet");
  } finally {
    writer.close();
  }
  set.learnedQuality = learned;
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
    phases.begin("writing", set.count);
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
