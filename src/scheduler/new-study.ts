import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { referencesBeside } from "../corpus/references-beside.ts";
import { type CorpusFile, parseCorpusFile } from "../experiment/corpus-file.ts";
import { type Experiment, parseAblationFile } from "../experiment/experiment.ts";
import { formatProblem, type Parsed } from "../experiment/problem.ts";
import type { Scale } from "../experiment/studies/scale.ts";
import { type CorpusNames, type CorpusRole, corpusRoles, type Study } from "../experiment/studies/study.ts";
import { studyCorpus, type StudyData } from "../experiment/studies/study-corpora.ts";
import { studyFile } from "../experiment/studies/study-file.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import { type ExperimentCost, experimentCost } from "./experiment-cost.ts";
import { loadCorpus } from "./load-experiment.ts";

const ablationEnding = ".ablation.json";
const corpusEnding = ".corpus.json";

/** A study that somebody wants. */
export interface StudyRequest {
  readonly study: Study;
  readonly scale: Scale;
  /** Absolute; where its files go. It need not be there. */
  readonly folder: string;
  /** Absolute; a folder with text and code, for the corpora that are new. */
  readonly data: string;
  /** Corpus files to be used in place of new ones: absolute, by what they are for. */
  readonly corpora: Readonly<Partial<Record<CorpusRole, string>>>;
  /** WordNet's `dict` folder, absolute. */
  readonly wordnet?: string | undefined;
}

/** A study that is not written yet. */
export interface StudyDraft {
  /** New files: absolute path to text. None of them is there. */
  readonly files: ReadonlyMap<string, string>;
  readonly ablationFile: string;
  /** Corpus files that are used as they are. */
  readonly used: readonly string[];
  readonly experiment: Experiment;
  readonly cost: ExperimentCost;
}

interface StudyCorpus {
  readonly file: string;
  readonly corpus: CorpusFile;
  /** Of a new file. */
  readonly text?: string;
}

/**
 * Drafts the files of a study, and what it will take; writes nothing. A corpus is the one that is asked for, else one of its role's
 * name in the study's folder or in that of the data, else a new one. Throws a StageError where a corpus that is used is wrong.
 */
export async function draftStudy(request: StudyRequest): Promise<StudyDraft> {
  const { study, scale, folder } = request;
  const ablationFile = join(folder, `${basename(folder)}${ablationEnding}`);
  const corpora = new Map<CorpusRole, StudyCorpus>();
  for (const role of corpusRoles) {
    const corpus = await corpusOf(role, request);
    if (corpus !== undefined) corpora.set(role, corpus);
  }
  const names: CorpusNames = Object.fromEntries([...corpora].map(([role, { file }]) => [role, nameFrom(folder, file)]));
  const declared = new Map([...corpora].map(([role, { corpus }]) => [names[role] ?? "", corpus]));
  const asksWordNet = [...declared.values()].some(({ sources }) => sources.some(({ type }) => type === "wordnet"));
  const text = studyFile(study, scale, names, asksWordNet);
  const experiment = valid(
    parseAblationFile(text, ablationFile, {
      corpus: (name) => declared.get(name),
      experiment: (name) => ({ complaint: `a study goes on from no other experiment, as ${name}` }),
      checkpoint: (path) => ({ complaint: `${path} is not a checkpoint` }),
      corpusReferences: (name) => referencesBeside(resolve(folder, `${name}${corpusEnding}`)),
    }),
  );
  const fresh = [...corpora.values()].flatMap(({ file, text: own }) =>
    own === undefined ? [] : [[file, own] as const],
  );
  return {
    files: new Map([...fresh, [ablationFile, text]]),
    ablationFile,
    used: [...corpora.values()].filter((corpus) => corpus.text === undefined).map(({ file }) => file),
    experiment,
    cost: experimentCost(experiment, declared),
  };
}

/** Throws an InvalidInput where a draft's ablation file is there already. */
export function requireNew({ ablationFile }: StudyDraft): void {
  if (existsSync(ablationFile)) throw new InvalidInput(`${ablationFile} is there already; name another folder.`);
}

/** Writes a draft's files. Never overwrites one: throws a StageError where one has come to be there. */
export async function writeStudy(draft: StudyDraft): Promise<void> {
  requireNew(draft);
  const { files, ablationFile } = draft;
  await mkdir(resolve(ablationFile, ".."), { recursive: true });
  for (const [file, text] of files) {
    await writeFile(file, text, { flag: "wx" }).catch((error: unknown) => {
      const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
      throw isThere ? new StageError(`${file} is there already; nothing was changed in it.`) : error;
    });
  }
}

async function corpusOf(role: CorpusRole, request: StudyRequest): Promise<StudyCorpus | undefined> {
  const { study, folder, data, corpora, wordnet } = request;
  const stated = corpora[role];
  if (!study.needs.includes(role) && !study.uses.includes(role)) {
    if (stated === undefined) return undefined;
    throw new StageError(`The ${study.name} study has no use for a corpus of ${role}; leave --${role} out.`);
  }
  const there = [folder, data].map((each) => join(each, `${role}${corpusEnding}`)).find((file) => existsSync(file));
  const used = stated ?? there;
  if (used !== undefined) return { file: used, corpus: valid(await loadCorpus(used)).corpus };
  const file = join(folder, `${role}${corpusEnding}`);
  const text = studyCorpus(role, dataFrom(folder, data, wordnet));
  if (text === undefined) return undefined;
  return { file, text, corpus: valid(parseCorpusFile(text, file, referencesBeside(file))) };
}

function dataFrom(folder: string, data: string, wordnet: string | undefined): StudyData {
  return {
    folder: pathFrom(folder, data),
    // A repository without a commit has no log.
    repository: existsSync(join(data, ".git", "logs", "HEAD")) ? pathFrom(folder, data) : undefined,
    wordnet: wordnet === undefined ? undefined : pathFrom(folder, wordnet),
  };
}

/** What a file in `folder` calls another place: relative, and with slashes on every system. */
function pathFrom(folder: string, place: string): string {
  return relative(folder, place).split(sep).join("/") || ".";
}

function nameFrom(folder: string, corpusFile: string): string {
  return pathFrom(folder, corpusFile).slice(0, -corpusEnding.length);
}

function valid<T>({ value, problems }: Parsed<T>): T {
  if (value === undefined) throw new StageError(problems.map(formatProblem).join("\n"));
  return value;
}
