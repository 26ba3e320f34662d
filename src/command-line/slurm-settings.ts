import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { defaultSlurmFile, parseSlurmFile, SLURM_FILE, type SlurmFile } from "../experiment/slurm-file.ts";
import type { Workspace } from "../store/workspace.ts";
import { type CommandContext, valueOf } from "./command.ts";

/** The settings for Slurm in the workspace's folder; Slurm's own defaults where there are none. */
export async function slurmSettings(
  workspace: Workspace,
  { output, currentFolder }: CommandContext,
): Promise<SlurmFile> {
  const file = join(workspace.root, SLURM_FILE);
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return defaultSlurmFile();
    throw error;
  }
  return valueOf(parseSlurmFile(text, relative(currentFolder, file)), output);
}
