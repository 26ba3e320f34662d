import { mkdir, rename, rm } from "node:fs/promises";
import type { Stage } from "../stage/stage.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import type { Workspace } from "./workspace.ts";

/** The finished and unfinished stages of a workspace. */
export class StageStore {
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** The manifest of a stage that is complete, undefined for one that is not. */
  async find(stage: Pick<Stage, "kind" | "key">): Promise<Manifest | undefined> {
    return readManifest(this.workspace.stageFolder(stage));
  }

  folder(stage: Pick<Stage, "kind" | "key">): string {
    return this.workspace.stageFolder(stage);
  }

  /** Where a stage is worked on, whether the folder is there or not. */
  workFolder(stage: Pick<Stage, "kind" | "key">): string {
    return this.workspace.workFolder(stage);
  }

  /** The folder in which a stage is worked on, with what an earlier attempt left there. */
  async openWork(stage: Stage): Promise<string> {
    const folder = this.workspace.workFolder(stage);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Declares the work on a stage complete: writes its manifest and renames its folder into place. */
  async complete(
    stage: Stage,
    details: Omit<Manifest, "kind" | "key" | "label" | "parameters" | "inputs">,
  ): Promise<void> {
    const { kind, key, label, inputs } = stage;
    const work = this.workspace.workFolder(stage);
    const parameters = { ...stage.parameters };
    await writeManifest(work, { kind, key, label, parameters, inputs: { ...inputs }, ...details });
    const folder = this.workspace.stageFolder(stage);
    await mkdir(this.workspace.stages, { recursive: true });
    // Only a folder without a readable manifest can be in the way: `find` would have found any other.
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  }
}
