import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { SIGNAL_NAMES } from "../corpus/signals/signals.ts";
import { type CorpusFile, parseCorpusFile, resolveCorpusFile } from "../experiment/corpus-file.ts";
import { type Experiment, parseAblationFile } from "../experiment/experiment.ts";
import type { Parsed, Problem } from "../experiment/problem.ts";
import { StageError } from "../stage/runner.ts";

/** An ablation file and the corpora that it names, read from disk and validated. */
export interface LoadedExperiment {
  /** The file's name without its extension. */
  readonly name: string;
  readonly file: string;
  readonly experiment: Experiment;
  /** By the name that the ablation gives them; paths absolute. */
  readonly corpora: ReadonlyMap<string, CorpusFile>;
}

export interface LoadedCorpus {
  readonly name: string;
  readonly file: string;
  readonly corpus: CorpusFile;
}

const ablationExtension = ".ablation.json";
const corpusExtension = ".corpus.json";

/** The name of an experiment: that of its file without folder and extension. */
export function experimentName(file: string): string {
  return basename(file).replace(ablationExtension, "");
}

/** Where the corpus that an ablation names has its file. */
export function corpusFileOf(ablationFile: string, corpus: string): string {
  return resolve(dirname(ablationFile), `${corpus}${corpusExtension}`);
}

/** Reads an ablation file with its corpora. Throws a StageError where the file cannot be read at all. */
export async function loadExperiment(file: string): Promise<Parsed<LoadedExperiment>> {
  const path = resolve(file);
  requireExtension(path, ablationExtension);
  const text = await readText(path);
  const parsed = parseAblationFile(text, file, (name) => existsSync(corpusFileOf(path, name)));
  if (parsed.value === undefined) return parsed;
  const problems: Problem[] = [...parsed.problems];
  const corpora = new Map<string, CorpusFile>();
  for (const name of parsed.value.corpora) {
    const loaded = await loadCorpus(corpusFileOf(path, name));
    problems.push(...loaded.problems);
    if (loaded.value !== undefined) corpora.set(name, loaded.value.corpus);
  }
  if (corpora.size < parsed.value.corpora.length) return { value: undefined, problems };
  return { value: { name: experimentName(path), file: path, experiment: parsed.value, corpora }, problems };
}

/** Reads a corpus file. Throws a StageError where it cannot be read at all. */
export async function loadCorpus(file: string): Promise<Parsed<LoadedCorpus>> {
  const path = resolve(file);
  requireExtension(path, corpusExtension);
  const parsed = parseCorpusFile(await readText(path), file, SIGNAL_NAMES);
  if (parsed.value === undefined) return parsed;
  const corpus = resolveCorpusFile(parsed.value, dirname(path));
  return {
    value: { name: basename(path).replace(corpusExtension, ""), file: path, corpus },
    problems: parsed.problems,
  };
}

function requireExtension(file: string, extension: string): void {
  if (!file.endsWith(extension)) throw new StageError(`${file}: the name of such a file ends in ${extension}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new StageError(
      code === "ENOENT" ? `${file}: there is no such file` : `${file}: cannot be read (${String(code)})`,
    );
  }
}
