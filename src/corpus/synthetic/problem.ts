import { z } from "zod";
import { type SandboxLanguage, sandboxLanguages } from "../../experiment/corpus/synthetic-source.ts";

/** Where a problem comes from, as `ablate synthesise` writes it. */
export const provenanceSchema = z.looseObject({
  model: z.string().optional(),
  promptVersion: z.int().optional(),
  /** Host of the endpoint. */
  endpoint: z.string().optional(),
  seed: z.int().optional(),
  topic: z.string().optional(),
  difficulty: z.string().optional(),
  /** ISO 8601. */
  time: z.string().optional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;

/** A problem with its solution and the tests that the solution has to pass. */
export interface CodeProblem {
  readonly id: string;
  readonly prompt: string;
  readonly solution: string;
  /** Code in the same language that fails where the solution is wrong. */
  readonly tests: string;
  readonly language: SandboxLanguage;
  readonly provenance: Provenance;
}

const ownLayout = z.looseObject({
  id: z.union([z.string().min(1), z.int()]),
  prompt: z.string(),
  solution: z.string(),
  tests: z.string(),
  language: z.string().optional(),
  provenance: provenanceSchema.default({}),
});

/** HumanEval (Chen et al. 2021): the prompt is the head of the function, and `test` defines `check(candidate)`. */
const humanEvalLayout = z.looseObject({
  task_id: z.string(),
  prompt: z.string(),
  canonical_solution: z.string(),
  test: z.string(),
  entry_point: z.string().optional(),
});

/** MBPP (Austin et al. 2021), as it came (`text`) and sanitised (`prompt`, `test_imports`). */
const mbppLayout = z.looseObject({
  task_id: z.union([z.string(), z.int()]),
  text: z.string().optional(),
  prompt: z.string().optional(),
  code: z.string(),
  test_list: z.array(z.string()),
  test_setup_code: z.string().default(""),
  test_imports: z.array(z.string()).default([]),
});

/**
 * Reads one problem in any of the layouts. Gives a complaint, without the line's number, where the value is none.
 * `fallback` is the language of a problem that states none.
 */
export function parseProblem(value: unknown, fallback: SandboxLanguage): CodeProblem | { readonly complaint: string } {
  const own = ownLayout.safeParse(value);
  if (own.success) {
    const { id, prompt, solution, tests, provenance } = own.data;
    const language = languageOf(own.data.language ?? fallback);
    if (language === undefined) {
      const known = sandboxLanguages.join(", ");
      return { complaint: `programs in ${String(own.data.language)} cannot be verified; there are ${known}` };
    }
    return { id: String(id), prompt, solution, tests, language, provenance };
  }
  const humanEval = humanEvalLayout.safeParse(value);
  if (humanEval.success) {
    const { task_id: id, prompt, canonical_solution: body, test, entry_point: entry } = humanEval.data;
    const called = fallback === "python" && entry !== undefined ? `${test}\ncheck(${entry})\n` : test;
    return { id, prompt: "", solution: `${prompt}${body}`, tests: called, language: fallback, provenance: {} };
  }
  const mbpp = mbppLayout.safeParse(value);
  if (mbpp.success) {
    const { task_id: id, text, prompt = text, code, test_list: list, test_setup_code: setUp } = mbpp.data;
    const tests = [...mbpp.data.test_imports, setUp, ...list].filter((part) => part !== "").join("\n");
    const solution = code.replaceAll("\r\n", "\n");
    return { id: String(id), prompt: prompt ?? "", solution, tests, language: fallback, provenance: {} };
  }
  const [issue] = own.error.issues;
  return {
    complaint:
      `it is no problem with tests: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""} ` +
      `(fields: id, prompt, solution, tests, language; or those of HumanEval or MBPP)`,
  };
}

const aliases: Readonly<Record<string, SandboxLanguage>> = {
  py: "python",
  python3: "python",
  js: "javascript",
  node: "javascript",
  sh: "bash",
  shell: "bash",
  "c++": "cpp",
};

function languageOf(name: string): SandboxLanguage | undefined {
  const lower = name.toLowerCase();
  return sandboxLanguages.find((language) => language === (aliases[lower] ?? lower));
}
