import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { digestFile, type OutputFile, outputPaths } from "../store/output-digests.ts";
import type { StoredStage } from "../store/stage-store.ts";
import type { StageVerification } from "../scheduler/provenance-events.ts";

export interface VerifySettings {
  readonly signal: AbortSignal;
  /** Called as bytes are read: how many of all that manifests tell of, and the stage that they are of. */
  readonly report: (done: number, total: number, stage: string) => void;
}

/**
 * Reads every file of finished stages again and compares its SHA-256 with that of the stage's manifest. `all` are the stages of
 * the workspace, among which inputs are looked for. Files that the manifest does not know are told and damage nothing.
 */
export async function verifyStages(
  stages: readonly StoredStage[],
  all: readonly StoredStage[],
  { signal, report }: VerifySettings,
): Promise<StageVerification[]> {
  const present = new Set(all.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest.key])));
  const total = stages.reduce((sum, { manifest }) => sum + bytesOf(manifest?.outputs ?? []), 0);
  let done = 0;
  const verifications: StageVerification[] = [];
  for (const { name, folder, manifest } of stages) {
    signal.throwIfAborted();
    const common = { name, folder, label: manifest?.label ?? name, bytes: 0, files: [], missingInputs: [] };
    if (manifest === undefined) {
      verifications.push({ ...common, state: "unreadable" });
      continue;
    }
    const missingInputs = Object.entries(manifest.inputs)
      .filter(([, key]) => !present.has(key))
      .map(([role, key]) => `${role}: ${key}`);
    if (manifest.outputs === undefined) {
      verifications.push({ ...common, missingInputs, state: "unrecorded" });
      continue;
    }
    const onBytes = (bytes: number): void => {
      done += bytes;
      report(done, total, manifest.label);
    };
    const files = await compareFiles(folder, manifest.outputs, signal, onBytes);
    const isNamedRight = name === `${manifest.kind}-${manifest.key}`;
    const damaged = !isNamedRight || files.some(({ problem }) => problem !== "added");
    const bytes = bytesOf(manifest.outputs);
    verifications.push({ ...common, bytes, files, missingInputs, state: damaged ? "damaged" : "intact" });
  }
  return verifications;
}

async function compareFiles(
  folder: string,
  outputs: readonly OutputFile[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<StageVerification["files"]> {
  const files: StageVerification["files"] = [];
  for (const { path, bytes, sha256 } of outputs) {
    const file = join(folder, path);
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile() !== true) files.push({ path, problem: "missing" });
    // A file of another size need not be read to be known as another.
    else if (found.size !== bytes || (await digestFile(file, signal, onBytes)).sha256 !== sha256)
      files.push({ path, problem: "changed" });
  }
  const known = new Set(outputs.map(({ path }) => path));
  for (const path of await outputPaths(folder)) if (!known.has(path)) files.push({ path, problem: "added" });
  return files;
}

function bytesOf(outputs: readonly OutputFile[]): number {
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}
