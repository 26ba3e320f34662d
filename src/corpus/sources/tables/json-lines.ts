import { jsonRow, MOST_ROW_BYTES, type TableRow, tooLargeRow } from "./table-row.ts";

const LINE_FEED = 10;

/**
 * The rows of JSON Lines: an object on each line; lines of white space are none. A row's number is that of its line. A line that
 * is too long for memory is counted to its end and told as such.
 */
export async function* jsonLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<TableRow> {
  let line: Buffer[] = [];
  let length = 0;
  let number = 1;
  const take = (): TableRow | undefined => {
    const [bytes, size] = [Buffer.concat(line), length];
    [line, length] = [[], 0];
    if (size > MOST_ROW_BYTES) return tooLargeRow(number, size);
    return isBlank(bytes) ? undefined : jsonRow(number, bytes);
  };
  const add = (bytes: Buffer): void => {
    length += bytes.length;
    if (length > MOST_ROW_BYTES) line = [];
    else line.push(bytes);
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, start)) {
      add(piece.subarray(start, end));
      start = end + 1;
      const row = take();
      number += 1;
      if (row !== undefined) yield row;
    }
    if (start < piece.length) add(piece.subarray(start));
  }
  const last = take();
  if (last !== undefined) yield last;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < 1000 && bytes.toString("latin1").trim() === "";
}
