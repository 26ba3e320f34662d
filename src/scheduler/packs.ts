import type { StageRunner } from "../stage/runner.ts";
import type { Stage, StageKey, StageKind } from "../stage/stage.ts";

export type Runners = Readonly<Record<StageKind, StageRunner>>;

const kindOrder: readonly StageKind[] = [
  "measure",
  "curate",
  "contamination",
  "tokenizer",
  "tokenize",
  "train",
  "evaluate",
];

/**
 * The next stages to run together: of the stages whose inputs are complete, those of the earliest kind that share the
 * first one's pack key. Earliest kind first, so that all arms of a depth are ready, and packed, before they are scored.
 */
export async function nextPack(
  pending: readonly Stage[],
  isComplete: (key: StageKey) => boolean,
  runners: Runners,
  workFolder: (stage: Stage) => Promise<string>,
): Promise<readonly Stage[]> {
  const ready = pending.filter((stage) => Object.values(stage.inputs).every(isComplete));
  const kind = kindOrder.find((candidate) => ready.some((stage) => stage.kind === candidate));
  const alike = ready.filter((stage) => stage.kind === kind);
  const [first, ...others] = alike;
  if (first === undefined) return [];
  const packKey = runners[first.kind].packKey?.bind(runners[first.kind]);
  if (packKey === undefined) return [first];
  const firstKey = await packKey(first, await workFolder(first));
  const pack = [first];
  for (const stage of others) if ((await packKey(stage, await workFolder(stage))) === firstKey) pack.push(stage);
  return pack;
}
