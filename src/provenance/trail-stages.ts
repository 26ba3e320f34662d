import { z } from "zod";
import type { StageGraph } from "../experiment/graph.ts";
import type { TrailStage } from "../scheduler/trail.ts";
import type { JsonObject, JsonValue } from "../stage/json.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import { withoutCredentials } from "../store/without-credentials.ts";

const kinds: readonly Stage["kind"][] = ["evaluate", "train", "tokenize", "tokenizer", "curate", "measure"];

/** A stage and all that it was made from, from it back to the sources: evaluation, training (last phase first), tokens, corpora. */
export async function trailStages(start: StageKey, graph: StageGraph, store: StageStore): Promise<TrailStage[]> {
  const found = new Map<StageKey, Stage>();
  const add = (key: StageKey): void => {
    const stage = graph.stages.get(key);
    if (stage === undefined || found.has(key)) return;
    found.set(key, stage);
    // What a model was trained from comes before what it was tokenized with.
    for (const input of Object.values(stage.inputs)) add(input);
  };
  add(start);
  const rank = ({ kind }: Stage): number => (kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length);
  const ordered = [...found.values()].sort((a, b) => rank(a) - rank(b));
  return Promise.all(ordered.map((stage) => trailStage(stage, graph, store)));
}

async function trailStage(stage: Stage, graph: StageGraph, store: StageStore): Promise<TrailStage> {
  const { kind, key, label, inputs } = stage;
  const manifest = await store.find(stage);
  return {
    kind,
    key,
    label,
    folder: store.folder(stage),
    complete: manifest !== undefined,
    ...(manifest === undefined
      ? {}
      : { startedAt: manifest.startedAt, seconds: manifest.seconds, device: manifest.device }),
    ...(manifest?.origin === undefined ? {} : { origin: manifest.origin }),
    facts: stageFacts(stage, manifest?.report ?? {}),
    inputs: Object.entries(inputs).map(([role, input]) => graph.stages.get(input)?.label ?? role),
  };
}

const namedFacts: Readonly<Record<string, readonly string[]>> = {
  train: ["mixture", "steps", "sequencesPerStep", "schedule", "optimiser", "seed", "precision", "checkpoint"],
  tokenize: ["corpus", "split", "slice", "tokens"],
  tokenizer: ["vocabulary", "mixture", "sampleBytes", "checkpoint"],
  evaluate: ["suites", "items", "bytesPerSlice", "seed", "precision"],
  measure: ["fingerprint", "maxFileBytes", "rules"],
};
const reportedFacts: Readonly<Record<string, readonly string[]>> = {
  train: ["tokens", "bytes", "finalLoss", "parameters"],
  tokenize: ["tokens", "documents", "bytes"],
  curate: ["documents", "kept", "bytes"],
  measure: ["documents", "bytes"],
};

const sourceSchema = z.object({
  source: z.object({
    type: z.string(),
    path: z.string().optional(),
    url: z.string().optional(),
    revision: z.string().optional(),
  }),
});

function stageFacts({ kind, parameters }: Stage, report: JsonObject): TrailStage["facts"] {
  const chosen = (names: readonly string[] | undefined, of: JsonObject): TrailStage["facts"] =>
    (names ?? []).flatMap((name) => {
      const value = of[name];
      return value === undefined || value === null ? [] : [{ name, value: textOf(value) }];
    });
  const source = kind === "measure" ? sourceSchema.safeParse(parameters).data?.source : undefined;
  const place = source?.url ?? source?.path;
  return [
    ...(source === undefined
      ? []
      : [{ name: "source", value: `${source.type} ${withoutCredentials(place ?? "")}`.trim() }]),
    ...(source?.revision === undefined ? [] : [{ name: "revision", value: source.revision }]),
    ...chosen(namedFacts[kind], parameters),
    ...chosen(reportedFacts[kind], report),
  ];
}

function textOf(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return Object.entries(value).map(([name, member]) => `${name} ${textOf(member)}`).join(", "); // prettier-ignore
}
