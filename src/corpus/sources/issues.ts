import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { type Issue, issueCharacters, issueText, parseIssue } from "../formats/issue.ts";
import { dataSource } from "./data-documents.ts";
import { leftOut, tooShort } from "./left-out.ts";
import type { FileSource, SourceFile } from "./source-file.ts";
import { readRows } from "./tables/read-rows.ts";
import { isoTime } from "./tables/iso-time.ts";
import { tableFormat } from "./tables/table-format.ts";
import type { TableRow } from "./tables/table-row.ts";
import { unreadable } from "./unreadable.ts";

type IssuesDeclaration = Extract<CorpusSource, { type: "issues" }>;

/** Issues and pull requests of JSON exports as documents, in the order of files and records. */
export function issuesSource(source: IssuesDeclaration, cacheFolder: string, maxFileBytes: number): FileSource {
  return dataSource(
    source,
    {
      takes: (path) => ["json", "jsonl"].includes(tableFormat(path) ?? ""),
      async *documentsOf(file, { signal, onRead }) {
        const format = tableFormat(file.path) === "jsonl" ? "jsonl" : "json";
        const wanted = (present: readonly string[]): readonly string[] => present;
        for await (const row of readRows(file, format, { wanted, maxBytes: maxFileBytes, signal, onRead })) {
          yield issueDocument(row, file.path, source);
        }
      },
    },
    cacheFolder,
  );
}

/** What bots opened, and what says too little, is left out. */
function issueDocument(row: TableRow, place: string, { bots, minCharacters }: IssuesDeclaration): SourceFile {
  const here = `${place}/${String(row.number)}`;
  if (row.columns === undefined)
    return unreadable(here, `record ${String(row.number)}: ${row.problem.message}`, row.problem.bytes);
  let issue: Issue;
  try {
    issue = parseIssue(row.columns);
  } catch (error) {
    return unreadable(here, `record ${String(row.number)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { repository, number, isPullRequest, createdAt } = issue;
  const name = `${isPullRequest ? "pull" : "issues"}/${String(number)}`;
  const origin = {
    path: repository === undefined ? `${here}/${name}` : `${repository}/${name}`,
    revision: null,
    repository,
    language: "Markdown",
    time: isoTime(createdAt),
  };
  const [opening] = issue.posts;
  if (!bots && opening?.byBot === true) return leftOut(origin, "bot", `${opening.author}, who opened it, is a bot`);
  const told = { ...issue, posts: issue.posts.filter(({ byBot }) => bots || !byBot) };
  const characters = issueCharacters(told);
  if (characters < minCharacters) return leftOut(origin, "too-short", tooShort(characters, minCharacters));
  const bytes = new TextEncoder().encode(issueText(told));
  return { ...origin, size: bytes.length, read: () => Promise.resolve(bytes) };
}
