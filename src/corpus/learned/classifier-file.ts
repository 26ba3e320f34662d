import { readFileSync, statSync } from "node:fs";
import { StageError } from "../../stage/runner.ts";
import { type Classifier, Judge, parseClassifier } from "./classifier.ts";

/** Far more than any classifier takes. */
const MOST_BYTES = 16_000_000;

/** The classifier in a file. Throws a StageError where there is none. */
export function readClassifier(file: string): Classifier {
  const make = "Make one with ablate classifier train.";
  let text: string;
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MOST_BYTES) throw new StageError(`${file} is no classifier. ${make}`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof StageError) throw error;
    throw new StageError(`There is no classifier ${file}. ${make}`);
  }
  return parseClassifier(text, file);
}

interface Known {
  /** Size and time of the file that was read. */
  readonly state: string;
  readonly judge: Judge | undefined;
  readonly problem: string | undefined;
}

/** The last that was read of each file: an editor asks with every key that is typed, a thread with every document. */
const known = new Map<string, Known>();

/** The judge that a classifier's file makes, read again when the file has changed. Throws a StageError where there is none. */
export function judgeOf(file: string): Judge {
  const { judge, problem } = lookUp(file);
  if (judge === undefined) throw new StageError(problem ?? `There is no classifier ${file}.`);
  return judge;
}

/** What is wrong with a classifier's file; undefined where it can be applied. */
export function classifierProblem(file: string): string | undefined {
  return lookUp(file).problem;
}

function lookUp(file: string): Known {
  const state = stateOf(file);
  const before = known.get(file);
  if (before?.state === state) return before;
  const found = readKnown(file, state);
  known.set(file, found);
  return found;
}

function stateOf(file: string): string {
  try {
    const { size, mtimeMs } = statSync(file);
    return `${String(size)} ${String(mtimeMs)}`;
  } catch {
    return "missing";
  }
}

function readKnown(file: string, state: string): Known {
  try {
    return { state, judge: new Judge(readClassifier(file)), problem: undefined };
  } catch (error) {
    return { state, judge: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}
