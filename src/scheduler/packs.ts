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
 * The stages that may run now, in groups that may each run as one pack: those whose inputs are available, of one kind and
 * pack key. Earliest kind first, so that all arms of a depth are ready, and packed, before they are scored.
 */
export async function readyGroups(
  pending: readonly Stage[],
  isAvailable: (key: StageKey) => boolean,
  runners: Runners,
  workFolder: (stage: Stage) => string,
): Promise<readonly (readonly Stage[])[]> {
  const ready = pending.filter((stage) => Object.values(stage.inputs).every(isAvailable));
  const groups = new Map<string, Stage[]>();
  for (const kind of kindOrder) {
    const { [kind]: runner } = runners;
    for (const stage of ready.filter((each) => each.kind === kind)) {
      const own = runner.packKey === undefined ? stage.key : await runner.packKey(stage, workFolder(stage));
      const group = groups.get(`${kind} ${own}`);
      if (group === undefined) groups.set(`${kind} ${own}`, [stage]);
      else group.push(stage);
    }
  }
  return [...groups.values()];
}
