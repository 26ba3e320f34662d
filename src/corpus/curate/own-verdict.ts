import { LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { type RunContext, StageError } from "../../stage/runner.ts";
import type { HeavyMember } from "../../store/documents.ts";
import type { ContaminationSurroundings } from "../contamination/search-documents.ts";
import { classifierDigest, Judge } from "../learned/classifier.ts";
import { readClassifier } from "../learned/classifier-file.ts";
import { type Contamination, searchContamination } from "./contamination.ts";
import type { PlacedDocument } from "./corpus-documents.ts";
import type { CurateParameters } from "./parameters.ts";
import { type Drop, DocumentRules } from "./verdict.ts";

/** What is found of a document by looking at it alone, and at no other of its corpus. */
export interface OwnVerdict {
  readonly place: number;
  /** Null where it has no text, and in a corpus without a classifier. */
  readonly learnedQuality: number | null;
  /** Undefined where only what it has in common with others may drop it. */
  readonly drop: Drop | undefined;
  /** The items of benchmarks that it has parts of. */
  readonly hits: readonly Contamination[];
}

/** What of the documents of a corpus their own verdicts do not need. */
export function unneededMembers({ classifier, decontaminate }: CorpusFile): readonly HeavyMember[] {
  return [
    ...(["signature", "findings", "contributions"] as const),
    ...(classifier === undefined && decontaminate === undefined ? (["text"] as const) : []),
    ...(decontaminate === undefined ? (["leaves"] as const) : []),
  ];
}

/**
 * The verdicts on documents by what each is itself: by the rules of the corpus, of which some look at `learnedQuality`, and then by
 * the benchmarks that it is to be free of. In the order of the documents, whatever the number of threads. `scratch` is a folder that
 * is made and removed. Rejects with a StageError where the classifier or a benchmark is not what the stage's key was made with.
 */
export async function* ownVerdicts(
  documents: AsyncIterable<PlacedDocument>,
  { corpus, benchmarks, classifier }: CurateParameters,
  surroundings: ContaminationSurroundings,
  scratch: string,
  context: Pick<RunContext, "signal" | "threads" | "log">,
): AsyncGenerator<OwnVerdict> {
  const { decontaminate } = corpus;
  const judged = judgedByRules(documents, corpus, classifier, context.signal);
  if (decontaminate === undefined) {
    for await (const { place, learnedQuality, drop } of judged) yield { place, learnedQuality, drop, hits: [] };
    return;
  }
  const searched = searchContamination(judged, decontaminate, benchmarks, surroundings, scratch, context);
  for await (const { document, hits, problem } of searched) {
    const { place, learnedQuality } = document;
    const reason = problem ?? (decontaminate.action === "redact" ? undefined : hits[0]?.reason);
    const drop = reason === undefined ? document.drop : { rule: "contamination", reason };
    yield { place, learnedQuality, drop, hits };
  }
}

type JudgedDocument = PlacedDocument & Pick<OwnVerdict, "learnedQuality" | "drop">;

async function* judgedByRules(
  documents: AsyncIterable<PlacedDocument>,
  corpus: CorpusFile,
  digest: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<JudgedDocument> {
  const rules = new DocumentRules(corpus);
  const judge = corpus.classifier === undefined ? undefined : judgeOf(corpus.classifier, digest);
  for await (const document of documents) {
    signal.throwIfAborted();
    const { text, signals } = document;
    const learnedQuality = judge === undefined || text === null ? null : judge.learnedQuality(text, signals);
    const drop = rules.drop({ ...document, signals: withLearnedQuality(signals, learnedQuality) });
    // What is dropped is not searched.
    yield { ...document, learnedQuality, drop, ...(drop === undefined ? {} : { text: null, bytes: 0 }) };
  }
}

function judgeOf(file: string, digest: string | undefined): Judge {
  const classifier = readClassifier(file);
  if (digest !== undefined && classifierDigest(classifier) !== digest)
    throw new StageError(`The classifier ${file} has changed; run the same command again.`);
  return new Judge(classifier);
}

/** The signals of a document, with what the corpus's classifier says of it. */
export function withLearnedQuality(
  signals: PlacedDocument["signals"],
  learnedQuality: number | null,
): PlacedDocument["signals"] {
  return learnedQuality === null ? signals : { ...signals, [LEARNED_SIGNAL]: learnedQuality };
}
