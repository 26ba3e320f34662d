import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { corpusFileOf, type LoadedExperiment } from "../../scheduler/load-experiment.ts";
import { StageError } from "../../stage/runner.ts";
import type { NeededData } from "./bundle-format.ts";
import { portableAblation, portableCorpus, type PortableFile, type TakenPlaces } from "./portable-file.ts";
import { isBeneath, pathBeneath } from "./portable-json.ts";
import { secretsIn } from "./secrets.ts";

/** A file of a bundle by its path there. */
export interface BundleEntry {
  readonly path: string;
  readonly content: Buffer;
}

const LARGEST_INCLUDED = 16 << 20;

/** The files that a user wrote for an experiment, as they go into a bundle. */
export interface UserFiles {
  /** The folder that all of them lie beneath: `files/` of the bundle. */
  readonly root: string;
  readonly entries: readonly BundleEntry[];
  readonly needs: readonly NeededData[];
  /** Of experiments that its arms go on from, beside what it needs itself. */
  readonly needsOfOrigins: readonly NeededData[];
}

/**
 * The experiment's file, those of experiments that its arms go on from, their corpora, and the rules and classifiers that these refer to. Throws a StageError where one holds a secret,
 * or where they have no folder in common.
 */
export async function userFiles(loaded: LoadedExperiment): Promise<UserFiles> {
  const experiments = withOrigins(loaded);
  const root = commonFolder(experiments.flatMap((each) => [each.file, ...corporaOf(each).map(({ file }) => file)]));
  const entries = new Map<string, BundleEntry>();
  const taken: TakenPlaces = new Map();
  const add = (entry: BundleEntry): void => void entries.set(entry.path, entry);
  const addFile = async (file: string, portable: PortableFile): Promise<readonly NeededData[]> => {
    await requireNoSecret(portable.text, file);
    add({ path: bundlePath(file, root), content: Buffer.from(portable.text) });
    for (const included of portable.includes) for (const each of await includedFiles(included, root)) add(each);
    return portable.needs;
  };
  const addExperiment = async (experiment: LoadedExperiment): Promise<readonly NeededData[]> => {
    const { file } = experiment;
    const needs = [
      ...(await addFile(file, portableAblation(await readFile(file, "utf8"), dirname(file), root, taken))),
    ];
    for (const { name, file: corpus } of corporaOf(experiment)) {
      if (entries.has(bundlePath(corpus, root))) continue;
      const portable = portableCorpus(await readFile(corpus, "utf8"), name, dirname(corpus), root, taken);
      needs.push(...(await addFile(corpus, portable)));
    }
    return needs;
  };
  const [needs = [], ...others] = await inOrder(experiments, addExperiment);
  return { root, entries: [...entries.values()], needs, needsOfOrigins: others.flat() };
}

/** An experiment, and all that its arms go on from, however far back; each file once. */
function withOrigins(loaded: LoadedExperiment): readonly LoadedExperiment[] {
  const found = new Map([[loaded.file, loaded]]);
  // A map is gone through with what is added meanwhile.
  for (const experiment of found.values())
    for (const origin of experiment.origins.values()) if (!found.has(origin.file)) found.set(origin.file, origin);
  return [...found.values()];
}

function corporaOf({
  experiment,
  file,
}: LoadedExperiment): readonly { readonly name: string; readonly file: string }[] {
  return experiment.corpora.map((name) => ({ name, file: corpusFileOf(file, name) }));
}

async function inOrder<T, R>(values: readonly T[], action: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of values) results.push(await action(value));
  return results;
}

/** Where a file of the user's lies in a bundle. */
export function bundlePath(file: string, root: string): string {
  return `files/${pathBeneath(file, root)}`;
}

/** A file, or all files of a folder, that a corpus file refers to. Links are not followed. */
async function includedFiles(path: string, root: string): Promise<BundleEntry[]> {
  if (!isBeneath(path, root)) {
    throw new StageError(
      `${path} lies outside of ${root}, where the experiment's files are; move it there to bundle it`,
    );
  }
  const entries: BundleEntry[] = [];
  for (const file of await filesAt(path)) {
    const { size } = await lstat(file);
    if (size > LARGEST_INCLUDED) throw new StageError(`${file} is too large for a bundle (${size} bytes)`);
    const content = await readFile(file);
    await requireNoSecret(content.toString("utf8"), file);
    entries.push({ path: bundlePath(file, root), content });
  }
  return entries;
}

async function filesAt(path: string): Promise<readonly string[]> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) return stats.isFile() ? [path] : [];
  const all = await readdir(path, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort(); // prettier-ignore
}

async function requireNoSecret(text: string, file: string): Promise<void> {
  const [secret] = await secretsIn(text, file);
  if (secret === undefined) return;
  const line = text.slice(0, secret.start).split("\n").length;
  throw new StageError(
    `${file}:${line}: this looks like a secret (${secret.rule}); take it out of the file before bundling it`,
  );
}

function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files.map((file) => dirname(file));
  let folder = first;
  while (!others.every((other) => isBeneath(other, folder))) folder = dirname(folder);
  if (dirname(folder) !== folder) return folder;
  throw new StageError(`the experiment and its corpora have no folder in common but ${folder}${sep === folder ? "" : sep}; move them closer together`); // prettier-ignore
}
