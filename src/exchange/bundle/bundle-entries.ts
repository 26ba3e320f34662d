import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { resultsCsv } from "../../analysis/csv.ts";
import type { Results } from "../../analysis/results.ts";
import type { StageGraph } from "../../experiment/graph.ts";
import type { LoadedExperiment } from "../../scheduler/load-experiment.ts";
import { itemScores } from "../../store/item-scores.ts";
import type { Manifest } from "../../store/manifest.ts";
import type { StageStore } from "../../store/stage-store.ts";
import { METRICS_FILE } from "../../training/metrics-file.ts";
import { type Bundle, BUNDLE_FILE, BUNDLE_FORMAT, type BundledStage, type NeededData } from "./bundle-format.ts";
import { portableRecord } from "./portable-json.ts";
import { commandWithoutSecrets } from "./secrets.ts";
import { type BundleEntry, bundlePath, userFiles } from "./user-files.ts";

/** What a bundle is made of. */
export interface BundledExperiment {
  readonly loaded: LoadedExperiment;
  readonly graph: StageGraph;
  readonly store: StageStore;
  /** Left out of the bundle until all arms are evaluated. */
  readonly results: Results | undefined;
  /** Versions of the code that runs each kind of stage. */
  readonly versions: Readonly<Record<string, number>>;
  /** Version of Ablate. */
  readonly ablate: string;
  readonly now: Date;
}

/**
 * The files of a bundle, `ablate-bundle.json` first: the user's files; manifests, summaries and curves of finished stages; the scores of
 * every item; the results. No document and no token is among them, no absolute path, no password, no machine's name. Throws a StageError
 * where a file of the user's holds a secret.
 */
export async function bundleEntries(experiment: BundledExperiment): Promise<readonly BundleEntry[]> {
  const { loaded, graph, store, results, versions } = experiment;
  const { root, needs, needsOfOrigins, entries: written } = await userFiles(loaded);
  const entries = [...written];
  const stages: BundledStage[] = [];
  for (const stage of graph.stages.values()) {
    const { kind, key, label, inputs } = stage;
    const manifest = await store.find(stage);
    const complete = manifest !== undefined;
    const parameters = portableRecord(stage.parameters, root);
    stages.push({ kind, key, label, version: versions[kind] ?? 0, parameters, inputs: { ...inputs }, complete });
    if (complete) entries.push(...(await stageEntries(manifest, store.folder(stage), root)));
  }
  if (results !== undefined) {
    entries.push(
      entry("results.json", `${JSON.stringify(results, null, 2)}\n`),
      entry("results.csv", resultsCsv(results)),
    );
  }
  const bundle: Bundle = {
    format: BUNDLE_FORMAT,
    ablate: experiment.ablate,
    createdAt: experiment.now.toISOString(),
    experiment: loaded.name,
    file: bundlePath(loaded.file, root),
    stages,
    needs: [...needs.map((need) => ({ ...need, ...fingerprintOf(need, graph) })), ...needsOfOrigins],
    contents: entries.map(({ path, content }) => ({
      path,
      bytes: content.byteLength,
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
  };
  return [entry(BUNDLE_FILE, `${JSON.stringify(bundle, null, 2)}\n`), ...entries];
}

async function stageEntries(manifest: Manifest, folder: string, root: string): Promise<BundleEntry[]> {
  const name = `${manifest.kind}-${manifest.key}`;
  const { origin } = manifest;
  // What the machine was is part of the result; whose it was is not.
  const anonymous =
    origin === undefined
      ? {}
      : {
          origin: {
            ...origin,
            command: await commandWithoutSecrets(origin.command),
            machine: { ...origin.machine, name: "" },
          },
        };
  const shared = portableRecord({ ...manifest, ...anonymous }, root);
  const entries = [entry(`manifests/${name}.json`, `${JSON.stringify(shared, null, 2)}\n`)];
  const summary = await readFile(join(folder, "summary.json")).catch(() => undefined);
  if (summary !== undefined) entries.push({ path: `summaries/${name}.json`, content: summary });
  const curve = await readFile(join(folder, METRICS_FILE)).catch(() => undefined);
  if (curve !== undefined) entries.push({ path: `curves/${name}.jsonl`, content: curve });
  if (manifest.kind === "evaluate") {
    entries.push({ path: `scores/${name}.parquet`, content: await itemScores(join(folder, "items.parquet")) });
  }
  return entries;
}

function fingerprintOf({ corpus, name }: NeededData, graph: StageGraph): { readonly fingerprint?: string } {
  const curate = graph.stages.get(graph.documents[corpus ?? ""] ?? "");
  const measure = graph.stages.get(curate?.inputs[`measured:${name}`] ?? "");
  const fingerprint = measure?.parameters["fingerprint"];
  return typeof fingerprint === "string" ? { fingerprint } : {};
}

function entry(path: string, text: string): BundleEntry {
  return { path, content: Buffer.from(text) };
}
