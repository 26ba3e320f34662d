import type { BenchmarkIndex } from "./benchmark-index.ts";
import { buildItemIndex, type ItemText } from "./item-index.ts";
import type { ItemName, ItemTexts } from "./item-texts.ts";
import { LeavesOfPrograms } from "./program-leaves.ts";
import { SHORTEST_ITEM, wordsOf } from "./words.ts";

const WORD_RULES = { shortest: SHORTEST_ITEM, leastDifferent: 0.5 };
/** Leaves of syntax in a row; our own choice. Brackets, commas and identifiers, which are all alike, come again and again. */
const SYNTAX_RULES = { length: 50, shortest: 30, leastDifferent: 0.15 };

/** A token takes some 150 bytes while its tables are built. */
const MOST_TOKENS = 4_000_000;

export interface IndexSettings {
  /** Words in a row, in prose and in code. */
  readonly ngram: number;
  readonly codeNgram: number;
  /** A run of more items is not looked for; 255 at most. */
  readonly mostItems: number;
}

/** The numbers of an item's texts, as the hits name them. */
export interface AddedItem {
  readonly texts: readonly number[];
  /** Undefined without a program, or where it has no grammar or no tree. */
  readonly program: number | undefined;
}

/** Collects items that are to be looked for; their texts go to `texts`. */
export class IndexBuilder {
  static readonly mostTokens = MOST_TOKENS;
  private readonly settings: IndexSettings;
  private readonly texts: ItemTexts;
  private readonly leaves: LeavesOfPrograms;
  private readonly words: ItemText[] = [];
  private readonly programs = new Map<string, ItemText[]>();
  private tokens = 0;
  private items = 0;

  constructor(settings: IndexSettings, grammarsFolder: string, texts: ItemTexts) {
    this.settings = settings;
    this.texts = texts;
    this.leaves = new LeavesOfPrograms(grammarsFolder);
  }

  /** Adds an item; undefined where memory would not hold it. A program is compared by its syntax, beside the words of the texts. */
  async add(
    name: ItemName,
    texts: readonly string[],
    program: { readonly code: string; readonly language: string } | undefined,
  ): Promise<AddedItem | undefined> {
    this.items += 1;
    const found = texts.map((text) => ({
      text: this.texts.add(name, text),
      item: this.items,
      sequence: wordsOf(text),
    }));
    const sequence = program === undefined ? undefined : await this.leaves.of(program.code, program.language);
    const parsed =
      program === undefined || sequence === undefined
        ? []
        : [{ text: this.texts.add(name, program.code), item: this.items, sequence }];
    for (const each of [...found, ...parsed]) this.tokens += each.sequence.hashes.length;
    if (this.tokens > MOST_TOKENS) return undefined;
    this.words.push(...found);
    if (program !== undefined) {
      const ofLanguage = this.programs.get(program.language) ?? [];
      ofLanguage.push(...parsed);
      this.programs.set(program.language, ofLanguage);
    }
    return { texts: found.map(({ text }) => text), program: parsed[0]?.text };
  }

  build(): BenchmarkIndex {
    const { ngram, codeNgram, mostItems } = this.settings;
    const programs = Array.from(this.programs).filter(([, texts]) => texts.length > 0);
    return {
      prose: buildItemIndex(this.words, { ...WORD_RULES, length: ngram, mostItems }),
      code: buildItemIndex(this.words, { ...WORD_RULES, length: codeNgram, mostItems }),
      syntax: Object.fromEntries(
        programs.map(([language, texts]) => [language, buildItemIndex(texts, { ...SYNTAX_RULES, mostItems })]),
      ),
    };
  }
}
