import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";
import type { Workspace } from "./workspace.ts";

/** What earlier runs measured, for the estimate of later ones; undefined when there is nothing that fits the schema. */
export async function readSpeeds<T>(workspace: Workspace, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(fileOf(workspace), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Keeps what a run measured, where it can be kept: no run fails for want of an estimate. */
export async function writeSpeeds(workspace: Workspace, speeds: object): Promise<void> {
  await writeFileAtomically(fileOf(workspace), `${JSON.stringify(speeds)}\n`).catch(() => undefined);
}

function fileOf(workspace: Workspace): string {
  return join(workspace.cache, "speeds.json");
}
