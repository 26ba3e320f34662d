import type { SourceSize } from "../experiment/budgets/source-size.ts";
import type { CompiledGraph, StageGraph } from "../experiment/graph.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readTokenSummary } from "../store/token-summary.ts";

/** The sizes of a graph's `tokenize` stages that are complete, by their keys. */
export async function tokenizedSizes(
  { budgets }: Pick<CompiledGraph, "budgets">,
  store: StageStore,
): Promise<ReadonlyMap<StageKey, SourceSize>> {
  const sizes = new Map<StageKey, SourceSize>();
  for (const key of Object.values(budgets.tokenized)) {
    const stage = { kind: "tokenize", key } as const;
    if ((await store.find(stage)) === undefined) continue;
    const summary = await readTokenSummary(store.folder(stage));
    if (summary !== undefined) sizes.set(key, { tokens: summary.tokens, bytes: summary.bytes });
  }
  return sizes;
}

/** Of the pending stages, those that make what budgets wait for, and all that these need. */
export function measuringStages({ budgets, stages }: CompiledGraph, pending: readonly Stage[]): readonly Stage[] {
  const needed = new Set<StageKey>();
  const need = (graph: StageGraph["stages"], key: StageKey): void => {
    if (needed.has(key)) return;
    needed.add(key);
    for (const input of Object.values(graph.get(key)?.inputs ?? {})) need(graph, input);
  };
  for (const source of budgets.unmeasured) need(stages, budgets.tokenized[source] ?? "");
  return pending.filter(({ key }) => needed.has(key));
}
