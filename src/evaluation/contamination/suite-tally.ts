import type { SuiteContamination } from "../../analysis/suite-contamination.ts";
import type { SearchedItem } from "../../store/suite-contamination.ts";
import type { Item } from "../item.ts";

/** Hits of an item that are written; a licence header may be in every document. */
const MOST_HITS = 100;

interface SourceTally {
  readonly corpus: string;
  readonly source: string;
  readonly items: Set<string>;
  documents: number;
  last: number;
}

/** Counts what documents have of the items, by suite and source. */
export class SuiteTally {
  private readonly suites = new Map<string, Map<string, SourceTally>>();
  private readonly hits = new Map<string, number>();
  private documents = 0;
  private unsearched = 0;

  /** Begins with the next document, which `failed` says was searched in vain. */
  begin(failed: boolean): void {
    this.documents += 1;
    if (failed) this.unsearched += 1;
  }

  /** Counts a hit in the document that was begun; whether it is among those of its item that are to be written. */
  add({ suite, item }: Item, corpus: string, source: string): boolean {
    const sources = this.suites.get(suite) ?? new Map<string, SourceTally>();
    this.suites.set(suite, sources);
    const name = JSON.stringify([corpus, source]);
    const tally = sources.get(name) ?? { corpus, source, items: new Set(), documents: 0, last: 0 };
    sources.set(name, tally);
    tally.items.add(item);
    if (tally.last !== this.documents) tally.documents += 1;
    tally.last = this.documents;
    const hits = (this.hits.get(`${suite} ${item}`) ?? 0) + 1;
    this.hits.set(`${suite} ${item}`, hits);
    return hits <= MOST_HITS;
  }

  /** The sum of it, with what is known of the items. */
  summary(items: readonly SearchedItem[]): SuiteContamination {
    const suites = [...new Set(items.map(({ suite }) => suite))].map((suite) => {
      const ofSuite = items.filter((item) => item.suite === suite);
      const count = (state: SearchedItem["state"]): number => ofSuite.filter((item) => item.state === state).length;
      return {
        suite,
        items: ofSuite.length,
        touched: count("touched"),
        short: count("short"),
        byDesign: count("byDesign"),
        sources: Array.from(this.suites.get(suite)?.values() ?? [], ({ corpus, source, items: found, documents }) => ({
          ...{ corpus, source, documents },
          items: found.size,
        })),
      };
    });
    return { documents: this.documents, unsearched: this.unsearched, suites };
  }
}
