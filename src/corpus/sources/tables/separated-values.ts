import { FileProblem } from "./file-problem.ts";
import { MOST_ROW_BYTES, type TableRow, tooLargeRow } from "./table-row.ts";

/**
 * The rows of CSV or TSV after RFC 4180, whose first line names the columns. A row's number is that of the line that it begins on. A row
 * with too few or too many fields, or with text after a closing quote, is told, and the next line is read as a new row. Throws a
 * `FileProblem` for a quote that is never closed, because all that follows is inside of it.
 */
export async function* separatedValues(pieces: AsyncIterable<Buffer>, delimiter: "," | "\t"): AsyncGenerator<TableRow> {
  const decoder = new TextDecoder();
  const reader = new RecordReader(delimiter);
  for await (const piece of pieces) yield* reader.read(decoder.decode(piece, { stream: true }));
  yield* reader.end();
}

/** Where the reader stands: in a field without quotes, in one with quotes, after what may be its last quote, in a row given up. */
type Place = "plain" | "quoted" | "closed" | "skipped";

class RecordReader {
  private readonly delimiter: string;
  private names: readonly string[] | undefined;
  private place: Place = "plain";
  private fields: string[] = [];
  private field = "";
  /** Characters of the row so far. */
  private length = 0;
  private line = 1;
  private firstLine = 1;
  private quoteLine = 1;
  private problem = "";

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  *read(text: string): Generator<TableRow> {
    for (let at = 0; at < text.length;) {
      const end = this.place === "quoted" ? endOf(text, at, '"', '"') : endOf(text, at, this.delimiter, '"');
      this.take(text.slice(at, end));
      if (end < text.length) yield* this.mark(text.charAt(end));
      at = end + 1;
    }
  }

  *end(): Generator<TableRow> {
    if (this.place === "quoted") {
      throw new FileProblem(`the quote that is opened in line ${String(this.quoteLine)} is never closed`);
    }
    if (this.length > 0) yield* this.finish();
  }

  /** Text without marks, but for line feeds within quotes. */
  private take(text: string): void {
    if (text === "") return;
    this.length += text.length;
    if (this.place === "skipped") return;
    if (this.length > MOST_ROW_BYTES) {
      if (this.place === "quoted") {
        const line = String(this.quoteLine);
        throw new FileProblem(`after the quote in line ${line}, a row has more than ${String(MOST_ROW_BYTES)} bytes`);
      }
      this.skip("");
    } else if (this.place !== "closed") this.field += text;
    else if (text.replace(/\r$/, "") !== "") this.skip("there is text after a closing quote");
  }

  private *mark(mark: string): Generator<TableRow> {
    if (mark === "\n") {
      this.line += 1;
      if (this.place !== "quoted") {
        yield* this.finish();
        return;
      }
    }
    this.length += 1;
    if (this.place === "quoted") {
      if (mark === '"') this.place = "closed";
      else this.field += mark;
    } else if (mark === '"') this.quote();
    else if (mark === this.delimiter && this.place !== "skipped") {
      this.fields.push(this.field);
      this.field = "";
      this.place = "plain";
    }
  }

  private quote(): void {
    if (this.place === "closed") {
      // Two quotes within quotes are one.
      this.field += '"';
      this.place = "quoted";
    } else if (this.place === "plain" && this.field === "") {
      this.place = "quoted";
      this.quoteLine = this.line;
    } else if (this.place === "plain") this.skip("there is a quote within a field without quotes");
  }

  private skip(problem: string): void {
    this.place = "skipped";
    this.problem = problem;
    [this.fields, this.field] = [[], ""];
  }

  private *finish(): Generator<TableRow> {
    const { fields, length, place, problem, firstLine: number, names } = this;
    const last = place === "plain" ? this.field.replace(/\r$/, "") : this.field;
    [this.fields, this.field, this.length, this.place, this.firstLine] = [[], "", 0, "plain", this.line];
    if (place === "skipped")
      yield problem === "" ? tooLargeRow(number, length) : { number, problem: { message: problem } };
    else if (fields.length > 0 || last !== "" || place === "closed") {
      const values = [...fields, last];
      if (names === undefined)
        this.names = values.map((name, index) => (index === 0 ? name.replace(/^\ufeff/, "") : name));
      else if (values.length === names.length) {
        yield { number, columns: Object.fromEntries(names.map((name, index) => [name, values[index]])) };
      } else {
        const message = `it has ${String(values.length)} fields, the first line ${String(names.length)}`;
        yield { number, problem: { message } };
      }
    }
  }
}

/** Where the next mark is; the text's length where there is none. */
function endOf(text: string, start: number, delimiter: string, quote: string): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === delimiter || character === quote || character === "\n") return at;
  }
  return text.length;
}
