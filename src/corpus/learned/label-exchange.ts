import { z } from "zod";
import type { Parsed, Problem } from "../../experiment/problem.ts";
import type { Candidate } from "./candidate.ts";
import type { Label } from "./label.ts";

/** A line for labelling elsewhere: the document, and a score to fill in. */
export function exportLine({ id, path, language, text }: Candidate): string {
  return `${JSON.stringify({ id, path, language, score: null, text })}\n`;
}

const importedLine = z.object({
  id: z.string().regex(/^[\da-f]{64}$/, "an id is a SHA-256 in hex"),
  path: z.string(),
  language: z.string().nullable().default(null),
  score: z.int().min(0).max(5).nullable(),
});

/** Labels from lines that were exported and filled in; those whose score is still null are left out. */
export function importLabels(text: string, file: string, by: string, at: string): Parsed<Label[]> {
  const labels: Label[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = importedLine.safeParse(valueOf(line));
    if (parsed.success) {
      const { score, ...document } = parsed.data;
      if (score !== null) labels.push({ kind: "score", document, score, by, at });
      continue;
    }
    const [issue] = parsed.error.issues;
    const message = `no exported document with a score: ${[...(issue?.path ?? []).map(String), issue?.message].join(": ")}`;
    const place = { line: index + 1, endLine: index + 1, column: 1, endColumn: line.length + 1 };
    problems.push({ file, ...place, severity: "error", message });
    if (problems.length === 20) break;
  }
  return { value: problems.length > 0 ? undefined : labels, problems };
}

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
