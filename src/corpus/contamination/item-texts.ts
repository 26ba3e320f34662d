import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Which item a text is of. */
export interface ItemName {
  readonly benchmark: string;
  readonly item: string;
}

interface StoredText extends ItemName {
  readonly offset: number;
  readonly bytes: number;
}

/** The texts of benchmarks' items, by their numbers. They lie in a scratch file: only those that a document has are read again. */
export class ItemTexts {
  private readonly file: string;
  private readonly handle: number;
  private readonly texts: StoredText[] = [];
  private end = 0;

  /** `file` is made, and removed by `close`. */
  constructor(file: string) {
    this.file = file;
    this.handle = openSync(file, "w+");
  }

  get count(): number {
    return this.texts.length;
  }

  /** Keeps a text; returns its number. */
  add(name: ItemName, text: string): number {
    // Lone surrogates would come back as others; spans count them all the same.
    const bytes = Buffer.from(text, "utf16le");
    writeSync(this.handle, bytes, 0, bytes.length, this.end);
    this.texts.push({ ...name, offset: this.end, bytes: bytes.length });
    this.end += bytes.length;
    return this.texts.length - 1;
  }

  nameOf(text: number): ItemName {
    return this.stored(text);
  }

  /** A text from `start` to before `end`, in UTF-16 units. */
  slice(text: number, start: number, end: number): string {
    const { offset, bytes } = this.stored(text);
    const part = Buffer.alloc(Math.max(0, Math.min(end * 2, bytes) - start * 2));
    readSync(this.handle, part, 0, part.length, offset + start * 2);
    return part.toString("utf16le");
  }

  close(): void {
    closeSync(this.handle);
    rmSync(this.file, { force: true });
  }

  private stored(text: number): StoredText {
    const stored = this.texts[text];
    if (stored === undefined) throw new Error(`there is no text ${text}`);
    return stored;
  }
}
