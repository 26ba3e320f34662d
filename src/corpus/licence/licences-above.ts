import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { SourceFile } from "../sources/source-file.ts";
import { isLicenceFile } from "./licence-file.ts";
import type { FolderLicences, KnownLicence } from "./licence-of-path.ts";
import { readLicences } from "./read-licences.ts";

interface LicenceFile extends SourceFile {
  /** Changes when the file does. */
  readonly state: string;
}

/** Folders whose licences are kept: an editor asks for the same again and again. */
const MOST_FOLDERS = 500;

/** The licences of single files on disk, by the licence files and manifests of the folders that they lie in. */
export class LicencesAbove {
  private readonly grammarsFolder: string;
  private readonly known = new Map<string, { readonly state: string; readonly licences: FolderLicences }>();

  constructor(grammarsFolder: string) {
    this.grammarsFolder = grammarsFolder;
  }

  /**
   * What the nearest folder with evidence says of a file, up to `root`; without one, up to the top of the file's repository, or its
   * own folder where it is in none. Paths are absolute.
   */
  async of(file: string, root: string | undefined, signal: AbortSignal): Promise<KnownLicence | undefined> {
    const top = root ?? (await repositoryOf(dirname(file))) ?? dirname(file);
    const folders = relative(top, dirname(file))
      .split(sep)
      .filter((name) => name !== "");
    const files: LicenceFile[] = [];
    for (let depth = 0; depth <= folders.length; depth += 1)
      files.push(...(await licenceFilesIn(top, folders.slice(0, depth).join("/"))));
    const key = join(top, ...folders);
    const state = JSON.stringify(files.map(({ state: each }) => each));
    let found = this.known.get(key);
    if (found?.state !== state) {
      found = { state, licences: await readLicences(files, this.grammarsFolder, signal) };
      if (this.known.size >= MOST_FOLDERS) this.known.clear();
      this.known.set(key, found);
    }
    return found.licences.of(relative(top, file).split(sep).join("/"));
  }
}

/** The nearest folder at or above one that git has its data in. */
async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join(at, ".git")).catch(() => undefined)) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** Licence files of a folder itself and of its `LICENSES/`, as REUSE has it; paths are relative to `top`. */
async function licenceFilesIn(top: string, folder: string): Promise<LicenceFile[]> {
  const files: LicenceFile[] = [];
  const names = await readdir(join(top, folder)).catch(() => []);
  const texts = names.find((name) => /^licenses$/i.test(name));
  const beneath = texts === undefined ? [] : await readdir(join(top, folder, texts)).catch(() => []);
  for (const name of [...names, ...beneath.map((each) => `${texts ?? ""}/${each}`)].sort()) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (!isLicenceFile(path)) continue;
    const stats = await lstat(join(top, path)).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    const read = (): Promise<Uint8Array> => readFile(join(top, path));
    files.push({ path, revision: null, size: stats.size, read, state: `${path} ${stats.size} ${stats.mtimeMs}` });
  }
  return files;
}
