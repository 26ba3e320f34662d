import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { dedupSettings } from "../../experiment/corpus/dedup.ts";
import type { CorpusSummary } from "../../store/corpus-summary.ts";
import type { UnselectedCounts } from "../../store/measure-summary.ts";
import type { CuratedDocument } from "../../store/documents.ts";
import { explainBands } from "../dedup/band-explanation.ts";
import type { Redacted } from "../redaction/redact.ts";

const QUALITY_BINS = 20;

interface Tally {
  documents: number;
  kept: number;
  bytes: number;
}

/** Counts a corpus's documents for its `summary.json` as they come by. */
export class CorpusTally {
  private readonly total: Tally = { documents: 0, kept: 0, bytes: 0 };
  private readonly heldOut = { documents: 0, bytes: 0 };
  private readonly redacted: CorpusSummary["redacted"] = {};
  private readonly rules = new Map<string, number>();
  private readonly bins = new Array<number>(QUALITY_BINS).fill(0);
  private readonly sources: Map<string, Tally>;
  private readonly languages = new Map<string | null, Tally>();
  private readonly corpus: CorpusFile;
  private readonly unselected: readonly UnselectedCounts[];

  /** `unselected` is in the order of the sources. */
  constructor(corpus: CorpusFile, unselected: readonly UnselectedCounts[]) {
    this.corpus = corpus;
    this.unselected = unselected;
    this.sources = new Map(corpus.sources.map(({ name }) => [name, { documents: 0, kept: 0, bytes: 0 }]));
  }

  get documents(): number {
    return this.total.documents;
  }

  /** Counts a document; `replaced` is what was redacted in it. */
  add({ source, language, kept, bytes, rule, quality, split }: CuratedDocument, replaced: Redacted["replaced"]): void {
    for (const [kind, count] of Object.entries(replaced)) this.redacted[kind] = (this.redacted[kind] ?? 0) + count;
    for (const tally of [this.total, tallyOf(this.sources, source), tallyOf(this.languages, language)]) {
      tally.documents += 1;
      if (!kept) continue;
      tally.kept += 1;
      tally.bytes += bytes;
    }
    if (split === "heldout") {
      this.heldOut.documents += 1;
      this.heldOut.bytes += bytes;
    }
    this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
    if (quality === null) return;
    const bin = Math.min(QUALITY_BINS - 1, Math.floor(quality * QUALITY_BINS));
    this.bins[bin] = (this.bins[bin] ?? 0) + 1;
  }

  summary(): Omit<CorpusSummary, "contamination"> {
    const { near } = dedupSettings(this.corpus.dedup);
    return {
      ...this.total,
      heldOut: this.heldOut,
      rules: Object.fromEntries(this.rules),
      redacted: this.redacted,
      quality: { bins: this.bins },
      nearDuplicates: near === null ? null : explainBands(near),
      sources: this.corpus.sources.map(({ name, class: documentClass }, index) => ({
        name,
        class: documentClass ?? null,
        ...tallyOf(this.sources, name),
        unselected: this.unselected[index] ?? { files: 0, ignoredFiles: 0, ignoredFolders: 0 },
      })),
      languages: [...this.languages]
        .map(([name, tally]) => ({ name, ...tally }))
        .sort((a, b) => b.bytes - a.bytes || b.documents - a.documents),
    };
  }
}

function tallyOf<Name>(tallies: Map<Name, Tally>, name: Name): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) tallies.set(name, (tally = { documents: 0, kept: 0, bytes: 0 }));
  return tally;
}
