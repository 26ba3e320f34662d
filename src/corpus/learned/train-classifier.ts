import { areaUnderRoc, type LabelledScore } from "../../analysis/roc.ts";
import { StageError } from "../../stage/runner.ts";
import { CLASSIFIER_VERSION, type Classifier, encodeWeights } from "./classifier.ts";
import type { ClassifierReport } from "./classifier-report.ts";
import { choosePenalty, cut, TOLERANCE, type Validation } from "./cross-validate.ts";
import { HASH_BUCKETS, hashedNgrams, type SparseVector } from "./features.ts";
import { fit, type Judgements, latent, type LinearModel } from "./fit.ts";
import { type Folds, groupedFolds } from "./folds.ts";
import { GOOD_SCORE, type Label, labelledIds } from "./label.ts";
import { occurringFeatures, spread } from "./occurring-features.ts";
import { calibrate, calibrated, type Calibration } from "./platt.ts";
import { reliability } from "./reliability.ts";
import { features, signalScales, type Signals } from "./standardise.ts";

/** A document that labels are of. */
export interface TrainingDocument {
  readonly id: string;
  /** Its repository, or its source where it has none: documents of one group are never on both sides of a fold. */
  readonly group: string;
  readonly language: string | null;
  readonly text: string;
  readonly signals: Signals;
  /** The default quality score, which the report compares with. */
  readonly quality: number;
}

const PENALTIES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300] as const;
const LEAST_SCORES = 5;
const LEAST_PAIRS = 10;

/**
 * Trains a classifier of quality on labels, and reports how well it does on groups of documents that it was not trained on. Labels of
 * documents that are not given are left out. Throws a StageError where there are too few.
 */
export function trainClassifier(
  documents: readonly TrainingDocument[],
  labels: readonly Label[],
  seed = 1,
): Classifier {
  const ids = labelledIds(labels);
  const labelled = documents.filter(({ id }) => ids.has(id));
  const judgements = judgementsOf(labelled, labels);
  const scales = signalScales(labelled.map(({ signals }) => signals));
  const all = HASH_BUCKETS + scales.length;
  const occurring = occurringFeatures(
    labelled.map(({ text, signals }) => features(hashedNgrams(text), signals, scales)),
    all,
  );
  const { vectors } = occurring;
  const size = occurring.places.length;
  const groups = groupsOf(labelled);
  const folds = groupedFolds(groups, seed);
  const validation = choosePenalty(vectors, judgements, folds, size, PENALTIES);
  const model = fit(vectors, judgements, size, validation.penalty, TOLERANCE);
  const judged = judgedScores(labelled, judgements, groups, folds, validation);
  return {
    version: CLASSIFIER_VERSION,
    calibration: calibrationOf(model, judged, vectors),
    signals: scales,
    weights: encodeWeights(spread(model.weights, occurring, all)),
    report: {
      labels: labels.length,
      documents: labelled.length,
      scores: judgements.scores.length,
      pairs: judgements.pairs.length,
      groupedBy: groups[0] === labelled[0]?.group ? "repository or source" : "document",
      folds: folds.count,
      penalty: validation.penalty,
      losses: [...validation.losses],
      pairAccuracy: pairAccuracy(judgements, validation),
      ...reportOnScores(judged),
    },
  };
}

function judgementsOf(documents: readonly TrainingDocument[], labels: readonly Label[]): Judgements {
  const index = new Map(documents.map(({ id }, at) => [id, at]));
  const scores = labels.flatMap((label) => {
    const document = label.kind === "score" ? index.get(label.document.id) : undefined;
    return label.kind === "score" && document !== undefined ? [{ document, score: label.score }] : [];
  });
  const pairs = labels.flatMap((label) => {
    if (label.kind === "score") return [];
    const [better, worse] = [index.get(label.better.id), index.get(label.worse.id)];
    return better !== undefined && worse !== undefined && better !== worse ? [{ better, worse }] : [];
  });
  const good = scores.filter(({ score }) => score >= GOOD_SCORE).length;
  const bad = scores.length - good;
  if (Math.min(good, bad) < LEAST_SCORES && pairs.length < LEAST_PAIRS) {
    throw new StageError(
      `There are too few labels of documents in this corpus: ${good} with a score of ${GOOD_SCORE} or more, ${bad} with less, ` +
        `${pairs.length} pairs. At least ${LEAST_SCORES} of both, or ${LEAST_PAIRS} pairs, are needed.`,
    );
  }
  return { scores, pairs };
}

/** Repositories or sources; single documents where there are fewer than two of them, which the report says. */
function groupsOf(documents: readonly TrainingDocument[]): string[] {
  const groups = documents.map(({ group }) => group);
  return new Set(groups).size >= 2 ? groups : documents.map(({ id }) => id);
}

interface JudgedScore {
  readonly latent: number;
  readonly good: boolean;
  readonly fold: number;
  readonly quality: number;
  readonly group: string;
  readonly language: string;
}

function judgedScores(
  documents: readonly TrainingDocument[],
  { scores }: Judgements,
  groups: readonly string[],
  folds: Folds,
  { outOfFold }: Validation,
): JudgedScore[] {
  return scores.map(({ document, score }) => ({
    latent: outOfFold[document] ?? 0,
    good: score >= GOOD_SCORE,
    fold: folds.of[document] ?? 0,
    quality: documents[document]?.quality ?? 0,
    group: groups[document] ?? "",
    language: documents[document]?.language ?? "none",
  }));
}

/** By the out-of-fold places; with pairs alone no score is good, and 0.5 is the mean of their documents. */
function calibrationOf(
  model: LinearModel,
  judged: readonly JudgedScore[],
  vectors: readonly SparseVector[],
): Calibration {
  if (judged.some(({ good }) => good) && judged.some(({ good }) => !good)) {
    const { slope, offset } = calibrate(judged);
    return { slope, offset: offset - slope * cut(model) };
  }
  const places = vectors.map((vector) => latent(model.weights, vector));
  return { slope: 1, offset: -places.reduce((sum, place) => sum + place, 0) / places.length };
}

function pairAccuracy({ pairs }: Judgements, { outOfFold }: Validation): number | null {
  const won = pairs.filter(({ better, worse }) => (outOfFold[better] ?? 0) > (outOfFold[worse] ?? 0)).length;
  return pairs.length === 0 ? null : won / pairs.length;
}

function reportOnScores(
  judged: readonly JudgedScore[],
): Pick<ClassifierReport, "auc" | "qualityAuc" | "languages" | "reliability"> {
  const scored = (value: (one: JudgedScore) => number): LabelledScore[] =>
    judged.map((one) => ({ score: value(one), good: one.good, group: one.group }));
  const languages: Record<string, number> = {};
  for (const { language } of judged) languages[language] = (languages[language] ?? 0) + 1;
  // Each document's probability is by a calibration that has not seen its fold either.
  const calibrations = new Map<number, Calibration>();
  const probabilities = judged.map(({ fold, latent: place, good }) => {
    const calibration = calibrations.get(fold) ?? calibrate(judged.filter((other) => other.fold !== fold));
    calibrations.set(fold, calibration);
    return { probability: calibrated(calibration, place), good };
  });
  return {
    auc: areaUnderRoc(scored((one) => one.latent)) ?? null,
    qualityAuc: areaUnderRoc(scored((one) => one.quality)) ?? null,
    languages,
    reliability: reliability(probabilities) ?? null,
  };
}
