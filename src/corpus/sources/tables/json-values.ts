import { FileProblem } from "./file-problem.ts";
import { jsonRow, MOST_ROW_BYTES, type TableRow, tooLargeRow } from "./table-row.ts";

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The rows of a JSON file: the objects of one list, or objects one after another. Each is cut out of the stream by its braces
 * and parsed alone, so that a list of any length takes the memory of its largest object. A row's number counts from 1. Throws
 * a `FileProblem` where the file ends within an object or is no list of objects.
 */
export async function* jsonValues(pieces: AsyncIterable<Buffer>): AsyncGenerator<TableRow> {
  const scanner = new ObjectScanner();
  for await (const piece of pieces) yield* scanner.scan(piece);
  scanner.end();
}

class ObjectScanner {
  private parts: Buffer[] = [];
  private length = 0;
  /** Open braces and brackets of the current object; 0 between objects. */
  private depth = 0;
  private inString = false;
  private escaped = false;
  private inList = false;
  private number = 1;

  *scan(piece: Buffer): Generator<TableRow> {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
      } else if (this.depth === 0) {
        if (byte === OPEN_OBJECT) {
          this.depth = 1;
          start = at;
        } else this.between(byte);
      } else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.depth -= 1;
        if (this.depth > 0) continue;
        this.add(piece.subarray(start, at + 1));
        yield this.take();
      }
    }
    if (this.depth > 0) this.add(piece.subarray(start));
  }

  end(): void {
    if (this.depth > 0) throw new FileProblem(`it ends within object ${String(this.number)}`);
    if (this.inList) throw new FileProblem(`its list has no end after object ${String(this.number - 1)}`);
  }

  /** White space, commas, a byte order mark, and the brackets of the list around all objects. */
  private between(byte: number): void {
    if (byte === OPEN_LIST && !this.inList && this.number === 1) this.inList = true;
    else if (byte === CLOSE_LIST && this.inList) this.inList = false;
    else if (!" \t\r\n,\xef\xbb\xbf".includes(String.fromCharCode(byte))) {
      throw new FileProblem(`it is no list of JSON objects: see before object ${String(this.number)}`);
    }
  }

  private add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.length > MOST_ROW_BYTES) this.parts = [];
    // A piece is used again by nobody, so what is cut from it may be kept without a copy.
    else this.parts.push(bytes);
  }

  private take(): TableRow {
    const { number, length } = this;
    const bytes = Buffer.concat(this.parts);
    [this.parts, this.length] = [[], 0];
    this.number += 1;
    return length > MOST_ROW_BYTES ? tooLargeRow(number, length) : jsonRow(number, bytes);
  }
}
