import type { CorpusSource } from "../../../experiment/corpus-file.ts";
import { tableColumns } from "../../../experiment/corpus/table-source.ts";
import { FileProblem } from "./file-problem.ts";

type TableDeclaration = Extract<CorpusSource, { type: "table" }>;

/** What a column may stand for. */
export type Field = keyof Required<TableDeclaration["columns"]>;

const FIELDS: readonly Field[] = tableColumns.unwrap().keyof().options;

/** For each field the columns that may have it; the first that a row has counts. */
export type Layout = Readonly<Partial<Record<Field, readonly string[]>>>;

/** The columns of published data sets, as their dataset cards name them. */
const LAYOUTS: Readonly<Record<TableDeclaration["layout"], Layout>> = {
  "hugging-face": {
    text: ["text", "content", "code"],
    path: ["path", "file_path"],
    repository: ["repo_name", "repository_name", "repo"],
    licence: ["license", "licenses"],
    language: ["language", "lang", "programming_language"],
    time: ["timestamp", "date", "created_at"],
  },
  "the-stack": {
    text: ["content"],
    path: ["max_stars_repo_path", "path"],
    repository: ["max_stars_repo_name", "repository_name"],
    licence: ["max_stars_repo_licenses", "licenses"],
    language: ["lang"],
    revision: ["max_stars_repo_head_hexsha"],
    blob: ["hexsha"],
  },
  // The text is not in the data set itself: its card says how to fetch it into a column `content`.
  "the-stack-v2": {
    text: ["content", "text"],
    path: ["path"],
    repository: ["repo_name"],
    licence: ["detected_licenses", "gha_license_id"],
    language: ["language"],
    revision: ["revision_id"],
    blob: ["blob_id"],
    time: ["committer_date", "revision_date"],
  },
  "starcoder-data": { text: ["content"], path: ["max_stars_repo_path"], repository: ["max_stars_repo_name"] },
  "github-code": {
    text: ["code", "content"],
    path: ["path"],
    repository: ["repo_name"],
    licence: ["license"],
    language: ["language"],
  },
  slimpajama: { text: ["text"] },
  redpajama: {
    text: ["text"],
    path: ["meta.path"],
    repository: ["meta.repo_name"],
    licence: ["meta.license"],
    time: ["meta.timestamp"],
  },
  "the-pile": { text: ["text"] },
  c4: { text: ["text"], time: ["timestamp"] },
  fineweb: { text: ["text"], time: ["date"] },
  dolma: { text: ["text"], time: ["created"], licence: ["metadata.license"], path: ["metadata.path"] },
};

/** The columns of a source: those that it names, else those of its layout. */
export function layoutOf({ layout, columns }: Pick<TableDeclaration, "layout" | "columns">): Layout {
  const named = FIELDS.flatMap((field): [Field, readonly string[]][] => {
    const column = columns[field];
    return column === undefined ? [] : [[field, [column]]];
  });
  return { ...LAYOUTS[layout], ...Object.fromEntries(named) };
}

/**
 * The columns that a layout may look at of those that are there: `meta.path` needs `meta`. Throws a `FileProblem` where none of
 * them has the text.
 */
export function columnsOf(layout: Layout, present: readonly string[]): readonly string[] {
  const needed = (names: readonly string[] = []): readonly string[] =>
    present.filter((name) => names.some((column) => column === name || column.startsWith(`${name}.`)));
  if (needed(layout.text).length === 0) {
    const wanted = layout.text?.join(" or ") ?? "text";
    throw new FileProblem(
      `it has no column ${wanted}, but ${present.join(", ")}: name the one with the text in "columns"`,
    );
  }
  return needed(FIELDS.flatMap((field) => layout[field] ?? []));
}
