import type { Capture } from "../syntax/capture.ts";
import { type LineTable, scanLines } from "./line-table.ts";

/** Which lines of a text its captures lie on. Valid until another text's lines are scanned. */
export class CapturedLines {
  private readonly lines: LineTable;

  constructor(text: string) {
    this.lines = scanLines(text);
  }

  get count(): number {
    return this.lines.count;
  }

  /** Lines with anything but white space and comments. `comments` are in the order of their starts. */
  codeLines(text: string, comments: readonly Capture[]): number {
    const { count, starts, ends } = this.lines;
    let code = 0;
    let next = 0;
    let commented = 0;
    for (let line = 0; line < count; line += 1) {
      const end = ends[line] ?? 0;
      for (let at = starts[line] ?? 0; at < end; at += 1) {
        for (; (comments[next]?.start ?? Infinity) <= at; next += 1) {
          commented = Math.max(commented, comments[next]?.end ?? 0);
        }
        if (at < commented) {
          at = commented - 1;
        } else if (!/\s/u.test(text.charAt(at))) {
          code += 1;
          break;
        }
      }
    }
    return code;
  }

  /** How many lines any of the captures begins on, or lies on where `whole` is set; blank ones are left out. */
  countOf(captures: readonly Capture[], whole: boolean): number {
    const marks = new Uint8Array(this.lines.count);
    this.mark(marks, captures, whole);
    return marks.reduce((sum, mark) => sum + mark, 0);
  }

  /** Marks those lines with 1. */
  mark(marks: Uint8Array, captures: readonly Capture[], whole: boolean): void {
    const { count, starts, ends } = this.lines;
    let line = 0;
    for (const capture of captures) {
      while (line + 1 < count && (starts[line + 1] ?? 0) <= capture.start) line += 1;
      marks[line] = 1;
      if (!whole) continue;
      for (let within = line + 1; within < count && (starts[within] ?? 0) < capture.end; within += 1) {
        if (starts[within] !== ends[within]) marks[within] = 1;
      }
    }
  }
}
