import { type SlurmFile, slurmJobSettings } from "../../experiment/slurm-file.ts";
import type { StageWork } from "../../stage/runner.ts";
import type { Runners } from "../packs.ts";
import type { TaskToSubmit } from "./submit.ts";

/** What the tasks of a pack wait for: as `PlannedTask` has it. */
export type PackNeeds = Pick<TaskToSubmit, "after" | "afterQueued">;

/** The name of the task that completes a pack of this name. */
export function mainTaskName(pack: string): string {
  return `${pack},`;
}

/** The tasks of a pack that has a name: the shards of its stage, where that is divided, and the task that completes it. */
export function packTasks(
  works: readonly StageWork[],
  pack: string,
  { after, afterQueued }: PackNeeds,
  { settings, runners }: { readonly settings: SlurmFile; readonly runners: Runners },
): readonly TaskToSubmit[] {
  const kind = works[0]?.stage.kind;
  if (kind === undefined) return [];
  const name = mainTaskName(pack);
  const { shards } = slurmJobSettings(settings, kind);
  const isDivided = shards > 1 && works.length === 1 && runners[kind].runShard !== undefined;
  if (!isDivided) return [{ name, kind, after, afterQueued, works }];
  const parts = Array.from({ length: shards }, (_, index): TaskToSubmit => {
    const shard = { index, of: shards };
    return { name: `${name} shard ${String(index)}`, kind: `${kind} shard`, after, afterQueued, works, shard };
  });
  return [...parts, { name, kind, after: parts.map((part) => part.name), afterQueued: [], works }];
}
