import { type HeavyMember, type MeasuredDocument, readMeasured, type RowRange } from "../../store/documents.ts";
import { rowCount } from "../../store/query.ts";

/** A measured document, and its number among all documents of the corpus: in the order of the sources, from 0. */
export interface PlacedDocument extends MeasuredDocument {
  readonly place: number;
}

interface MeasuredTable {
  readonly file: string;
  /** The place of its first document. */
  readonly start: number;
  readonly count: number;
}

/** The measured documents of a corpus, one source after another. */
export class CorpusDocuments {
  /** How many there are. */
  readonly count: number;
  readonly files: readonly string[];
  private readonly tables: readonly MeasuredTable[];
  private readonly signals: readonly string[];

  private constructor(tables: readonly MeasuredTable[], signals: readonly string[]) {
    this.tables = tables;
    this.signals = signals;
    this.files = tables.map(({ file }) => file);
    this.count = tables.reduce((total, { count }) => total + count, 0);
  }

  /** `files` are the tables of the sources, in their order; `signals` the names that have columns in them. */
  static async open(files: readonly string[], signals: readonly string[]): Promise<CorpusDocuments> {
    const tables: MeasuredTable[] = [];
    let start = 0;
    for (const file of files) {
      const count = await rowCount(file);
      tables.push({ file, start, count });
      start += count;
    }
    return new CorpusDocuments(tables, signals);
  }

  /** The documents whose places are in a range (left out: all) in their order, without some members. */
  async *documents(
    without: readonly HeavyMember[],
    { from, to }: RowRange = { from: 0, to: this.count },
  ): AsyncGenerator<PlacedDocument> {
    for (const { file, start, count } of this.tables) {
      const rows = { from: Math.max(0, from - start), to: Math.min(count, to - start) };
      if (rows.from >= rows.to) continue;
      const isWhole = rows.from === 0 && rows.to === count;
      let place = start + rows.from;
      for await (const document of readMeasured(file, this.signals, without, isWhole ? undefined : rows)) {
        yield { ...document, place };
        place += 1;
      }
    }
  }
}
