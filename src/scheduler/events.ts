import { classifierReport } from "../corpus/learned/classifier-report.ts";
import { z } from "zod";
import { exploreAnswer } from "../corpus/explore/messages.ts";
import { inspectionSchema } from "../corpus/inspection.ts";
import { bandExplanationSchema } from "../store/band-explanation.ts";
import { provenanceEvents } from "./provenance-events.ts";
import { mixtureFindingSchema } from "../analysis/mixture-law/mixture-finding.ts";
import { winRatesSchema } from "../analysis/win-rate/win-rates.ts";
import { resultsSchema } from "../analysis/results.ts";
import { planSchema } from "./plan/plan-schema.ts";
import { scaleNames } from "../experiment/studies/scale.ts";
import { studyNames } from "../experiment/studies/study.ts";
import { experimentCostSchema } from "./experiment-cost.ts";
import { sentinels } from "../experiment/token-options.ts";

const finiteOrNull = z.number().nullable();

const curvePoint = z.object({
  step: z.int(),
  tokens: z.number(),
  loss: finiteOrNull,
  gradientNorm: finiteOrNull,
  rate: z.number(),
});

/** The first line of a run that is kept: see `RunJournal`. */
const runEvent = z.object({
  event: z.literal("run"),
  /** Its name. */
  run: z.string(),
  task: z.enum(["run", "curate"]),
  /** Relative to the workspace. */
  file: z.string(),
  pid: z.int(),
  /** Whether it goes on when the window or terminal that started it is closed. */
  detached: z.boolean(),
  startedAt: z.string(),
});

/** The last run of every file of a workspace. */
const runsEvent = z.object({
  event: z.literal("runs"),
  workspace: z.string(),
  runs: z.array(
    z.object({
      run: z.string(),
      task: z.enum(["run", "curate"]),
      file: z.string(),
      state: z.enum(["running", "done", "failed", "cancelled", "paused", "interrupted", "rebooted", "elsewhere"]),
      pid: z.int(),
      host: z.string(),
      detached: z.boolean(),
      startedAt: z.string(),
      endedAt: z.string().optional(),
      message: z.string().optional(),
      /** Stages that are in the store, of all of them. */
      stagesDone: z.int(),
      stages: z.int(),
    }),
  ),
});

/** What a run will do. */
const planEvent = z.object({
  event: z.literal("plan"),
  file: z.string(),
  workspace: z.string(),
  ...planSchema.shape,
});

/**
 * A pack of stages is queued by its executor, begins, ends, fails, or was stopped and waits for the next run; a stage that
 * cannot be run because of a failure gets no event, or waits again where it was queued. `detail` says more, for people.
 */
const stageEvent = z.object({
  event: z.literal("stage"),
  keys: z.array(z.string()),
  state: z.enum(["queued", "running", "done", "failed", "waiting"]),
  seconds: z.number().optional(),
  detail: z.string().optional(),
});

/** How far the running pack has come. `curves` has one point per key, in their order. */
const progressEvent = z.object({
  event: z.literal("progress"),
  keys: z.array(z.string()),
  done: z.number(),
  total: z.number(),
  unit: z.enum(["documents", "bytes", "commits", "tokens", "items"]),
  perSecond: z.number(),
  /** Beside bytes. */
  documents: z.object({ done: z.number(), total: z.number().optional(), perSecond: z.number() }).optional(),
  /** What of the stage is counted, where it has several parts that go over all of it. */
  phase: z.object({ name: z.string(), number: z.int(), of: z.int() }).optional(),
  /** Of the pack (of its phase, where it has phases), then of the whole run. */
  packSecondsLeft: z.number(),
  secondsLeft: z.number(),
  curves: z.array(curvePoint).optional(),
});

/** A line for the log. */
const logEvent = z.object({ event: z.literal("log"), line: z.string() });

/** Something wrong in a file of the user's. */
const problemEvent = z.object({
  event: z.literal("problem"),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
});

/** Why a command failed, in words for people. */
const errorEvent = z.object({ event: z.literal("error"), message: z.string() });

/** The last line of every command. */
const endEvent = z.object({
  event: z.literal("end"),
  outcome: z.enum(["done", "failed", "cancelled", "paused", "invalid"]),
  seconds: z.number(),
});

/** A document that is worth a label. */
const queuedDocument = z.object({
  id: z.string(),
  /** `source:path`. */
  path: z.string(),
  language: z.string().nullable(),
  /** Its beginning, where it is long. */
  text: z.string(),
  /** Null without a classifier. */
  learnedQuality: z.number().nullable(),
});

/** One line on stdout of `ablate … --json`. `results`, `inspection` and the like carry what the command was asked for. */
export const engineEventSchema = z.discriminatedUnion("event", [
  runEvent,
  runsEvent,
  planEvent,
  stageEvent,
  progressEvent,
  logEvent,
  problemEvent,
  errorEvent,
  endEvent,
  z.object({ event: z.literal("results"), results: resultsSchema }),
  z.object({ event: z.literal("mixture"), mixture: mixtureFindingSchema }),
  z.object({ event: z.literal("winRates"), winRates: winRatesSchema }),
  /** What judging would cost: `most` for the missing comparisons, each asked for once; `spent` in earlier runs. */
  z.object({
    event: z.literal("judgingCost"),
    comparisons: z.int(),
    missing: z.int(),
    most: z.number(),
    spent: z.number(),
  }),
  z.object({ event: z.literal("corpus"), name: z.string(), folder: z.string(), summary: z.json() }),
  /** `id` is that of the request, where there was one. */
  z.object({ event: z.literal("inspection"), id: z.int().optional(), inspection: inspectionSchema }),
  /** What a query of `ablate explore` is answered. */
  z.object({ event: z.literal("answer"), id: z.int(), answer: exploreAnswer }),
  /** Why a request has no answer, in words for people. */
  z.object({ event: z.literal("unanswered"), id: z.int(), message: z.string() }),
  z.object({ event: z.literal("bands"), bands: bandExplanationSchema }),
  z.object({
    event: z.literal("preview"),
    corpus: z.string(),
    path: z.string(),
    /** Text, some of it masked for the model to fill in, and special tokens. */
    parts: z.array(
      z.union([z.object({ sentinel: z.enum(sentinels) }), z.object({ text: z.string(), masked: z.boolean() })]),
    ),
    /** Whether the sequence ends after this document. */
    ends: z.boolean(),
  }),
  z.object({
    event: z.literal("file"),
    kind: z.enum([
      "report",
      "csv",
      "checkpoint",
      "problems",
      "tokens",
      "metrics",
      "training",
      "bundle",
      "ablation",
      "study",
    ]),
    path: z.string(),
  }),
  /** A study that may be made, or is: what it will take, on this machine and on one that is named. */
  z.object({
    event: z.literal("study"),
    study: z.enum(studyNames),
    scale: z.enum(scaleNames),
    file: z.string(),
    cost: experimentCostSchema,
    times: z.array(z.object({ machine: z.string(), seconds: z.number() })),
  }),
  z.object({ event: z.literal("labelQueue"), documents: z.array(queuedDocument) }),
  z.object({ event: z.literal("classifier"), path: z.string(), report: classifierReport }),
  z.object({
    event: z.literal("completion"),
    prompt: z.string(),
    text: z.string(),
    tokens: z.int(),
    stopped: z.enum(["stop", "endOfText", "length"]),
  }),
  ...provenanceEvents,
  z.object({ event: z.literal("check"), name: z.string(), ok: z.boolean(), detail: z.string() }),
]);

export type EngineEvent = z.infer<typeof engineEventSchema>;
export type StudyEvent = Extract<EngineEvent, { event: "study" }>;
export type QueuedDocument = z.infer<typeof queuedDocument>;
export type RunsEvent = z.infer<typeof runsEvent>;
export type PlanEvent = z.infer<typeof planEvent>;
export type ProgressEvent = z.infer<typeof progressEvent>;
