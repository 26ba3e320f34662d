import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../../src/stage/stage.ts";
import type { Origin } from "../../src/store/origin.ts";
import { StageStore } from "../../src/store/stage-store.ts";
import type { Workspace } from "../../src/store/workspace.ts";

export const origin: Origin = {
  ablate: "0.1.0",
  command: ["run", "a.ablation.json"],
  commit: { revision: "0123456789012345678901234567890123456789", changed: false },
  machine: { name: "desk", system: "Linux 6", processor: "a processor", cores: 2, memoryBytes: 8e9, node: "24.0.0" },
};

/** Completes a stage in a workspace with the given files, by their names. */
export async function completeStage(
  workspace: Workspace,
  stage: Pick<Stage, "kind" | "key"> & Partial<Stage>,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const store = new StageStore(workspace, () => Promise.resolve(origin));
  const full: Stage = { label: `${stage.kind} ${stage.key}`, parameters: {}, inputs: {}, ...stage };
  const work = await store.openWork(full);
  for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text);
  const { key } = full;
  await store.complete(full, { version: 1, startedAt: "2026-01-01T00:00:00.000Z", seconds: 60, device: "cpu", pack: [key], report: {} }); // prettier-ignore
  return store.folder(full);
}
