import { createHash } from "node:crypto";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import { classifierReport } from "./classifier-report.ts";
import { HASH_BUCKETS, hashedNgrams, type SparseVector } from "./features.ts";
import { latent } from "./fit.ts";
import { calibrated } from "./platt.ts";
import { features, type Signals } from "./standardise.ts";

/** Raised whenever the features change: a classifier of another version would read them wrongly. */
export const CLASSIFIER_VERSION = 1;

/** A trained classifier, as it lies in `NAME.classifier.json`. */
export const classifierSchema = z
  .object({
    version: z.literal(CLASSIFIER_VERSION, "it was made by another version of Ablate; train it again"),
    calibration: z.object({ slope: z.number(), offset: z.number() }),
    signals: z.array(z.object({ name: z.string(), mean: z.number(), deviation: z.number().positive() })),
    /** Base64 of float32, little-endian: one per bucket of n-grams, then one per signal. */
    weights: z.base64(),
    report: classifierReport,
  })
  .refine(
    ({ weights, signals }) => Buffer.from(weights, "base64").length === 4 * (HASH_BUCKETS + signals.length),
    "it has not as many weights as features",
  );

export type Classifier = z.infer<typeof classifierSchema>;

/** Weights as they stand in a file, rounded to float32. */
export function encodeWeights(weights: Float64Array): string {
  const bytes = Buffer.alloc(4 * weights.length);
  for (const [index, weight] of weights.entries()) bytes.writeFloatLE(weight, 4 * index);
  return bytes.toString("base64");
}

/** Reads a classifier. Throws a StageError that says what is wrong with the file. */
export function parseClassifier(text: string, file: string): Classifier {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StageError(`${file} is no classifier: it is not JSON. Make one with ablate classifier train.`);
  }
  const parsed = classifierSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new StageError(
    `${file} is no classifier: ${where}${issue?.message ?? ""}. Make one with ablate classifier train.`,
  );
}

/** Of all that a document's `learnedQuality` depends on: what the report says is no part of it. */
export function classifierDigest({ version, calibration, signals, weights }: Classifier): string {
  return createHash("sha256")
    .update(JSON.stringify([version, calibration, signals, weights]))
    .digest("hex");
}

/** Judges documents by a classifier. */
export class Judge {
  private readonly weights: Float32Array;
  private readonly classifier: Classifier;

  constructor(classifier: Classifier) {
    const bytes = Buffer.from(classifier.weights, "base64");
    this.classifier = classifier;
    this.weights = Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
  }

  /** The probability that a document is good (a score of 3 or more), in [0,1]: its `learnedQuality`. */
  learnedQuality(text: string, signals: Signals): number {
    return this.judge(hashedNgrams(text), signals);
  }

  /** The same, for a text whose n-grams are at hand. */
  judge(ngrams: SparseVector, signals: Signals): number {
    const { calibration, signals: scales } = this.classifier;
    return calibrated(calibration, latent(this.weights, features(ngrams, signals, scales)));
  }
}
