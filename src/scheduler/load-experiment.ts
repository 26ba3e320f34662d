import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { referencesBeside } from "../corpus/references-beside.ts";
import { type CorpusFile, parseCorpusFile, resolveCorpusFile } from "../experiment/corpus-file.ts";
import type { CorpusReferences } from "../experiment/corpus/references.ts";
import { checkpointBeside } from "./checkpoint-input.ts";
import type { AblationReferences, FindCorpus, OtherExperiment } from "../experiment/ablation-references.ts";
import { type Experiment, parseAblationFile } from "../experiment/experiment.ts";
import type { Parsed, Problem } from "../experiment/problem.ts";

/** An ablation file and the corpora that it names, read from disk and validated. */
export interface LoadedExperiment {
  /** The file's name without its extension. */
  readonly name: string;
  readonly file: string;
  readonly experiment: Experiment;
  /** By the name that the ablation gives them; paths absolute. */
  readonly corpora: ReadonlyMap<string, CorpusFile>;
  /** The experiments that arms go on from, by the names that the file gives them. */
  readonly origins: ReadonlyMap<string, LoadedExperiment>;
}

export interface LoadedCorpus {
  readonly name: string;
  readonly file: string;
  readonly corpus: CorpusFile;
}

const ablationExtension = ".ablation.json";
const corpusExtension = ".corpus.json";

/** The name of an experiment: that of its file without folder and extension. */
function experimentName(file: string): string {
  return basename(file).replace(ablationExtension, "");
}

/** Where the corpus that an ablation names has its file. */
export function corpusFileOf(ablationFile: string, corpus: string): string {
  return resolve(dirname(ablationFile), `${corpus}${corpusExtension}`);
}

/** What an ablation file refers to, as it lies beside it. */
export function ablationReferences(ablationFile: string, before: readonly string[] = []): AblationReferences {
  return {
    corpus: corporaBeside(ablationFile),
    checkpoint: checkpointBeside(ablationFile),
    experiment: (name) => experimentBeside(name, ablationFile, before),
    corpusReferences: (corpus) => referencesBeside(corpusFileOf(ablationFile, corpus)),
  };
}

/** Reads another experiment; `before` are the files that led to this one, which it may not lead back to. */
function experimentBeside(
  name: string,
  ablationFile: string,
  before: readonly string[],
): OtherExperiment | { readonly complaint: string } {
  const file = ablationFileOf(ablationFile, name);
  const path = [...before, resolve(ablationFile)];
  if (path.includes(file)) return { complaint: `${name}.ablation.json goes on from this file itself` };
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return { complaint: `unknown experiment "${name}": there is no ${name}.ablation.json beside this file` };
  }
  const { value, problems } = parseAblationFile(text, file, ablationReferences(file, path));
  const [first] = problems.filter(({ severity }) => severity === "error");
  return (
    value ?? { complaint: `${name}.ablation.json is not valid: line ${String(first?.line)}: ${first?.message ?? ""}` }
  );
}

function ablationFileOf(ablationFile: string, name: string): string {
  return resolve(dirname(ablationFile), `${name}${ablationExtension}`);
}

/** Finds the corpora that an ablation names, in the files beside it. */
function corporaBeside(ablationFile: string): FindCorpus {
  return (name) => {
    const file = corpusFileOf(ablationFile, name);
    try {
      return parseCorpusFile(readFileSync(file, "utf8"), file, referencesBeside(file)).value ?? "invalid";
    } catch (error) {
      return isMissing(error) ? undefined : "invalid";
    }
  };
}

/** Reads an ablation file with its corpora. A file that cannot be read is a problem of its first line. */
export async function loadExperiment(file: string): Promise<Parsed<LoadedExperiment>> {
  const path = resolve(file);
  const text = await readText(file, ablationExtension);
  if (typeof text !== "string") return text;
  const parsed = parseAblationFile(text, file, ablationReferences(path));
  if (parsed.value === undefined) return parsed;
  const problems: Problem[] = [...parsed.problems];
  const corpora = new Map<string, CorpusFile>();
  for (const name of parsed.value.corpora) {
    const loaded = await loadCorpus(corpusFileOf(path, name));
    problems.push(...loaded.problems);
    if (loaded.value !== undefined) corpora.set(name, loaded.value.corpus);
  }
  if (corpora.size < parsed.value.corpora.length) return { value: undefined, problems };
  const origins = new Map<string, LoadedExperiment>();
  for (const name of new Set(parsed.value.arms.flatMap(({ from }) => from?.experiment ?? []))) {
    // That it refers to no file which leads back is checked where the file is parsed.
    const loaded = await loadExperiment(ablationFileOf(path, name));
    problems.push(...loaded.problems);
    if (loaded.value === undefined) return { value: undefined, problems };
    origins.set(name, loaded.value);
  }
  return { value: { name: experimentName(path), file: path, experiment: parsed.value, corpora, origins }, problems };
}

/** Reads a corpus file as `references` allow it. A file that cannot be read is a problem of its first line. */
export async function loadCorpus(
  file: string,
  references: CorpusReferences = referencesBeside(resolve(file)),
): Promise<Parsed<LoadedCorpus>> {
  const path = resolve(file);
  const text = await readText(file, corpusExtension);
  if (typeof text !== "string") return text;
  const parsed = parseCorpusFile(text, file, references);
  if (parsed.value === undefined) return parsed;
  const corpus = resolveCorpusFile(parsed.value, dirname(path));
  return {
    value: { name: basename(path).replace(corpusExtension, ""), file: path, corpus },
    problems: parsed.problems,
  };
}

async function readText(file: string, extension: string): Promise<string | Parsed<never>> {
  if (!file.endsWith(extension)) return unreadable(file, `the name of such a file ends in ${extension}`);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unreadable(file, isMissing(error) ? "there is no such file" : `it cannot be read (${reason})`);
  }
}

function unreadable(file: string, message: string): Parsed<never> {
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { value: undefined, problems: [{ file, ...start, severity: "error", message }] };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
