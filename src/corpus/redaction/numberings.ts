/** Five numbers and more: an object identifier, a deep section. */
const LONG = /(?<![\w.])(\d{1,3}\.\d{1,5})(?:\.\d{1,8}){3,30}(?![\w])/g;
/** Three numbers that no fourth follows: a section, a version, the branch of an object identifier. */
const SHORT = /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w]|\.\d)/g;

/**
 * What the dotted numbers of a text count. Where 7.18.1 stands, 7.18.1.3 is a section beneath it, and where 1.3.6.1.4.1 stands,
 * 1.3.101.112 is an object of the same tree. The text is read when first asked.
 */
export class Numberings {
  private readonly text: string;
  private beginnings: ReadonlySet<string> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether four numbers continue a numbering of the text. */
  has(four: string): boolean {
    this.beginnings ??= new Set([
      ...Array.from(this.text.matchAll(LONG), ([, beginning = ""]) => beginning),
      ...Array.from(this.text.matchAll(SHORT), ([beginning]) => beginning),
    ]);
    const parts = four.split(".");
    return this.beginnings.has(parts.slice(0, 3).join(".")) || this.beginnings.has(parts.slice(0, 2).join("."));
  }
}
