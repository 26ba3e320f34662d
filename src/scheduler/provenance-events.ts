import { z } from "zod";
import { trailSchema } from "./trail.ts";

/** What a finished stage's files are like beside what its manifest says of them. */
export const stageVerificationSchema = z.object({
  /** The folder's name: `<kind>-<key>`. */
  name: z.string(),
  label: z.string(),
  folder: z.string(),
  /**
   * `intact`: every file is as it was; `damaged`: files changed or are gone, or its inputs are; `unrecorded`: the manifest is from before
   * digests were recorded; `unreadable`: there is no manifest that can be read.
   */
  state: z.enum(["intact", "damaged", "unrecorded", "unreadable"]),
  /** Bytes that were read. */
  bytes: z.number(),
  files: z.array(z.object({ path: z.string(), problem: z.enum(["missing", "changed", "added"]) })),
  /** Inputs, as `<role>: <key>`, whose stage is not there any more: what it was made from cannot be checked. */
  missingInputs: z.array(z.string()),
});

export type StageVerification = z.infer<typeof stageVerificationSchema>;

/** A folder of `.ablate/` that nothing refers to. */
export const garbageSchema = z.object({
  /** `<kind>-<key>`; of a submission, the trash and the cache the name of its folder. */
  name: z.string(),
  /**
   * `stage`: finished, but no file needs it; `work`: begun, and no file needs it; `damaged`: without a manifest; `trash`: put aside before;
   * `cache`: made anew when it is needed; `submission`: what jobs of Slurm were to do and have told, which are no more.
   */
  kind: z.enum(["stage", "work", "damaged", "trash", "cache", "submission"]),
  label: z.string(),
  folder: z.string(),
  bytes: z.number(),
  /** When a finished stage was begun (ISO 8601), and its share of the time that its pack took: what making it again would cost. */
  startedAt: z.string().optional(),
  seconds: z.number().optional(),
});

export type Garbage = z.infer<typeof garbageSchema>;

/** A stage of a bundle beside the one that its experiment has here. */
export const stageComparisonSchema = z.object({
  kind: z.string(),
  label: z.string(),
  /** Keys, where there is such a stage. */
  bundled: z.string().optional(),
  here: z.string().optional(),
  state: z.enum(["same", "other", "missing", "added"]),
  /** For people. */
  reasons: z.array(z.string()),
});

/** The mean of an arm in a bundle beside the one here. */
export const resultComparisonSchema = z.object({
  metric: z.string(),
  arm: z.string(),
  bundled: z.number(),
  here: z.number(),
  /** Whether it lies within the 95 % interval of the bundle. */
  withinInterval: z.boolean(),
});

export type StageComparison = z.infer<typeof stageComparisonSchema>;
export type ResultComparison = z.infer<typeof resultComparisonSchema>;

/** The events of `ablate verify`, `ablate gc`, `ablate reproduce` and `ablate trace`. */
export const provenanceEvents = [
  z.object({ event: z.literal("verification"), verification: stageVerificationSchema }),
  /** What may be freed; `files` are those that were looked through for what is needed. */
  z.object({
    event: z.literal("garbage"),
    workspace: z.string(),
    files: z.array(z.string()),
    garbage: z.array(garbageSchema),
  }),
  /** What was freed; `trash` is the folder that it was put aside in, if it was not deleted. */
  z.object({ event: z.literal("freed"), names: z.array(z.string()), bytes: z.number(), trash: z.string().optional() }),
  z.object({ event: z.literal("trail"), trail: trailSchema }),
  z.object({
    event: z.literal("reproduction"),
    stages: z.array(stageComparisonSchema),
    /** Empty until the experiment is complete here. */
    results: z.array(resultComparisonSchema),
  }),
] as const;
