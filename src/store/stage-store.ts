import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../stage/stage.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { type HeldLock, type LockHolder, lockHolderIn, tryLock } from "./lock-file.ts";
import type { Origin } from "./origin.ts";
import { digestOutputs } from "./output-digests.ts";
import type { Workspace } from "./workspace.ts";

/** A folder of finished stages; `manifest` is undefined where it has none that can be read. */
export interface StoredStage {
  /** `<kind>-<key>`. */
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest | undefined;
}

/** The finished and unfinished stages of a workspace. */
export class StageStore {
  private readonly workspace: Workspace;
  private readonly readOrigin: (() => Promise<Origin>) | undefined;
  private origin: Promise<Origin> | undefined;

  /** `readOrigin` says what makes the stages that this process completes; it is asked once, when the first is begun. */
  constructor(workspace: Workspace, readOrigin?: () => Promise<Origin>) {
    this.workspace = workspace;
    this.readOrigin = readOrigin;
  }

  /** Every folder of finished stages, in the order of their names. */
  async list(): Promise<StoredStage[]> {
    const entries = await readdir(this.workspace.stages, { withFileTypes: true }).catch(ignoreMissing);
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    return Promise.all(
      names.sort().map(async (name) => {
        const folder = join(this.workspace.stages, name);
        return { name, folder, manifest: await readManifest(folder) };
      }),
    );
  }

  /** The manifest of a stage that is complete, undefined for one that is not. */
  async find(stage: Pick<Stage, "kind" | "key">): Promise<Manifest | undefined> {
    const manifest = await readManifest(this.workspace.stageFolder(stage));
    // A folder that was copied over from another stage is not this one.
    return manifest?.kind === stage.kind && manifest.key === stage.key ? manifest : undefined;
  }

  folder(stage: Pick<Stage, "kind" | "key">): string {
    return this.workspace.stageFolder(stage);
  }

  /** Where a stage is worked on, whether the folder is there or not. */
  workFolder(stage: Pick<Stage, "kind" | "key">): string {
    return this.workspace.workFolder(stage);
  }

  /** Makes a stage this run's to work on, until released: no two work in one folder. Resolves with who has it, if one has. */
  async claim(stage: Stage, now: Date): Promise<HeldLock | LockHolder> {
    return tryLock(this.claimFile(stage), stage.label, now);
  }

  /** The run that works on a stage now. */
  async claimant(stage: Pick<Stage, "kind" | "key">): Promise<LockHolder | undefined> {
    return lockHolderIn(this.claimFile(stage));
  }

  /** Makes a device this run's, by the name of its slot, as `claim` does with a stage. */
  async claimDevice(slot: string, now: Date): Promise<HeldLock | LockHolder> {
    return tryLock(join(this.workspace.claims, `device-${slot}`), `computing on ${slot}`, now);
  }

  private claimFile({ kind, key }: Pick<Stage, "kind" | "key">): string {
    return join(this.workspace.claims, `${kind}-${key}`);
  }

  /** The file for what is said of a stage while it is worked on. */
  logFile(stage: Pick<Stage, "kind" | "key">): string {
    return this.workspace.stageLog(stage);
  }

  /** The folder in which a stage is worked on, with what an earlier attempt left there. */
  async openWork(stage: Stage): Promise<string> {
    // Asked before the work, because files may be changed while it is done.
    this.origin ??= this.readOrigin?.();
    const folder = this.workspace.workFolder(stage);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Declares the work on a stage complete: writes its manifest, with digests of its files, and renames its folder into place. */
  async complete(
    stage: Stage,
    details: Omit<Manifest, "kind" | "key" | "label" | "parameters" | "inputs" | "outputs" | "origin">,
  ): Promise<void> {
    const { kind, key, label, inputs } = stage;
    const work = this.workspace.workFolder(stage);
    const parameters = { ...stage.parameters };
    const outputs = await digestOutputs(work);
    this.origin ??= this.readOrigin?.();
    const origin = await this.origin;
    const recorded = { outputs, ...(origin === undefined ? {} : { origin }) };
    await writeManifest(work, { kind, key, label, parameters, inputs: { ...inputs }, ...details, ...recorded });
    const folder = this.workspace.stageFolder(stage);
    await mkdir(this.workspace.stages, { recursive: true });
    // Only a folder without a readable manifest can be in the way: `find` would have found any other.
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  }
}

function ignoreMissing(error: unknown): [] {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
  throw error;
}
