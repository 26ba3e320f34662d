import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { MeasuredDocument } from "../../store/documents.ts";
import {
  failedFilter,
  type Filter,
  type Filterable,
  applicableFilters,
  filtersOf,
  unmeasuredSignals,
} from "./filters.ts";
import { refusedLicence } from "./licence-policy.ts";

/** Why a document is dropped. */
export interface Drop {
  /** A document's problem (`DocumentProblem`), `licence`, the name of a filter, `contamination`, `duplicate` or `near-duplicate`. */
  readonly rule: string;
  /** A sentence with value and threshold. */
  readonly reason: string;
}

/** Whether a document is kept, by which rule, and why. `rule` is `kept` or that of the drop. */
export interface Verdict extends Drop {
  readonly kept: boolean;
}

/** What of a document a judgement of it alone looks at. */
export type Judgeable = Pick<
  MeasuredDocument,
  | "problem"
  | "problemReason"
  | "quality"
  | "signals"
  | "syntaxProblem"
  | "licence"
  | "licenceOrigin"
  | "class"
  | "language"
>;

/** The rules of a corpus that look at one document at a time: problems, then licences, then filters. */
export class DocumentRules {
  private readonly corpus: CorpusFile;
  private readonly filters: readonly Filter[];

  /** Throws a StageError where a filter bounds no signal there is. */
  constructor(corpus: CorpusFile) {
    this.corpus = corpus;
    this.filters = filtersOf(corpus);
  }

  /** Why a document is dropped for itself; undefined where only what it has in common with others may drop it. */
  drop(document: Judgeable): Drop | undefined {
    const { problem, problemReason } = document;
    if (problem !== null) return { rule: problem, reason: problemReason ?? problem };
    return refusedLicence(document, this.corpus) ?? failedFilter(document, this.filters);
  }

  /** The verdict on a document that nothing drops. */
  kept(document: Filterable): Verdict {
    const count = applicableFilters(document, this.filters).length;
    const without = unmeasuredSignals(document, this.filters);
    const reason = [
      count === 0
        ? `there are no filters${this.filters.length === 0 ? "" : " for it"}`
        : `it passes ${count === 1 ? "the filter" : "every filter"}`,
      ...(without.length === 0 ? [] : [`it has no ${without.join(", ")} to be filtered by`]),
      `quality ${(document.quality ?? 0).toFixed(2)}`,
    ].join("; ");
    return { kept: true, rule: "kept", reason };
  }
}
