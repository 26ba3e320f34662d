import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Stage } from "../stage/stage.ts";

/** Where everything of a workspace lies: `.ablate/` and what is in it. All paths are absolute. */
export class Workspace {
  readonly root: string;
  readonly folder: string;

  constructor(root: string) {
    this.root = resolve(root);
    this.folder = join(this.root, ".ablate");
  }

  get stages(): string {
    return join(this.folder, "stages");
  }

  get work(): string {
    return join(this.folder, "work");
  }

  get runs(): string {
    return join(this.folder, "runs");
  }

  get cache(): string {
    return join(this.folder, "cache");
  }

  /** What was put aside to be deleted. */
  get trash(): string {
    return join(this.folder, "trash");
  }

  /** What jobs of Slurm are to do, and what they tell. */
  get slurm(): string {
    return join(this.folder, "slurm");
  }

  get lock(): string {
    return join(this.folder, "lock");
  }

  /** Locks on stages and devices, while a run uses them. */
  get claims(): string {
    return join(this.folder, "claims");
  }

  /** What a stage's runner said, of all attempts. */
  stageLog(stage: { readonly kind: string; readonly key: string }): string {
    return join(this.folder, "logs", `${stage.kind}-${stage.key}.log`);
  }

  stageFolder(stage: Pick<Stage, "kind" | "key">): string {
    return join(this.stages, `${stage.kind}-${stage.key}`);
  }

  workFolder(stage: Pick<Stage, "kind" | "key">): string {
    return join(this.work, `${stage.kind}-${stage.key}`);
  }
}

/**
 * The workspace of a file: the nearest folder above it that has an `.ablate/`; else the current folder if the file is
 * beneath it, else the file's own folder.
 */
export function findWorkspace(file: string, currentFolder: string): Workspace {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".ablate"))) return new Workspace(folder);
    if (folder === dirname(folder)) break;
  }
  const beneath = own === resolve(currentFolder) || own.startsWith(join(resolve(currentFolder), "/"));
  return new Workspace(beneath ? currentFolder : own);
}
