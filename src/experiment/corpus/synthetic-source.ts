import { z } from "zod";
import { everySource } from "./every-source.ts";

/** The languages whose programs can be run in the sandbox. */
export const sandboxLanguages = ["python", "javascript", "bash", "c", "cpp"] as const;
export type SandboxLanguage = (typeof sandboxLanguages)[number];

const language = z.enum(sandboxLanguages);

/** What a program in the sandbox may use. */
export const sandboxLimits = z
  .strictObject({
    seconds: z
      .number()
      .positive()
      .max(600)
      .default(10)
      .describe("Longest time that a program may compute, and four times that it may take."),
    memoryBytes: z
      .int()
      .min(64_000_000)
      .default(1_000_000_000)
      .describe("Most memory of a process, and of all processes of a program together."),
    outputBytes: z.int().positive().max(100_000_000).default(1_000_000).describe("Most that a program may print."),
    fileBytes: z.int().positive().default(16_000_000).describe("Largest file that a program may write."),
    processes: z.int().min(4).max(4096).default(32).describe("Most processes and threads at the same time."),
  })
  .prefault({})
  .describe("What a program may use before it is ended.");

export type SandboxLimits = z.infer<typeof sandboxLimits>;

export const sandboxKind = z
  .enum(["isolated", "limits-only"])
  .default("isolated")
  .describe(
    "isolated: no network, no files but what programs need to run, in namespaces of Linux; without them the source is refused. " +
      "limits-only: limits alone. A program then reads your files and uses your network: only for problems that you trust.",
  );

const generated = z
  .strictObject({
    topics: z.array(z.string().min(1)).min(1).describe("What the problems are about; each problem draws one."),
    difficulties: z.array(z.string().min(1)).min(1).default(["easy", "medium", "hard"]),
    language: language.default("python"),
    count: z.int().positive().max(10_000_000).default(100).describe("Problems that are asked for."),
    temperature: z.number().min(0).max(2).default(0.8),
    seed: z
      .int()
      .min(0)
      .default(1)
      .describe("Decides topic and difficulty of each problem, and is sent to the endpoint."),
  })
  .describe("How `ablate synthesise` has the problems of the file written by a language model.");

export type GeneratedProblems = z.infer<typeof generated>;

/** Problems with tests, whose solutions are verified. docs/synthetic.md explains the fields. */
export const syntheticSource = z
  .strictObject({
    ...everySource,
    type: z.literal("synthetic"),
    path: z
      .string()
      .min(1)
      .describe("A JSONL file of problems with tests (also .gz), or a JSON list, relative to this file."),
    class: z.literal("synthetic").default("synthetic").describe("Always synthetic code."),
    language: language.default("python").describe("The language of problems that do not state one."),
    tests: z.boolean().default(false).describe("Whether a document shows the tests after the solution."),
    sandbox: sandboxKind,
    limits: sandboxLimits,
    generate: generated.optional(),
  })
  .describe("Problems with tests: a solution is kept that passes its tests in the sandbox.");
