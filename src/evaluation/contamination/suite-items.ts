import type { BenchmarkIndex } from "../../corpus/contamination/benchmark-index.ts";
import { IndexBuilder } from "../../corpus/contamination/index-builder.ts";
import type { ItemTexts } from "../../corpus/contamination/item-texts.ts";
import type { ItemHit } from "../../corpus/contamination/search-documents.ts";
import { wordsOf } from "../../corpus/contamination/words.ts";
import { StageError } from "../../stage/runner.ts";
import type { ItemState, SearchedItem } from "../../store/suite-contamination.ts";
import type { Item } from "../item.ts";
import { lookedFor, type TextLookedFor } from "./looked-for.ts";

/** Words in a row of prose and of code: lm-eval's and DeepSeek-Coder's numbers, as for benchmarks. */
const NGRAMS = { ngram: 13, codeNgram: 10 };

/** Pieces of one held-out document share lines; a run of more items than that is a licence header or the like. */
const MOST_ITEMS = 50;

/** Of a text's words: Llama 2 (Touvron et al. 2023, appendix A.6) calls a sample clean that has less in common. */
const TOUCHED_SHARE = 0.2;

/** An item of a suite while it is looked for. */
interface SuiteItem {
  readonly item: Item;
  readonly text: string;
  readonly state: ItemState;
  /** Where its words begin and end, and which of them were found. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly covered: Uint8Array;
  touched: boolean;
}

/** The items of an ablation's suites, as far as training documents have been searched for them. */
export class SuiteItems {
  readonly index: BenchmarkIndex;
  private readonly items: readonly SuiteItem[];
  /** By the number of a text: the item that it is of. */
  private readonly ofText: ReadonlyMap<number, { readonly item: SuiteItem; readonly looked: TextLookedFor }>;

  private constructor(
    index: BenchmarkIndex,
    items: readonly SuiteItem[],
    ofText: ReadonlyMap<number, { readonly item: SuiteItem; readonly looked: TextLookedFor }>,
  ) {
    this.index = index;
    this.items = items;
    this.ofText = ofText;
  }

  /** Prepares the search; the texts go to `texts`. Rejects with a `StageError` where memory would not hold all. */
  static async open(items: readonly Item[], grammarsFolder: string, texts: ItemTexts): Promise<SuiteItems> {
    const builder = new IndexBuilder({ ...NGRAMS, mostItems: MOST_ITEMS }, grammarsFolder, texts);
    const all: SuiteItem[] = [];
    const ofText = new Map<number, { item: SuiteItem; looked: TextLookedFor }>();
    for (const item of items) {
      const looked = lookedFor(item);
      if (typeof looked === "string") {
        all.push(suiteItem(item, looked, ""));
        continue;
      }
      const { words, program } = looked;
      const name = { benchmark: item.suite, item: item.item };
      const code = program === undefined ? undefined : { code: program.text, language: program.language };
      const added = await builder.add(name, [words.text], code);
      if (added === undefined)
        throw new StageError(
          `The suites have more than ${String(IndexBuilder.mostTokens)} words, which memory would not hold to look for them in training documents; lower "items" or "bytesPerSlice".`,
        );
      const one = suiteItem(item, "clean", words.text);
      all.push(one);
      for (const number of added.texts) ofText.set(number, { item: one, looked: words });
      if (program !== undefined && added.program !== undefined)
        ofText.set(added.program, { item: one, looked: program });
    }
    return new SuiteItems(builder.build(), all, ofText);
  }

  /** Takes a hit into account; returns its item, or undefined where the run stops short of the item's answer. */
  take({ text, itemStart, itemEnd }: ItemHit): Item | undefined {
    const found = this.ofText.get(text);
    if (found === undefined) return undefined;
    const { item, looked } = found;
    if (looked.answer !== undefined && (itemStart > looked.answer.start || itemEnd < looked.answer.end))
      return undefined;
    if (looked.text === item.text) cover(item, itemStart, itemEnd);
    if (item.item.kind === "question") item.touched = true;
    return item.item;
  }

  /** What is known of every item, in their order. */
  *states(): Generator<SearchedItem> {
    for (const { item, text, state, covered, touched } of this.items) {
      const share = covered.length === 0 ? 0 : covered.reduce((sum, word) => sum + word, 0) / covered.length;
      const isTouched = touched || (item.kind === "text" && share >= TOUCHED_SHARE);
      const { suite, slice, item: id } = item;
      yield { suite, slice, item: id, state: isTouched ? "touched" : state, share, text };
    }
  }
}

function suiteItem(item: Item, state: ItemState, text: string): SuiteItem {
  const { starts, ends } = wordsOf(text);
  return { item, text, state, starts, ends, covered: new Uint8Array(starts.length), touched: false };
}

function cover({ starts, ends, covered }: SuiteItem, from: number, to: number): void {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  for (let word = low; word < covered.length && (ends[word] ?? Infinity) <= to; word += 1) covered[word] = 1;
}
