import type { Decontamination } from "../../experiment/corpus/decontamination.ts";
import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";
import { codeTokens } from "./code-tokens.ts";
import { buildItemIndex, findOverlaps, type ItemIndex, type ItemText } from "./item-index.ts";
import type { BenchmarkItem } from "./read-benchmark.ts";
import type { TokenSequence } from "./token-sequence.ts";
import { haveSameWords, wordsOf } from "./words.ts";

/** What a document has of an item of a benchmark. Spans count UTF-16 units of the document and of the item's text. */
export interface Hit {
  readonly benchmark: string;
  readonly item: string;
  /** `words`: the same words in a row; `syntax`: the same code, whatever its identifiers are called. */
  readonly kind: "words" | "syntax";
  /** Words, or leaves of the syntax tree, in common. */
  readonly length: number;
  readonly start: number;
  readonly end: number;
  readonly itemStart: number;
  readonly itemEnd: number;
  readonly itemText: string;
}

/** Words of the shortest item that is looked for as a whole; GPT-3 (Brown et al. 2020, appendix C) has 8. */
const WORD_RULES = { shortest: 8, leastDifferent: 0.5 };
/** Leaves of syntax in a row; our own choice. Brackets, commas and identifiers, which are all alike, come again and again. */
const SYNTAX_RULES = { length: 50, shortest: 30, leastDifferent: 0.15 };

interface IndexedText extends ItemText {
  readonly text: string;
}

/** Finds items of benchmarks in documents. */
export class ContaminationDetector {
  private readonly items: readonly BenchmarkItem[];
  private readonly texts: readonly IndexedText[];
  private readonly prose: ItemIndex;
  private readonly code: ItemIndex;
  private readonly syntax: ReadonlyMap<string, { readonly texts: readonly IndexedText[]; readonly index: ItemIndex }>;
  private readonly parser: SyntaxParser;

  private constructor(
    items: readonly BenchmarkItem[],
    programs: ReadonlyMap<string, readonly IndexedText[]>,
    { ngram, codeNgram }: Decontamination,
    parser: SyntaxParser,
  ) {
    this.items = items;
    this.parser = parser;
    this.texts = items.flatMap(({ texts }, item) => texts.map((text) => ({ item, text, sequence: wordsOf(text) })));
    this.prose = buildItemIndex(this.texts, { ...WORD_RULES, length: ngram });
    this.code = buildItemIndex(this.texts, { ...WORD_RULES, length: codeNgram });
    this.syntax = new Map(
      Array.from(programs, ([language, texts]) => [language, { texts, index: buildItemIndex(texts, SYNTAX_RULES) }]),
    );
  }

  /** Prepares the search for items. The code of those whose language has no grammar is compared by its words alone. */
  static async create(
    items: readonly BenchmarkItem[],
    settings: Decontamination,
    parser: SyntaxParser,
  ): Promise<ContaminationDetector> {
    const programs = new Map<string, IndexedText[]>();
    for (const [item, { code, language }] of items.entries()) {
      if (!settings.syntax || code === null) continue;
      const sequence = await leavesOf(code, language, parser);
      if (sequence === undefined) continue;
      const others = programs.get(language);
      if (others === undefined) programs.set(language, [{ item, text: code, sequence }]);
      else others.push({ item, text: code, sequence });
    }
    return new ContaminationDetector(items, programs, settings, parser);
  }

  /** What a document has of the items, by words in its order, then by syntax. */
  async find(text: string, documentClass: DocumentClass, language: string | null): Promise<Hit[]> {
    const isCode = documentClass === "code" || documentClass === "synthetic";
    const words = wordsOf(text);
    const hits = this.hitsOf("words", this.texts, isCode ? this.code : this.prose, words).filter(
      // The hashes have said so; the texts decide.
      ({ start, end, itemStart, itemEnd, itemText }) =>
        haveSameWords(text.slice(start, end), itemText.slice(itemStart, itemEnd)),
    );
    const programs = language === null ? undefined : this.syntax.get(language);
    if (programs === undefined || language === null) return hits;
    const leaves = await leavesOf(text, language, this.parser);
    if (leaves === undefined) return hits;
    const renamed = this.hitsOf("syntax", programs.texts, programs.index, leaves);
    return [...hits, ...renamed];
  }

  private hitsOf(
    kind: Hit["kind"],
    texts: readonly IndexedText[],
    index: ItemIndex,
    document: TokenSequence,
  ): readonly Hit[] {
    return findOverlaps(index, document).flatMap(({ text: number, itemToken, documentToken, length }): Hit[] => {
      const found = texts[number];
      const item = found === undefined ? undefined : this.items[found.item];
      if (found === undefined || item === undefined) return [];
      return [
        {
          benchmark: item.benchmark,
          item: item.id,
          kind,
          length,
          start: document.starts[documentToken] ?? 0,
          end: document.ends[documentToken + length - 1] ?? 0,
          itemStart: found.sequence.starts[itemToken] ?? 0,
          itemEnd: found.sequence.ends[itemToken + length - 1] ?? 0,
          itemText: found.text,
        },
      ];
    });
  }
}

async function leavesOf(text: string, language: string, parser: SyntaxParser): Promise<TokenSequence | undefined> {
  if (!parser.knows(language)) return undefined;
  const { captures } = await parser.parse(text, language);
  return captures === undefined ? undefined : codeTokens(text, captures);
}
