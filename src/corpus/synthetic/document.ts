import type { SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";
import type { CodeProblem } from "./problem.ts";

const extensions: Readonly<Record<SandboxLanguage, string>> = {
  python: "py",
  javascript: "js",
  bash: "sh",
  c: "c",
  cpp: "cpp",
};

const comments: Readonly<Record<SandboxLanguage, string>> = {
  python: "#",
  javascript: "//",
  bash: "#",
  c: "//",
  cpp: "//",
};

/** The path of a problem's document: its id, with the extension of its language. */
export function documentPath({ id, language }: CodeProblem): string {
  const name = id.replace(/[^\w./-]/g, "_").replace(/(^|\/)\.+(?=\/|$)/g, "$1_");
  return `${name}.${extensions[language]}`;
}

/** A problem as a source file: what is asked as a comment, the solution and, where asked for, the tests. */
export function documentText(problem: CodeProblem, withTests: boolean): string {
  const prompt = problem.prompt.trim();
  const mark = comments[problem.language];
  const comment = prompt
    .split(/\r?\n/)
    // A backslash at the end of a line would take the next one into the comment in C.
    .map((line) => `${mark} ${line}`.trimEnd().replace(/\\+$/, ""))
    .join("\n");
  const parts = [prompt === "" ? "" : comment, problem.solution, withTests ? problem.tests : ""];
  return `${parts
    .map((part) => part.replace(/^\n+|\s+$/g, ""))
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}
