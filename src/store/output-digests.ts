import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";

/** A file of a finished stage as it was when the stage was completed. */
export const outputFileSchema = z.object({
  /** Relative to the stage's folder, with `/`. */
  path: z.string(),
  bytes: z.int().min(0),
  /** Of its content, hex. */
  sha256: z.string().regex(/^[\da-f]{64}$/),
});

export type OutputFile = z.infer<typeof outputFileSchema>;

/** The digest of a stage's manifest would have to be in the manifest. */
const UNDIGESTED = "manifest.json";

/** Digests of all files of a stage's folder but its manifest, in the order of their paths. Links are not followed. */
export async function digestOutputs(folder: string, signal?: AbortSignal): Promise<OutputFile[]> {
  const outputs: OutputFile[] = [];
  for (const path of await outputPaths(folder))
    outputs.push({ path, ...(await digestFile(join(folder, path), signal)) });
  return outputs;
}

/** The files of a stage's folder but its manifest, as paths with `/`, in order. */
export async function outputPaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== UNDIGESTED)
    .sort();
}

/** Size and SHA-256 of a file, read once from its beginning to its end; `onBytes` is told how many more were read. */
export async function digestFile(
  file: string,
  signal?: AbortSignal,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
    const part = z.instanceof(Buffer).parse(chunk);
    hash.update(part);
    bytes += part.byteLength;
    onBytes(part.byteLength);
  }
  return { bytes, sha256: hash.digest("hex") };
}
