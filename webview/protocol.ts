import * as z from "zod/mini";
import { resultsSchema } from "../src/analysis/results.ts";
import { classifierReport } from "../src/corpus/learned/classifier-report.ts";
import { planSchema } from "../src/scheduler/plan/plan-schema.ts";
import { documentFilters, exploreAnswer, exploreQuery } from "../src/corpus/explore/messages.ts";

/*
 * What the editor and the experiment panel say to each other, and all that `src/` and `webview/` share. Each side parses
 * what it receives. Bundle of the panel: `out/webview/experiment.js` and `.css`; of the report: `out/webview/report.js`
 * and `.css`. The panel's page has `<div id="root">` before the script and, because the toolkit tries a style element,
 * `<meta property="csp-nonce" content="NONCE">`.
 *
 * The panel says `ready`; the host answers with a `snapshot`, and sends one again whenever the panel is revealed. Between
 * snapshots it sends deltas while the panel is visible.
 */

export type { MixtureFinding } from "../src/analysis/mixture-law/mixture-finding.ts";
export type { ArmEstimate, Difference, MetricResult, Results } from "../src/analysis/results.ts";
export { contaminationSentences, type SuiteContamination } from "../src/analysis/suite-contamination.ts";

/** What a message or state holds; undefined where it is none of its kind. */
function read<T>(schema: z.ZodMiniType<T>, data: unknown): T | undefined {
  const parsed = schema.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}

const loss = z.nullable(z.number());

/** Points of one training curve as columns of equal length, oldest first. `loss` is null where it is not finite. */
const curvePoints = z.object({
  tokens: z.array(z.number()),
  /** Mean cross-entropy, nats per token. */
  loss: z.array(loss),
  gradientNorm: z.array(loss),
  rate: z.array(z.number()),
});

const curve = z.object({
  /** Stable for the whole run; a `curves` message appends to the curve of the same arm and seed. */
  arm: z.string(),
  seed: z.number(),
  points: curvePoints,
});

const stageStatus = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.string(),
  /** `cached`: it was there before this run. */
  state: z.enum(["waiting", "running", "done", "cached", "failed"]),
});

const runStatus = z.object({
  state: z.enum(["running", "done", "failed", "stopped", "paused"]),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** Why it failed, for people. */
  message: z.optional(z.string()),
  stages: z.array(stageStatus),
  /** Of what runs now. */
  progress: z.optional(
    z.object({
      label: z.string(),
      done: z.number(),
      total: z.number(),
      unit: z.string(),
      /** Of the whole run. */
      secondsLeft: z.optional(z.number()),
    }),
  ),
});

const experiment = z.object({
  name: z.string(),
  description: z.string(),
  /** Path of the ablation file in its workspace, for people. */
  file: z.string(),
  baseline: z.string(),
  seeds: z.array(z.number()),
  corpora: z.array(z.string()),
  /** The corpus whose share tells the arms apart, as in the results (`src/analysis/proportion.ts`): it orders colours. */
  proportionOf: z.optional(z.string()),
  arms: z.array(z.object({ name: z.string(), mixture: z.record(z.string(), z.number()), tokens: z.number() })),
});

const snapshot = z.object({
  experiment,
  /** Whatever the host needs to find the experiment again: the panel keeps it in its state (see `parsePanelState`). */
  restore: z.optional(z.string()),
  /** Whether `run` would be obeyed: false in an untrusted workspace or while another experiment runs. */
  canRun: z.boolean(),
  /** Why not, for people, where `canRun` is false. */
  cannotRunBecause: z.optional(z.string()),
  /** The last run; left out where the experiment has never run. */
  run: z.optional(runStatus),
  curves: z.array(curve),
  /** Left out until the experiment is complete. */
  results: z.optional(resultsSchema),
});

const hostMessage = z.discriminatedUnion("type", [
  /** The whole state: replaces what the panel had. */
  z.object({ type: z.literal("snapshot"), snapshot }),
  /** New points of some curves: appended. */
  z.object({ type: z.literal("curves"), curves: z.array(curve) }),
  /** The run's status: replaces the one before. */
  z.object({ type: z.literal("progress"), run: runStatus }),
]);

const panelMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("run") }),
  z.object({ type: z.literal("stop") }),
  /** Write the HTML report and open it. */
  z.object({ type: z.literal("openReport") }),
  /** Show the ablation file in an editor. */
  z.object({ type: z.literal("openFile") }),
  /** Show where a number comes from: what an arm scored in a metric (its id), with one of these seeds. */
  z.object({ type: z.literal("trail"), metric: z.string(), arm: z.string(), seeds: z.array(z.number()) }),
  /** Save what the panel made of its data; the host asks where. `content` is text, for `png` Base64. */
  z.object({
    type: z.literal("export"),
    format: z.enum(["csv", "svg", "png"]),
    /** Suggested file name, with extension, without folder. */
    fileName: z.string(),
    content: z.string(),
  }),
]);

/** What the panel keeps across reloads beside its own choices: what a panel serializer is handed. */
const panelState = z.object({ restore: z.optional(z.string()) });

export type Curve = z.infer<typeof curve>;
export type CurvePoints = z.infer<typeof curvePoints>;
export type StageStatus = z.infer<typeof stageStatus>;
export type RunStatus = z.infer<typeof runStatus>;
export type ExperimentFacts = z.infer<typeof experiment>;
export type Snapshot = z.infer<typeof snapshot>;
export type HostMessage = z.infer<typeof hostMessage>;
export type PanelMessage = z.infer<typeof panelMessage>;

/** Reads what the host sent; undefined where it is no message of this protocol. */
export const parseHostMessage = (data: unknown): HostMessage | undefined => read(hostMessage, data);

/** Reads what the panel sent; undefined where it is no message of this protocol. */
export const parsePanelMessage = (data: unknown): PanelMessage | undefined => read(panelMessage, data);

/** Reads results embedded in a page; undefined where they are none. */
export const parseResults = (data: unknown): z.infer<typeof resultsSchema> | undefined => read(resultsSchema, data);

/** Reads the state that the panel kept; undefined where it is none. */
export const parsePanelState = (data: unknown): z.infer<typeof panelState> | undefined => read(panelState, data);

/*
 * What the editor and the corpus explorer say to each other; `out/webview/corpus-explorer.js` and `.css`. The explorer says
 * `ready`; the host answers with `corpus`, and sends it again whenever the corpus is another. What the explorer shows beside,
 * it asks for by queries with an `id`, which the host hands on to an engine: `answer` or `refused` has the same `id`.
 */

export { documentFilters, selectionSchema } from "../src/corpus/explore/messages.ts";
export type {
  AnswerOf,
  DocumentFilters as Filters,
  DocumentLine,
  ExploreAnswer,
  ExploreQuery,
  Selection,
  Share,
} from "../src/corpus/explore/messages.ts";

const corpusFacts = z.object({
  name: z.string(),
  description: z.string(),
  /** Path of the corpus file in its workspace, for people. */
  file: z.string(),
  /** Address of the corpus file: what the explorer keeps in its state (see `parsePanelState`). */
  restore: z.string(),
  /** Another number for another curation; null where there is none. */
  version: z.nullable(z.number()),
  /** Whether the file has changed since. */
  stale: z.boolean(),
  canCurate: z.boolean(),
  /** Whether filters can be written into the file. */
  canWrite: z.boolean(),
  /** As the file declares them. */
  filters: documentFilters,
  /** What a filter may bound. */
  signals: z.array(z.object({ name: z.string(), doc: z.string() })),
});

const explorerHostMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("corpus"), corpus: corpusFacts }),
  z.object({ type: z.literal("answer"), id: z.int(), answer: exploreAnswer }),
  /** Why a query has no answer, for people. */
  z.object({ type: z.literal("refused"), id: z.int(), message: z.string() }),
]);

const documentName = z.object({ place: z.int(), source: z.string(), path: z.string() });

const explorerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("ask"), id: z.int(), query: exploreQuery }),
  /** Takes a query back. */
  z.object({ type: z.literal("cancel"), id: z.int() }),
  /** Show a document at what its rule is about, or at a text that is to be found in it. */
  z.object({
    type: z.literal("openDocument"),
    document: z.extend(documentName, { rule: z.string() }),
    find: z.optional(z.string()),
  }),
  /** Show how two documents differ. */
  z.object({ type: z.literal("compare"), left: documentName, right: documentName }),
  /** Put these filters in place of those of the corpus file. */
  z.object({ type: z.literal("writeFilters"), filters: documentFilters }),
  z.object({ type: z.literal("openFile") }),
  z.object({ type: z.literal("curate") }),
]);

export type CorpusFacts = z.infer<typeof corpusFacts>;
export type ExplorerHostMessage = z.infer<typeof explorerHostMessage>;
export type ExplorerMessage = z.infer<typeof explorerMessage>;

/** Reads what the host sent to the explorer; undefined where it is no message of this protocol. */
export const parseExplorerHostMessage = (data: unknown): ExplorerHostMessage | undefined =>
  read(explorerHostMessage, data);

/** Reads what the explorer sent; undefined where it is no message of this protocol. */
export const parseExplorerMessage = (data: unknown): ExplorerMessage | undefined => read(explorerMessage, data);

/*
 * Labelling (`out/webview/labelling.js`): the page says `ready`, the host answers with a state, and sends the next one after
 * every label. The host has saved a label before it sends the state that follows. When a classifier was trained, the queue is
 * another: what it is uncertain of.
 */

const labellingState = z.object({
  /** One document to be scored, two to be compared; none when the queue is empty. */
  documents: z.array(
    z.object({ id: z.string(), path: z.string(), language: z.nullable(z.string()), text: z.string() }),
  ),
  labelled: z.number(),
  left: z.number(),
  canUndo: z.boolean(),
  /** What is going on, for people; may be empty. */
  message: z.string(),
  /** Whether a classifier is being trained on the labels. */
  training: z.boolean(),
  /** The one that there is, with another number for another training; null where there is none. */
  classifier: z.nullable(z.object({ version: z.int(), file: z.string(), report: classifierReport })),
});

const labellingMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("score"), score: z.number().check(z.int(), z.minimum(0), z.maximum(5)) }),
  /** The place of the better one of two. */
  z.object({ type: z.literal("prefer"), better: z.number().check(z.int(), z.minimum(0), z.maximum(1)) }),
  z.object({ type: z.literal("skip") }),
  z.object({ type: z.literal("undo") }),
  /** Train a classifier on the labels. */
  z.object({ type: z.literal("train") }),
]);

export type { ClassifierReport } from "../src/corpus/learned/classifier-report.ts";
export type LabellingState = z.infer<typeof labellingState>;
export type LabellingMessage = z.infer<typeof labellingMessage>;

/** Reads what the host sent to the labelling page; undefined where it is no state. */
export const parseLabellingState = (data: unknown): LabellingState | undefined => read(labellingState, data);

/** Reads what the labelling page sent; undefined where it is no message of this protocol. */
export const parseLabellingMessage = (data: unknown): LabellingMessage | undefined => read(labellingMessage, data);

/*
 * What the editor and the page of a plan (`out/webview/plan.js`) say to each other. The page says `ready`; the host answers with a
 * state, and sends the next one whenever the engine has said something new.
 */

const planState = z.object({
  name: z.string(),
  /** Path of the ablation file in its workspace, for people. */
  file: z.string(),
  /** Address of the ablation file: what the page keeps in its state (see `parsePanelState`). */
  restore: z.string(),
  /** Whether the engine is at work on a plan; the one before is shown until then. */
  computing: z.boolean(),
  /** What it is doing, for people; may be empty. */
  doing: z.string(),
  /** The last plan; left out until there is one, and where the file has none. */
  plan: z.optional(planSchema),
  /** For each of its warnings, the line of the ablation file that it is about, from 1; null where there is none. */
  warningLines: z.array(z.nullable(z.int())),
  /** What is wrong in files, where there is no plan because of that. */
  problems: z.array(
    z.object({ file: z.string(), line: z.int(), severity: z.enum(["error", "warning"]), message: z.string() }),
  ),
  /** Why else there is none, for people. */
  failure: z.optional(z.string()),
  canRun: z.boolean(),
});

const planMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  /** Show the ablation file, at a line where one is given. */
  z.object({ type: z.literal("openFile"), line: z.optional(z.int()) }),
  /** Show the file of a problem at its line, by its place among the problems. */
  z.object({ type: z.literal("openProblem"), index: z.int() }),
  /** Plan anew. */
  z.object({ type: z.literal("refresh") }),
  /** Stop planning. */
  z.object({ type: z.literal("cancel") }),
  z.object({ type: z.literal("run") }),
]);

export type { PlanDetails } from "../src/scheduler/plan/plan-details.ts";
export type { PlanFacts, PlannedStage } from "../src/scheduler/plan/plan-schema.ts";
export type PlanState = z.infer<typeof planState>;
export type PlanMessage = z.infer<typeof planMessage>;

/** Reads what the host sent to the page of a plan; undefined where it is no state. */
export const parsePlanState = (data: unknown): PlanState | undefined => read(planState, data);

/** Reads what the page of a plan sent; undefined where it is no message of this protocol. */
export const parsePlanMessage = (data: unknown): PlanMessage | undefined => read(planMessage, data);
