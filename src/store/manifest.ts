import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";
import { originSchema } from "./origin.ts";
import { outputFileSchema } from "./output-digests.ts";
import { jsonWithoutSecrets } from "./without-credentials.ts";

const json = z.record(z.string(), z.json());

/** What `manifest.json` says of a finished stage. */
export const manifestSchema = z.object({
  kind: z.enum(["measure", "curate", "contamination", "tokenizer", "tokenize", "train", "evaluate"]),
  key: z.string(),
  label: z.string(),
  version: z.int(),
  parameters: json,
  inputs: z.record(z.string(), z.string()),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  seconds: z.number(),
  device: z.string(),
  /** Keys of the stages that were run together with this one, its own among them. */
  pack: z.array(z.string()),
  /** What the runner adds: counts, peak memory. */
  report: json,
  /** Every file beside this one, as it was when the stage was completed; left out in manifests from before it was recorded. */
  outputs: z.array(outputFileSchema).optional(),
  /** What made it; left out likewise. */
  origin: originSchema.optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;

const fileName = "manifest.json";

/** Writes the manifest of a stage's folder; addresses of sources are in it without user and password. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomically(join(folder, fileName), `${jsonWithoutSecrets(manifest, 2)}\n`);
}

/** The manifest of a stage's folder; undefined when there is none or it is not one. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(await readFile(join(folder, fileName), "utf8")));
    return parsed.data;
  } catch {
    return undefined;
  }
}
