import { readdir } from "node:fs/promises";
import type { StageGraph } from "../../experiment/graph.ts";
import type { JsonValue } from "../../stage/json.ts";
import { canonicalJson } from "../../stage/key.ts";
import type { Stage, StageKey } from "../../stage/stage.ts";
import { type Manifest, readManifest } from "../../store/manifest.ts";
import type { Workspace } from "../../store/workspace.ts";
import { join } from "node:path";

/** Changes that are told of a stage, and characters of a value in them, at most. */
const MOST_CHANGES = 4;
const LONGEST_VALUE = 60;

/**
 * Why stages have to be run: what differs from the newest finished stage of the same name, or that there is none. By the keys of
 * the pending stages.
 */
export async function stageChanges(
  graph: StageGraph,
  pending: readonly Stage[],
  versions: Readonly<Record<string, number>>,
  workspace: Workspace,
): Promise<ReadonlyMap<StageKey, readonly string[]>> {
  const wanted = new Set(pending.map(({ kind, label }) => `${kind} ${label}`));
  const newest = new Map<string, Manifest>();
  for (const folder of await readdir(workspace.stages).catch(() => [])) {
    const manifest = await readManifest(join(workspace.stages, folder));
    if (manifest === undefined) continue;
    const name = `${manifest.kind} ${manifest.label}`;
    const known = newest.get(name);
    if (wanted.has(name) && (known === undefined || known.startedAt < manifest.startedAt)) newest.set(name, manifest);
  }
  return new Map(
    pending.map((stage) => {
      const before = newest.get(`${stage.kind} ${stage.label}`);
      if (before === undefined) return [stage.key, ["not made yet"]];
      return [stage.key, changesSince(before, stage, versions[stage.kind] ?? 0, graph)];
    }),
  );
}

function changesSince(before: Manifest, stage: Stage, version: number, graph: StageGraph): readonly string[] {
  const roles = [...new Set([...Object.keys(before.inputs), ...Object.keys(stage.inputs)])];
  const inputs = roles.flatMap((role) => {
    const [was, is] = [before.inputs[role], stage.inputs[role]];
    if (was === is) return [];
    if (is === undefined) return [`no longer has the input ${role}`];
    return was === undefined
      ? [`has the input ${role} now`]
      : [`input changed: ${graph.stages.get(is)?.label ?? role}`];
  });
  const changes = [
    ...(before.version === version
      ? []
      : [`made by version ${String(before.version)} of the code, now ${String(version)}`]),
    ...valueChanges(before.parameters, stage.parameters, ""),
    ...inputs,
  ];
  // What differs may stand in the key alone, such as where files lie and what they hold.
  if (changes.length === 0) return ["what it is made from has changed"];
  const more = changes.length - MOST_CHANGES;
  return more > 0 ? [...changes.slice(0, MOST_CHANGES), `and ${String(more)} more`] : changes;
}

function* valueChanges(was: JsonValue | undefined, is: JsonValue | undefined, path: string): Generator<string> {
  if (isObject(was) && isObject(is)) {
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      yield* valueChanges(was[name], is[name], path === "" ? name : `${path}.${name}`);
    }
    return;
  }
  if (valueText(was) === valueText(is)) return;
  const shown = [was, is].map((value) => {
    const text = value === undefined ? "not stated" : valueText(value);
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  });
  yield `${path}: ${shown.join(" → ")}`;
}

function valueText(value: JsonValue | undefined): string {
  return value === undefined ? "" : canonicalJson(value);
}

function isObject(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
