import { join } from "node:path";
import type { ItemScore } from "../analysis/item-score.ts";
import { metricScores } from "../analysis/metric-scores.ts";
import type { MetricResult, Results } from "../analysis/results.ts";
import type { ArmRun, StageGraph } from "../experiment/graph.ts";
import { searchedSuites } from "../scheduler/experiment-results.ts";
import { corpusFileOf, type LoadedExperiment } from "../scheduler/load-experiment.ts";
import type { Trail } from "../scheduler/trail.ts";
import { InvalidInput } from "../stage/runner.ts";
import { readItems } from "../store/items.ts";
import type { StageStore } from "../store/stage-store.ts";
import { type CuratedCorpus, documentsOf, trainedDocuments } from "./trail-documents.ts";
import { trailStages } from "./trail-stages.ts";

/** Which number is meant. */
export interface TrailQuestion {
  readonly armRun: ArmRun;
  /** The metric's id in the results. */
  readonly metric: string;
  /** How many items are shown. */
  readonly examples: number;
}

/** Walks from a number of the results back to its items, its stages and its documents. Throws a StageError for a metric that there is not. */
export async function trailOf(
  { armRun, metric: id, examples }: TrailQuestion,
  loaded: LoadedExperiment,
  graph: StageGraph,
  store: StageStore,
  results: Results,
): Promise<Trail> {
  const { arm, seed, evaluation, phases } = armRun;
  const metric = results.metrics.find((each) => each.id === id);
  if (metric === undefined) {
    throw new InvalidInput(`there is no metric "${id}"; metrics: ${results.metrics.map((each) => each.id).join(", ")}`);
  }
  const estimate = metric.arms.find((each) => each.arm === arm);
  const value = estimate?.seeds.find((each) => each.seed === seed)?.value;
  if (estimate === undefined || value === undefined)
    throw new InvalidInput(`${id} has no value of ${arm} with seed ${seed}`);
  const file = join(store.folder({ kind: "evaluate", key: evaluation }), "items.parquet");
  const scores = await scoresOf(file, metric, results, graph, store);
  const corpora = curatedCorpora(loaded, graph, store);
  const heaviest = scores.toSorted((a, b) => b.value - a.value).slice(0, examples);
  const documents = await documentsOf(heaviest.map(({ cluster }) => cluster), corpora); // prettier-ignore
  const trainedOn = new Set(phases.flatMap((key) => mixtureNames(key, graph)));
  return {
    experiment: loaded.name,
    file: loaded.file,
    arm,
    seed,
    metric: { id, title: metric.title, unit: metric.unit },
    value,
    estimate: { mean: estimate.mean, low: estimate.low, high: estimate.high },
    items: {
      file,
      query: itemsQuery(file, metric, searchFile(graph, store)),
      count: scores.length,
      examples: heaviest.map(({ item, cluster, value: score, weight }) => {
        const document = documents.get(cluster);
        return { item, value: score, weight, ...(document === undefined ? {} : { document }) };
      }),
    },
    stages: await trailStages(evaluation, graph, store),
    corpora: await Promise.all(corpora.filter(({ name }) => trainedOn.has(name)).map(trainedDocuments)),
  };
}

async function scoresOf(
  file: string,
  { id }: MetricResult,
  { corpora }: Results,
  graph: StageGraph,
  store: StageStore,
): Promise<readonly ItemScore[]> {
  const found = await searchedSuites(graph, store);
  const records = (await readItems(file)).map((row) => {
    const touched = found?.touched.get(row.suite)?.has(row.item);
    return { ...row, arm: "", seed: 0, ...(touched === undefined ? {} : { touched }) };
  });
  return metricScores(records, corpora).find((each) => each.id === id)?.scores ?? [];
}

/** What the search for items in training documents says of each; undefined where it has not been run. */
function searchFile({ contamination }: StageGraph, store: StageStore): string | undefined {
  if (contamination === undefined) return undefined;
  return join(store.folder({ kind: "contamination", key: contamination }), "items.parquet");
}

/** A query of DuckDB for the rows that a metric is made of. */
function itemsQuery(
  file: string,
  { suite, corpus, slice, untouched }: MetricResult,
  search: string | undefined,
): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const conditions = [`suite = ${text(suite)}`];
  if (slice !== undefined && untouched !== true) conditions.push(`slice = ${text(slice)}`);
  else if (corpus !== undefined) conditions.push(`regexp_replace(slice, '/[^/]*$', '') = ${text(corpus)}`);
  if (untouched === true && search !== undefined) {
    conditions.push(`item NOT IN (SELECT item FROM ${text(search)} WHERE state = 'touched')`);
  }
  return `SELECT item, slice, nats, bytes, correct FROM ${text(file)} WHERE ${conditions.join(" AND ")}`;
}

function curatedCorpora(loaded: LoadedExperiment, graph: StageGraph, store: StageStore): readonly CuratedCorpus[] {
  return [...loaded.corpora].flatMap(([name, corpus]) => {
    const key = graph.documents[name];
    if (key === undefined) return [];
    return [{ name, corpus, file: corpusFileOf(loaded.file, name), folder: store.folder({ kind: "curate", key }) }];
  });
}

/** The corpora that a `train` stage draws from; of a slice, the corpus that it is of. */
function mixtureNames(key: string, graph: StageGraph): readonly string[] {
  const documents = Object.entries(graph.documents);
  return Object.entries(graph.stages.get(key)?.inputs ?? {}).flatMap(([role, input]) => {
    if (!role.startsWith("tokens:")) return [];
    const curated = graph.stages.get(input)?.inputs["documents"];
    return documents.flatMap(([name, stage]) => (stage === curated ? [name] : []));
  });
}
