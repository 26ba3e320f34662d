import { randomBytes } from "node:crypto";
import type { SandboxLimits } from "../../experiment/corpus/synthetic-source.ts";
import type { CodeProblem } from "./problem.ts";
import { testProgram } from "./program.ts";
import { lastLine, type Sandbox, type SandboxOutcome } from "./sandbox.ts";
import type { LanguageTool } from "./tools.ts";

/** Undefined: the solution passes its tests. Otherwise what failed, as a clause. */
export type VerificationProblem = string | undefined;

/**
 * Runs a solution with its tests in the sandbox. It is verified when all tests ran to their end, and do not without the solution:
 * tests that nothing fails verify nothing.
 */
export async function verify(
  { language, solution, tests }: Pick<CodeProblem, "language" | "solution" | "tests">,
  sandbox: Sandbox,
  tool: LanguageTool,
  limits: SandboxLimits,
  signal: AbortSignal,
): Promise<VerificationProblem> {
  const attempt = async (text: string): Promise<VerificationProblem> => {
    const token = randomBytes(16).toString("hex");
    const program = testProgram(language, tool.executable, { solution: text, tests, token });
    let outcome = await sandbox.run(program, tool, limits, signal);
    // A machine that stood still for a while, or had too much to do, says nothing about the program.
    if (outcome.stopped === "clock") outcome = await sandbox.run(program, tool, limits, signal);
    return outcome.status === 0 && outcome.stopped === undefined && outcome.token === token
      ? undefined
      : whatFailed(outcome, limits);
  };
  if (tests.trim() === "") return "it has no tests";
  const problem = await attempt(solution);
  if (problem !== undefined) return problem;
  return (await attempt("")) === undefined
    ? "its tests pass without the solution, so that they verify nothing"
    : undefined;
}

function whatFailed({ status, stopped, errors }: SandboxOutcome, limits: SandboxLimits): string {
  switch (stopped) {
    case "time":
    case "clock":
      return `it takes more than ${String(limits.seconds)} s`;
    case "memory":
      return `it takes more than ${String(limits.memoryBytes)} bytes of memory`;
    case "output":
      return `it prints more than ${String(limits.outputBytes)} bytes`;
    case "processes":
      return `it starts more than ${String(limits.processes)} processes`;
    case undefined:
      break;
  }
  if (status === 0) return "it ends before its tests do";
  const [, file, line] = [...errors.matchAll(/File "((?:solution|tests)\.py)", line (\d+)/g)].at(-1) ?? [];
  const place = file === undefined ? "" : ` (${file}, line ${line ?? "?"})`;
  const said = lastLine(errors);
  return `it fails with ${said === "" ? (status === null ? "a signal" : `status ${String(status)}`) : `"${said}"`}${place}`;
}
