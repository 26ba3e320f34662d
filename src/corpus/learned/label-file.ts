import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { Parsed, Problem } from "../../experiment/problem.ts";
import { type Label, labelSchema } from "./label.ts";

const MOST_PROBLEMS = 20;

/**
 * The labels of a file's text, one a line; blank lines are skipped. A last line without its end that is no JSON is what a crash
 * left of a label: it is told as a warning.
 */
export function parseLabels(text: string, file: string): Parsed<Label[]> {
  const labels: Label[] = [];
  const problems: Problem[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const problem = (message: string, severity: Problem["severity"] = "error"): void => {
      const at = { line: index + 1, endLine: index + 1, column: 1, endColumn: line.length + 1 };
      problems.push({ file, ...at, severity, message });
    };
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (index === lines.length - 1) problem("the last label is incomplete; it is left out", "warning");
      else problem("this line is not JSON; a label is one JSON object a line");
      continue;
    }
    const parsed = labelSchema.safeParse(value);
    const issue = parsed.error?.issues[0];
    if (parsed.success) labels.push(parsed.data);
    else problem(`no label: ${[...(issue?.path ?? []).map(String), issue?.message ?? ""].join(": ")}`);
    if (problems.length >= MOST_PROBLEMS) break;
  }
  return { value: problems.some(({ severity }) => severity === "error") ? undefined : labels, problems };
}

/** The labels of a file; none where there is no file yet. */
export async function readLabels(file: string): Promise<Parsed<Label[]>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { value: [], problems: [] };
    throw error;
  }
  return parseLabels(text, file);
}

/** Adds labels at the end of a file, which is made with its folder where it is not there. One write: all lines or a torn last one. */
export async function appendLabels(file: string, labels: readonly Label[]): Promise<void> {
  if (labels.length === 0) return;
  await mkdir(dirname(file), { recursive: true });
  await endLastLine(file);
  await appendFile(file, labels.map((label) => `${JSON.stringify(label)}\n`).join(""));
}

/** Takes back a label that is the last of a file. Throws where something else has been added since. */
export async function removeLastLabel(file: string, label: Label): Promise<void> {
  const bytes = await readFile(file);
  const line = Buffer.from(`${JSON.stringify(label)}\n`);
  const start = bytes.length - line.length;
  if (start < 0 || !bytes.subarray(start).equals(line)) throw new Error(`${file} has changed; the label stays`);
  await truncate(file, start);
}

/** What a crash left of a last label is removed, so that the next one does not go on from it; a whole one gets its line end. */
async function endLastLine(file: string): Promise<void> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  if (bytes.length === 0 || bytes.at(-1) === 0x0a) return;
  const start = bytes.lastIndexOf(0x0a) + 1;
  const { value } = parseLabels(bytes.toString("utf8", start), file);
  if (value !== undefined && value.length > 0) await appendFile(file, "\n");
  else await truncate(file, start);
}
