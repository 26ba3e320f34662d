import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { bundleEntries } from "../exchange/bundle/bundle-entries.ts";
import { type Bundle, BUNDLE_FILE } from "../exchange/bundle/bundle-format.ts";
import { openBundle } from "../exchange/bundle/read-bundle.ts";
import { writeBundle } from "../exchange/bundle/write-bundle.ts";
import { makeNewFolder, requireAbsent } from "../exchange/new-folder.ts";
import type { CommandContext, WorkspaceOptions } from "./command.ts";
import { exportedExperiment } from "./exported-experiment.ts";
import { versionsOf } from "./stage-versions.ts";

export interface BundleOptions extends WorkspaceOptions {
  readonly to?: string;
}

export interface UnbundleOptions {
  readonly to: string;
}

/** `ablate bundle FILE.ablation.json`: one file with all of an experiment but its data, for somebody to reproduce it. */
export async function bundle(file: string, options: BundleOptions, context: CommandContext): Promise<void> {
  const exported = await exportedExperiment({ ...options, from: file }, context);
  const { loaded, graph, store, results } = exported;
  const to = resolve(options.to ?? `${loaded.name}.ablate.zip`);
  await requireAbsent(to);
  const versions = versionsOf(exported.workspace, context);
  const entries = await bundleEntries({
    ...{ loaded, graph, store, results, versions },
    ablate: context.files.version,
    now: context.now(),
  });
  await mkdir(dirname(to), { recursive: true });
  await writeBundle(to, entries);
  if (results === undefined) {
    context.output.emit({ event: "log", line: "without results: not all arms are evaluated yet" });
  }
  context.output.emit({ event: "file", kind: "bundle", path: to });
  const bytes = entries.reduce((sum, { content }) => sum + content.byteLength, 0);
  context.output.print(
    `${entries.length} files, ${(bytes / 1e6).toFixed(2)} MB unpacked; no documents, tokens or models are in it.`,
  );
}

/** `ablate unbundle BUNDLE --to DIR`: an experiment's files, ready to run once its data are there, and what its maker found. */
export async function unbundle(file: string, options: UnbundleOptions, context: CommandContext): Promise<void> {
  const opened = await openBundle(file);
  try {
    const { bundle: described } = opened;
    const path = await makeNewFolder(options.to, async (folder) => {
      for (const { path: name } of described.contents) {
        context.signal.throwIfAborted();
        const target = join(folder, name.startsWith("files/") ? name.slice("files/".length) : join("bundle", name));
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, await opened.read(name), { flag: "wx" });
      }
      const description = `${JSON.stringify(described, null, 2)}\n`;
      await mkdir(join(folder, "bundle"), { recursive: true });
      await writeFile(join(folder, "bundle", BUNDLE_FILE), description, { flag: "wx" });
    });
    context.output.emit({ event: "file", kind: "bundle", path });
    context.output.print(nextSteps(described, file, path));
  } finally {
    await opened.close();
  }
}

function nextSteps(
  { experiment, file, needs, ablate, createdAt, stages }: Bundle,
  archive: string,
  folder: string,
): string {
  const ablation = join(folder, file.slice("files/".length));
  const complete = stages.filter((stage) => stage.complete).length;
  const data = needs.map(
    ({ name, corpus, type, place }) => `  ${place}  ${type} ${corpus === undefined ? "" : `${corpus}/`}${name}`,
  );
  return [
    `${experiment}, bundled ${createdAt.slice(0, 10)} by Ablate ${ablate}, ${complete} of ${stages.length} stages complete.`,
    ...(data.length === 0 ? [] : [`It needs these data, relative to ${folder}:`, ...data]),
    `Its files decide what is read and run here: look at them, then`,
    `  ablate reproduce ${archive} --from ${ablation}    what would be the same here, and what not`,
    `  ablate run ${ablation}`,
  ].join("\n");
}
