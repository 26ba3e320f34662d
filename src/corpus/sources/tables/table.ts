import type { CorpusSource } from "../../../experiment/corpus-file.ts";
import { dataSource } from "../data-documents.ts";
import type { FileSource } from "../source-file.ts";
import { FileProblem } from "./file-problem.ts";
import { columnsOf, layoutOf } from "./layouts.ts";
import { readRows } from "./read-rows.ts";
import { rowDocument } from "./row-document.ts";
import { tableFormat } from "./table-format.ts";

type TableDeclaration = Extract<CorpusSource, { type: "table" }>;

/** The rows of tables as documents, in the order of files and rows. One row is in memory at a time. */
export function tableSource(source: TableDeclaration, cacheFolder: string, maxFileBytes: number): FileSource {
  const layout = layoutOf(source);
  return dataSource(
    source,
    {
      takes: (path) => (source.format ?? tableFormat(path)) !== undefined,
      async *documentsOf(file, { signal, onRead }) {
        const format = source.format ?? tableFormat(file.path);
        if (format === undefined) throw new FileProblem('its name does not tell its format: say "format"');
        const wanted = (present: readonly string[]): readonly string[] => columnsOf(layout, present);
        let checked = false;
        for await (const row of readRows(file, format, { wanted, maxBytes: maxFileBytes, signal, onRead })) {
          if (!checked && row.columns !== undefined) columnsOf(layout, Object.keys(row.columns));
          checked ||= row.columns !== undefined;
          yield rowDocument(row, file.path, layout, maxFileBytes);
        }
      },
    },
    cacheFolder,
  );
}
