import { createHash } from "node:crypto";
import { type Entry, fromFd, type ZipFile } from "yauzl";
import { open, type FileHandle } from "node:fs/promises";
import { parsedJson } from "../../stage/json.ts";
import { InvalidInput, StageError } from "../../stage/runner.ts";
import { type Bundle, BUNDLE_FILE, BUNDLE_FORMAT, bundleSchema } from "./bundle-format.ts";

const MOST_ENTRIES = 50_000;
const MOST_BYTES = 4 * 2 ** 30;
const LARGEST_ENTRY = 512 * 2 ** 20;
const LONGEST_NAME = 400;
const FOLDERS = ["files", "manifests", "summaries", "curves", "scores"];
const FILES = [BUNDLE_FILE, "results.json", "results.csv"];
/** The type of file in a Unix mode, and that of regular files. */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;

/** A bundle that was opened: what it says it is, and its files. */
export interface OpenBundle {
  readonly bundle: Bundle;
  /** Reads one of its files; its content is what the bundle says it is. */
  read(path: string): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a bundle that may come from anybody. Throws a StageError for what is no bundle, for one of another format, and for names that lead out
 * of it, links, names that a file system could take for one, and sizes beyond what bundles have.
 */
export async function openBundle(file: string): Promise<OpenBundle> {
  const refuse = (why: string): InvalidInput => new InvalidInput(`${file} is no bundle to be trusted: ${why}`);
  const handle = await open(file).catch(() => {
    throw new InvalidInput(`${file} cannot be opened`);
  });
  try {
    const archive = await openArchive(handle).catch((error: unknown) => {
      throw refuse(`it is no zip archive (${messageOf(error)})`);
    });
    const entries = await listEntries(archive, refuse);
    const bundle = await readDescription(archive, entries, refuse);
    const missing = bundle.contents.find(({ path }) => !entries.has(path));
    if (missing !== undefined) throw refuse(`${JSON.stringify(missing.path.slice(0, 80))} is missing`);
    const known = new Map(bundle.contents.map((content) => [content.path, content]));
    for (const path of entries.keys()) if (path !== BUNDLE_FILE && !known.has(path)) throw refuse(`it does not say what ${path} is`); // prettier-ignore
    return {
      bundle,
      async read(path) {
        const [entry, content] = [entries.get(path), known.get(path)];
        if (entry === undefined || content === undefined) throw refuse(`${path} is missing`);
        const bytes = await readEntry(archive, entry);
        if (createHash("sha256").update(bytes).digest("hex") !== content.sha256)
          throw refuse(`${path} is not what it was`);
        return bytes;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readDescription(
  archive: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  refuse: (why: string) => StageError,
): Promise<Bundle> {
  const entry = entries.get(BUNDLE_FILE);
  if (entry === undefined) throw refuse(`it has no ${BUNDLE_FILE}`);
  const value = parsedJson((await readEntry(archive, entry)).toString("utf8"));
  const format = typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  if (typeof format === "number" && format > BUNDLE_FORMAT) {
    throw new InvalidInput(
      `the bundle is of format ${format}; this Ablate reads ${BUNDLE_FORMAT}: install a newer one`,
    );
  }
  const parsed = bundleSchema.safeParse(value);
  if (!parsed.success) throw refuse(`${BUNDLE_FILE}: ${parsed.error.issues[0]?.message ?? "it cannot be read"}`);
  if (!parsed.data.file.startsWith("files/") || !entries.has(parsed.data.file))
    throw refuse("its experiment is missing");
  return parsed.data;
}

async function listEntries(archive: ZipFile, refuse: (why: string) => StageError): Promise<ReadonlyMap<string, Entry>> {
  if (archive.entryCount > MOST_ENTRIES) throw refuse(`it has ${archive.entryCount} files`);
  const entries = new Map<string, Entry>();
  const taken = new Set<string>();
  let bytes = 0;
  await new Promise<void>((done, fail) => {
    archive.on("entry", (entry: Entry) => {
      const why = complaintAbout(entry, taken);
      bytes += entry.uncompressedSize;
      if (why !== undefined) fail(refuse(why));
      else if (bytes > MOST_BYTES) fail(refuse("it is too large when it is unpacked"));
      else {
        taken.add(entry.fileName.toLowerCase());
        entries.set(entry.fileName, entry);
        archive.readEntry();
      }
    });
    archive.on("end", done);
    archive.on("error", (error: unknown) => fail(refuse(messageOf(error))));
    archive.readEntry();
  });
  return entries;
}

function complaintAbout(entry: Entry, taken: ReadonlySet<string>): string | undefined {
  const { fileName: name, uncompressedSize, externalFileAttributes } = entry;
  const shown = JSON.stringify(name.slice(0, 80));
  const type = (externalFileAttributes >>> 16) & TYPE_MASK;
  const parts = name.split("/");
  if (type !== 0 && type !== REGULAR) return `${shown} is a link or a device`;
  if (name.length > LONGEST_NAME) return `${shown} has too long a name`;
  if (parts.some((part) => part === "" || part === "." || part === ".." || !isPlain(part)))
    return `${shown} is no plain path`;
  if (!FILES.includes(name) && (parts.length < 2 || !FOLDERS.includes(parts[0] ?? "")))
    return `${shown} has no place in a bundle`;
  // On file systems that do not tell cases apart the second would replace the first.
  if (taken.has(name.toLowerCase())) return `${shown} is there twice`;
  if (uncompressedSize > LARGEST_ENTRY) return `${shown} is too large`;
  return entry.isEncrypted() ? `${shown} is encrypted` : undefined;
}

/** No character that a file system or a terminal takes for more than itself. */
function isPlain(part: string): boolean {
  return Array.from(part).every(
    (character) => character >= " " && character !== "\u007f" && !'\\:*?"<>|'.includes(character),
  );
}

function openArchive(handle: FileHandle): Promise<ZipFile> {
  return new Promise((done, fail) => {
    fromFd(handle.fd, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, archive) => {
      if (error !== null) fail(error);
      else done(archive);
    });
  });
}

function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((done, fail) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        fail(error);
        return;
      }
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => done(Buffer.concat(parts)));
      stream.on("error", fail);
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
