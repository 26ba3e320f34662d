import type { StageGraph } from "../../experiment/graph.ts";
import { canonicalJson } from "../../stage/key.ts";
import type { JsonValue } from "../../stage/json.ts";
import type { Stage } from "../../stage/stage.ts";
import type { StageComparison } from "../../scheduler/provenance-events.ts";
import type { BundledStage } from "./bundle-format.ts";
import { portableRecord } from "./portable-json.ts";

/** Parameters that say where something lies: fingerprints beside them say what it is, and keys go by these. */
const PLACES = new Set(["path", "url", "repositories", "fetches", "folder", "rulesFolder", "wordnet"]);

/**
 * Compares the stages of a bundle with those that the same experiment compiles to here, by kind and label, in the order of the bundle. Equal
 * keys are equal results; where they differ, the reasons are those of the stage itself first, then the inputs that differ.
 */
export function compareStages(
  bundled: readonly BundledStage[],
  graph: StageGraph,
  versions: Readonly<Record<string, number>>,
): StageComparison[] {
  const here = new Map(withNames([...graph.stages.values()]).map(({ name, stage }) => [name, stage]));
  const labels = new Map([...graph.stages.values()].map(({ key, label }) => [key, label]));
  const comparisons = withNames(bundled).map(({ name, stage }): StageComparison => {
    const found = here.get(name);
    here.delete(name);
    const common = { kind: stage.kind, label: stage.label, bundled: stage.key };
    if (found === undefined) return { ...common, state: "missing", reasons: ["the experiment here has no such stage"] };
    if (found.key === stage.key) return { ...common, here: found.key, state: "same", reasons: [] };
    const reasons = reasonsOf(stage, found, labels, versions[stage.kind]);
    return { ...common, here: found.key, state: "other", reasons };
  });
  const added = [...here.values()].map(({ kind, label, key }): StageComparison => {
    return { kind, label, here: key, state: "added", reasons: ["the bundle has no such stage"] };
  });
  return [...comparisons, ...added];
}

function reasonsOf(
  bundled: BundledStage,
  here: Stage,
  labels: ReadonlyMap<string, string>,
  version: number | undefined,
): string[] {
  const reasons: string[] = [];
  if (version !== undefined && version !== bundled.version) {
    reasons.push(`the code of ${here.kind} is another: version ${version} here, ${bundled.version} in the bundle`);
  }
  const before = bundled.parameters;
  const now = portableRecord(here.parameters, "/");
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (PLACES.has(name) || textOf(before[name]) === textOf(now[name])) continue;
    reasons.push(parameterReasons[name] ?? `"${name}" is another`);
  }
  for (const [role, key] of Object.entries(here.inputs)) {
    if (bundled.inputs[role] !== key) reasons.push(`its input ${labels.get(key) ?? role} is another`);
  }
  return reasons.length > 0 ? reasons : ["something that its key is made of beside its parameters is another"];
}

const parameterReasons: Readonly<Record<string, string>> = {
  fingerprint: "the source holds other content",
  rules: "the rules by which documents are measured are others",
  benchmarks: "a benchmark holds other items",
};

/** Labels may repeat (two corpora with a source of one name): the n-th of a kind and label is the n-th. */
function withNames<T extends Pick<Stage, "kind" | "label"> | BundledStage>(
  stages: readonly T[],
): readonly { readonly name: string; readonly stage: T }[] {
  const seen = new Map<string, number>();
  return stages.map((stage) => {
    const label = `${stage.kind} ${stage.label}`;
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return { name: `${label} ${count}`, stage };
  });
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? "" : canonicalJson(withoutPlaces(value));
}

function withoutPlaces(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !PLACES.has(name));
  return Object.fromEntries(members.map(([name, member]) => [name, withoutPlaces(member)]));
}
