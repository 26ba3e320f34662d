import { createHash } from "node:crypto";
import { z } from "zod";
import type { GeneratedProblems, SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";

/** Raised with every change of the words below; kept with each problem. */
export const PROMPT_VERSION = 1;

/** What one problem is asked for with. */
export interface ProblemRequest {
  readonly id: string;
  readonly topic: string;
  readonly difficulty: string;
  /** For the endpoint: differs for each problem and each attempt. */
  readonly seed: number;
  readonly messages: readonly { readonly role: "system" | "user"; readonly content: string }[];
}

const names: Readonly<Record<SandboxLanguage, string>> = {
  python: "Python 3",
  javascript: "JavaScript (Node.js)",
  bash: "Bash",
  c: "C",
  cpp: "C++17",
};

const testForms: Readonly<Record<SandboxLanguage, string>> = {
  python: "plain assert statements at the top level, which call the solution's functions by name; no unittest, no main",
  javascript: 'assert calls at the top level (const assert = require("node:assert")), which call the functions by name',
  bash: 'commands that fail where a result is wrong, such as [ "$(add 1 2)" = 3 ]',
  c: "a main function with assert calls, and its #include lines",
  cpp: "a main function with assert calls, and its #include lines",
};

/** The n-th request of a source: topic and difficulty are a function of its seed and n alone. */
export function problemRequest(declared: GeneratedProblems, n: number, attempt: number): ProblemRequest {
  const { seed, topics, difficulties, language } = declared;
  const digest = createHash("sha256")
    .update(`problem ${String(seed)} ${String(n)}`)
    .digest();
  const topic = topics[digest.readUInt32BE(0) % topics.length] ?? "";
  const difficulty = difficulties[digest.readUInt32BE(4) % difficulties.length] ?? "";
  const number = createHash("sha256")
    .update(`attempt ${String(seed)} ${String(n)} ${String(attempt)}`)
    .digest();
  return {
    id: `${language}-${String(seed)}-${String(n).padStart(6, "0")}`,
    topic,
    difficulty,
    seed: number.readUInt32BE(0) >>> 1,
    messages: [
      {
        role: "system",
        content:
          "You write programming problems with a solution and tests. Answer with one JSON object and nothing else; its members " +
          'are strings: "prompt", "solution", "tests".',
      },
      {
        role: "user",
        content:
          `Write a ${difficulty} problem in ${names[language]} about ${topic}. "prompt" states it in a few sentences of plain ` +
          `English. "solution" is complete, clear, commented code that uses the standard library alone and neither reads ` +
          `files nor the network. "tests" is ${testForms[language]}; at least five cases, edge cases among them. The tests ` +
          `run right after the solution in the same file.`,
      },
    ],
  };
}

const answer = z.object({ prompt: z.string().min(1), solution: z.string().min(1), tests: z.string().min(1) });

export type WrittenProblem = z.infer<typeof answer>;

/** What a model answered, which may stand in a code block or after its thoughts; undefined where there is no problem in it. */
export function readAnswer(text: string): WrittenProblem | undefined {
  const [, fenced] = /```(?:json)?\s*\n([^]*)\n\s*```/.exec(text) ?? [];
  const braces = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  for (const candidate of [text, fenced, braces]) {
    const parsed = answer.safeParse(parseJson(candidate ?? ""));
    if (parsed.success) return parsed.data;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
