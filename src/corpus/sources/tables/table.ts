import type { CorpusSource } from "../../../experiment/corpus-file.ts";
import { StageError } from "../../../stage/runner.ts";
import { dataFiles, dataFingerprint } from "../data-files.ts";
import type { FileSource, SourceFile } from "../source-file.ts";
import { unreadable } from "../unreadable.ts";
import { FileProblem } from "./file-problem.ts";
import { columnsOf, layoutOf } from "./layouts.ts";
import { readRows } from "./read-rows.ts";
import { rowDocument } from "./row-document.ts";
import { tableFormat } from "./table-format.ts";

type TableDeclaration = Extract<CorpusSource, { type: "table" }>;

/** The rows of tables as documents, in the order of files and rows. One row is in memory at a time. */
export function tableSource(source: TableDeclaration, cacheFolder: string, maxFileBytes: number): FileSource {
  const layout = layoutOf(source);
  const takes = (path: string): boolean => (source.format ?? tableFormat(path)) !== undefined;

  async function* rowsOf(signal: AbortSignal): AsyncGenerator<SourceFile> {
    for await (const file of dataFiles(source, takes, signal)) {
      const format = source.format ?? tableFormat(file.path);
      try {
        if (format === undefined) throw new FileProblem('its name does not tell its format: say "format"');
        const reading = {
          wanted: (present: readonly string[]) => columnsOf(layout, present),
          maxBytes: maxFileBytes,
          signal,
        };
        let checked = false;
        for await (const row of readRows(file, format, reading)) {
          signal.throwIfAborted();
          if (!checked && row.columns !== undefined) columnsOf(layout, Object.keys(row.columns));
          checked ||= row.columns !== undefined;
          yield rowDocument(row, file.path, layout, maxFileBytes);
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
    files: rowsOf,
    close: () => undefined,
  };
}
