import type { Benchmark } from "../../experiment/corpus/decontamination.ts";

/** What of an item is compared. Paths of fields, as `question.stem`; those that a file does not have are of no account. */
export interface BenchmarkFields {
  /** The first that an item has names it. */
  readonly id: readonly string[];
  readonly fields: readonly string[];
  /** A program when they follow one another; empty for none. */
  readonly code: readonly string[];
  /** Of the code, as Linguist names it. */
  readonly language: string;
}

interface Known {
  readonly fields: readonly string[];
  readonly code?: readonly string[];
}

/**
 * The fields of well-known benchmarks, in the files of their authors and in the data sets of Hugging Face, which differ. Of multiple
 * choice, the questions and whole answers; of reading tests, the passages too, as lm-eval's tasks name them for decontamination.
 * The longest name that a benchmark's name begins with decides: `arc-easy` has the fields of `arc`.
 */
const KNOWN: Readonly<Record<string, Known>> = {
  apps: { fields: ["question", "solutions"] },
  arc: { fields: ["question.stem", "question.choices.text", "question", "choices.text"] },
  arenahard: { fields: ["prompt", "turns.content"] },
  bbh: { fields: ["input", "target", "examples.input"] },
  belebele: { fields: ["flores_passage", "question"] },
  bigcodebench: {
    fields: ["complete_prompt", "instruct_prompt", "canonical_solution", "test"],
    code: ["code_prompt", "canonical_solution"],
  },
  blimp: { fields: ["sentence_good", "sentence_bad"] },
  boolq: { fields: ["question", "passage"] },
  commonsenseqa: { fields: ["question.stem", "question", "question.choices.text", "choices.text"] },
  copa: { fields: ["premise", "choice1", "choice2"] },
  cruxeval: { fields: ["code"], code: ["code"] },
  drop: { fields: ["passage", "question"] },
  ds1000: { fields: ["prompt", "reference_code"], code: ["reference_code"] },
  gpqa: { fields: ["Question", "Correct Answer", "Explanation"] },
  gsm8k: { fields: ["question", "answer"] },
  hellaswag: { fields: ["ctx", "endings"] },
  humaneval: { fields: ["prompt", "canonical_solution", "test"], code: ["prompt", "canonical_solution"] },
  ifeval: { fields: ["prompt"] },
  lambada: { fields: ["text"] },
  livecodebench: { fields: ["question_content"] },
  math: { fields: ["problem", "solution"] },
  mbpp: { fields: ["text", "prompt", "code", "test_list"], code: ["code"] },
  mgsm: { fields: ["question", "answer"] },
  mmlu: { fields: ["question", "choices"] },
  mtbench: { fields: ["turns", "prompt"] },
  nqopen: { fields: ["question"] },
  openbookqa: { fields: ["question.stem", "question_stem", "Question Stem", "question.choices.text", "choices.text"] },
  piqa: { fields: ["goal", "sol1", "sol2"] },
  race: { fields: ["article", "question", "questions", "options"] },
  sciq: { fields: ["support", "question"] },
  siqa: { fields: ["context", "question", "answerA", "answerB", "answerC"] },
  socialiqa: { fields: ["context", "question", "answerA", "answerB", "answerC"] },
  squad: { fields: ["context", "question"] },
  triviaqa: { fields: ["question"] },
  truthfulqa: { fields: ["question", "Question", "best_answer", "Best Answer"] },
  winogrande: { fields: ["sentence"] },
  xcopa: { fields: ["premise", "choice1", "choice2"] },
};

const IDS = ["task_id", "id", "question_id", "uid", "idx", "qID", "ind"];

/** The fields of a benchmark as its author wrote them down or as its name tells; undefined where neither does. */
export function fieldsOf({ name, id, fields, code, language }: Benchmark): BenchmarkFields | undefined {
  const known = fields === undefined ? knownBenchmark(name) : undefined;
  const compared = fields ?? known?.fields;
  if (compared === undefined) return undefined;
  return { id: id === undefined ? IDS : [id], fields: compared, code: code ?? known?.code ?? [], language };
}

/** The fields of a benchmark that nothing tells: every text of the first item. */
export function fieldsOfItem({ id, code, language }: Benchmark, item: unknown): BenchmarkFields {
  return { id: id === undefined ? IDS : [id], fields: [...textPaths(item, "")], code: code ?? [], language };
}

function knownBenchmark(name: string): Known | undefined {
  const normal = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const longest = Object.keys(KNOWN)
    .filter((known) => normal.startsWith(known))
    .reduce((long, known) => (known.length > long.length ? known : long), "");
  return KNOWN[longest];
}

const DEEPEST = 4;

function* textPaths(value: unknown, path: string, depth = 0): Generator<string> {
  if (typeof value === "string") yield path;
  else if (Array.isArray(value)) yield* new Set(value.flatMap((member) => [...textPaths(member, path, depth)]));
  else if (typeof value === "object" && value !== null && depth < DEEPEST) {
    for (const [name, member] of Object.entries(value))
      yield* textPaths(member, path === "" ? name : `${path}.${name}`, depth + 1);
  }
}
