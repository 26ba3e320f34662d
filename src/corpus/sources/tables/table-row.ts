/** A row of a file of data as it was read. */
export type TableRow =
  | { readonly number: number; readonly columns: Readonly<Record<string, unknown>>; readonly problem?: never }
  | { readonly number: number; readonly columns?: never; readonly problem: RowProblem };

/** Why a row is none. */
export interface RowProblem {
  /** A sentence's end, after the file and the number of the row. */
  readonly message: string;
  /** Bytes of a row that is too large to be read; left out for one that is wrong. */
  readonly bytes?: number;
}

/** Rows of more bytes are counted and not held in memory. */
export const MOST_ROW_BYTES = 32 << 20;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The row of a JSON value's text. */
export function jsonRow(number: number, bytes: Uint8Array): TableRow {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return { number, problem: { message: `it is not JSON (${error instanceof Error ? error.message : ""})` } };
  }
  if (isRecord(value)) return { number, columns: value };
  return { number, problem: { message: "it is no JSON object" } };
}

export function tooLargeRow(number: number, bytes: number): TableRow {
  return { number, problem: { message: `it has ${String(bytes)} bytes`, bytes } };
}
