import { statfs } from "node:fs/promises";
import type { CompiledGraph } from "../../experiment/graph.ts";
import { parameterCount } from "../../experiment/model.ts";
import type { Stage } from "../../stage/stage.ts";
import type { Workspace } from "../../store/workspace.ts";
import { trainParametersSchema } from "../../training/train-parameters.ts";
import type { ArmUse } from "./source-use.ts";
import type { PlanDetails } from "./plan-details.ts";

/** Weights and both moments of AdamW are float32; so is the one of Muon, which is less. */
const BYTES_OF_PARAMETER = 4;
const COPIES_KEPT = 3;
/** The last two are kept while a stage trains. */
const CHECKPOINTS = 2;
/** Ids from here on take four bytes. */
const LARGEST_NARROW_VOCABULARY = 65_536;

/** What the pending stages of tokens and training will write. Documents are not counted: what curation keeps is not known before. */
export async function diskUse(
  graph: CompiledGraph,
  pending: readonly Stage[],
  uses: readonly ArmUse[],
  packs: readonly { readonly keys: readonly string[] }[],
  { vocabulary, workspace }: { readonly vocabulary: number; readonly workspace: Workspace },
): Promise<PlanDetails["disk"]> {
  const waiting = new Set(pending.map(({ key }) => key));
  const idBytes = vocabulary > LARGEST_NARROW_VOCABULARY ? 4 : 2;
  let bytes = 0;
  const counted = new Set<string>();
  for (const { source, unique } of uses.flatMap(({ sources }) => sources)) {
    const isWaiting = waiting.has(graph.budgets.tokenized[source] ?? "");
    if (unique === undefined || counted.has(source) || !isWaiting) continue;
    counted.add(source);
    bytes += unique.tokens * idBytes;
  }
  const sizes = new Map<string, number>();
  for (const stage of pending) {
    if (stage.kind !== "train") continue;
    const { model } = trainParametersSchema.parse(stage.parameters);
    sizes.set(stage.key, parameterCount(model) * BYTES_OF_PARAMETER * COPIES_KEPT);
  }
  bytes += [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const together = packs.map(({ keys }) => keys.reduce((sum, key) => sum + (sizes.get(key) ?? 0), 0));
  const temporaryBytes = CHECKPOINTS * Math.max(0, ...together);
  const freeBytes = await freeIn(workspace);
  return { bytes, temporaryBytes, ...(freeBytes === undefined ? {} : { freeBytes }) };
}

async function freeIn(workspace: Workspace): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(workspace.root);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
