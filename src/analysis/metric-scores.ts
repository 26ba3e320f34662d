import type { ItemRecord } from "./item-record.ts";
import type { ItemScore } from "./item-score.ts";
import type { MetricResult } from "./results.ts";

/** What a metric is, and the scores that it is estimated from. */
export interface MetricScores extends Pick<
  MetricResult,
  "id" | "suite" | "corpus" | "slice" | "untouched" | "metric" | "title" | "unit" | "better" | "chance"
> {
  readonly scores: readonly ItemScore[];
}

const suiteNames: Readonly<Record<string, string>> = {
  knowledge: "Knowledge",
  reasoning: "Reasoning",
  code: "Code completion",
};
const suiteOrder = ["knowledge", "reasoning", "code"];

/**
 * Cuts items into metrics: bits per byte of each corpus (mean over its sources, in the order of `corpora`), then accuracy
 * and probability of the right answer of each suite of questions; after these, the same for each slice of a corpus or
 * suite that has several, and for the items alone that training documents do not touch, where they touch some and not all.
 */
export function metricScores(records: readonly ItemRecord[], corpora: readonly string[]): MetricScores[] {
  const bits = records.filter((record) => record.suite === "bitsPerByte");
  const byCorpus = groupBy(bits, (record) => corpusOf(record.slice));
  const bySuite = groupBy(
    records.filter((record) => record.suite !== "bitsPerByte"),
    (record) => record.suite,
  );
  const groups = [
    ...inOrder(byCorpus, corpora).map(([corpus, rows]) => ({ rows, make: bitsPerByte(corpus) })),
    ...inOrder(bySuite, suiteOrder).map(([suite, rows]) => ({ rows, make: questions(suite) })),
  ];
  const wholes = groups.flatMap(({ rows, make }) => make(rows));
  const slices = groups.flatMap(({ rows, make }) => {
    const bySlice = [...groupBy(rows, (record) => record.slice)];
    return bySlice.length > 1 ? bySlice.flatMap(([slice, sliceRows]) => make(sliceRows, slice)) : [];
  });
  const untouched = groups.flatMap(({ rows, make }) => {
    const clean = rows.filter(({ touched }) => touched !== true);
    const [first] = rows;
    if (first === undefined || clean.length === rows.length || clean.length === 0) return [];
    const ofCorpus = first.suite === "bitsPerByte" ? `${corpusOf(first.slice)} ` : "";
    return make(clean, `${ofCorpus}untouched`).map((metric) => ({ ...metric, untouched: true }));
  });
  return [...wholes, ...slices, ...untouched];
}

type MakeMetrics = (rows: readonly ItemRecord[], slice?: string) => MetricScores[];

/** BPB = Σ nats / (ln 2 · Σ bytes) per source, then the mean over sources. */
function bitsPerByte(corpus: string): MakeMetrics {
  return (rows, slice) => [
    {
      id: `bitsPerByte/${slice ?? corpus}`,
      suite: "bitsPerByte",
      corpus,
      ...(slice !== undefined && { slice }),
      metric: "bitsPerByte",
      title: `Bits per byte: ${slice ?? corpus}`,
      unit: "bits per byte",
      better: "lower",
      scores: rows.map((row) => ({
        ...place(row),
        stratum: row.slice,
        value: (row.nats ?? NaN) / Math.LN2,
        weight: row.bytes ?? NaN,
      })),
    },
  ];
}

function questions(suite: string): MakeMetrics {
  return (rows, slice) => {
    const name = `${suiteNames[suite] ?? suite}${slice === undefined ? "" : ` (${slice})`}`;
    const first = rows[0];
    const ofOneModel = rows.filter((row) => row.arm === first?.arm && row.seed === first.seed);
    const chance = mean(ofOneModel.map((row) => 1 / (row.logLikelihoods?.length ?? NaN)));
    const common = {
      suite,
      ...(slice !== undefined && { slice }),
      unit: "share" as const,
      better: "higher" as const,
      chance,
    };
    const id = slice === undefined ? suite : `${suite}/${slice}`;
    const scoreBy = (value: (row: ItemRecord) => number): ItemScore[] =>
      rows.map((row) => ({ ...place(row), stratum: "", value: value(row), weight: 1 }));
    return [
      {
        ...common,
        id: `${id}:accuracy`,
        metric: "accuracy",
        title: `${name}: accuracy`,
        scores: scoreBy((row) => Number(row.correct)),
      },
      {
        ...common,
        id: `${id}:correctProbability`,
        metric: "correctProbability",
        title: `${name}: probability of the right answer`,
        scores: scoreBy(correctProbability),
      },
    ];
  };
}

/** Probability that a model gives the right choice when choices compete: softmax of their log-likelihoods. */
function correctProbability(row: ItemRecord): number {
  const logLikelihoods = row.logLikelihoods ?? [];
  const largest = Math.max(...logLikelihoods);
  const weights = logLikelihoods.map((logLikelihood) => Math.exp(logLikelihood - largest));
  return (weights[row.gold ?? -1] ?? NaN) / weights.reduce((sum, weight) => sum + weight, 0);
}

function place(row: ItemRecord): Pick<ItemScore, "arm" | "seed" | "item" | "cluster"> {
  return { arm: row.arm, seed: row.seed, item: row.item, cluster: row.cluster };
}

function corpusOf(slice: string): string {
  return slice.includes("/") ? slice.slice(0, slice.lastIndexOf("/")) : slice;
}

function groupBy<T>(rows: readonly T[], nameOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group === undefined) groups.set(nameOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function inOrder<T>(groups: ReadonlyMap<string, T>, order: readonly string[]): [string, T][] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
