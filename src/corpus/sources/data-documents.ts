import { StageError } from "../../stage/runner.ts";
import { dataFiles, dataFingerprint, type DataPlace } from "./data-files.ts";
import type { FileSource, SourceFile } from "./source-file.ts";
import { FileProblem } from "./tables/file-problem.ts";
import { unreadable } from "./unreadable.ts";
import type { WalkedFile } from "./walk-folder.ts";

/** Where a source has its files of data, and whether it goes on without those that cannot be read to their end. */
export interface DataDeclaration extends DataPlace {
  readonly skipFailed: boolean;
}

/** What a file of data is read with. */
export interface DataReading {
  readonly signal: AbortSignal;
  /** To be told how many of the file's bytes have been read so far. */
  readonly onRead: (bytes: number) => void;
}

/** How a kind of source reads its files of data. */
export interface DataFormat {
  /** Which files of a folder are read, by their names. */
  readonly takes: (path: string) => boolean;
  /** The documents of a file. Throws a `FileProblem` where the rest of it cannot be read. */
  readonly documentsOf: (file: WalkedFile, reading: DataReading) => AsyncIterable<SourceFile>;
}

/**
 * A source whose documents lie in files of data, in the order of the files. One that cannot be read to its end fails the source
 * with a `StageError`, or is a document that says so where the source skips what fails.
 */
export function dataSource(
  source: DataDeclaration,
  { takes, documentsOf }: DataFormat,
  cacheFolder: string,
): FileSource {
  async function* documentsOfFile(file: WalkedFile, reading: DataReading): AsyncGenerator<SourceFile> {
    try {
      yield* documentsOf(file, reading);
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      if (!source.skipFailed) {
        throw new StageError(
          `Source "${source.name}": ${file.path}: ${error.message}. "skipFailed" goes on without it.`,
        );
      }
      yield unreadable(file.path, error.message);
    }
  }

  return {
    fingerprint: (signal) => dataFingerprint(source, takes, cacheFolder, signal),
    async extent(signal) {
      let bytes = 0;
      for await (const file of dataFiles(source, takes, signal)) bytes += bytesOf(file);
      return { amount: bytes, unit: "bytes" };
    },
    async *files(signal, listener) {
      let before = 0;
      for await (const file of dataFiles(source, takes, signal, listener)) {
        const start = before;
        const onRead = (bytes: number): void => listener?.reached?.(start + bytes);
        for await (const document of documentsOfFile(file, { signal, onRead })) {
          signal.throwIfAborted();
          yield document;
        }
        before += bytesOf(file);
        listener?.reached?.(before);
      }
    },
    close: () => undefined,
  };
}

function bytesOf({ stats }: WalkedFile): number {
  return Number(stats?.size ?? 0);
}
