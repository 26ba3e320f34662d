import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { type Issue, issueCharacters, issueText, parseIssue } from "../formats/issue.ts";
import { dataFiles, dataFingerprint } from "./data-files.ts";
import type { FileSource, SourceFile } from "./source-file.ts";
import { FileProblem } from "./tables/file-problem.ts";
import { readRows } from "./tables/read-rows.ts";
import { isoTime } from "./tables/iso-time.ts";
import { tableFormat } from "./tables/table-format.ts";
import type { TableRow } from "./tables/table-row.ts";
import { unreadable } from "./unreadable.ts";

type IssuesDeclaration = Extract<CorpusSource, { type: "issues" }>;

const takes = (path: string): boolean => ["json", "jsonl"].includes(tableFormat(path) ?? "");

/** Issues and pull requests of JSON exports as documents, in the order of files and records. */
export function issuesSource(source: IssuesDeclaration, cacheFolder: string, maxFileBytes: number): FileSource {
  async function* issues(signal: AbortSignal): AsyncGenerator<SourceFile> {
    for await (const file of dataFiles(source, takes, signal)) {
      const format = tableFormat(file.path) === "jsonl" ? "jsonl" : "json";
      try {
        for await (const row of readRows(file, format, {
          wanted: (present) => present,
          maxBytes: maxFileBytes,
          signal,
        })) {
          signal.throwIfAborted();
          const document = issueDocument(row, file.path, source);
          if (document !== undefined) yield document;
        }
      } catch (error) {
        if (!(error instanceof FileProblem)) throw error;
        if (source.skipFailed) yield unreadable(file.path, error.message);
        else
          throw new StageError(
            `Source "${source.name}": ${file.path}: ${error.message}. "skipFailed" goes on without it.`,
          );
      }
    }
  }
  return {
    fingerprint: (signal) => dataFingerprint(source, takes, cacheFolder, signal),
    files: issues,
    close: () => undefined,
  };
}

/** Undefined for what is left out: what bots opened, and what says too little. */
function issueDocument(
  row: TableRow,
  place: string,
  { bots, minCharacters }: IssuesDeclaration,
): SourceFile | undefined {
  const here = `${place}/${String(row.number)}`;
  if (row.columns === undefined)
    return unreadable(here, `record ${String(row.number)}: ${row.problem.message}`, row.problem.bytes);
  let issue: Issue;
  try {
    issue = parseIssue(row.columns);
  } catch (error) {
    return unreadable(here, `record ${String(row.number)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!bots && issue.posts[0]?.byBot === true) return undefined;
  const told = { ...issue, posts: issue.posts.filter(({ byBot }) => bots || !byBot) };
  if (issueCharacters(told) < minCharacters) return undefined;
  const bytes = new TextEncoder().encode(issueText(told));
  const { repository, number, isPullRequest, createdAt } = issue;
  const name = `${isPullRequest ? "pull" : "issues"}/${String(number)}`;
  return {
    path: repository === undefined ? `${here}/${name}` : `${repository}/${name}`,
    revision: null,
    repository,
    language: "Markdown",
    time: isoTime(createdAt),
    size: bytes.length,
    read: () => Promise.resolve(bytes),
  };
}
