import assert from "node:assert/strict";

/** Asserts that a number is there and differs from what is expected by at most `tolerance`. */
export function close(actual: number | undefined, expected: number | undefined, tolerance: number): void {
  assert.ok(actual !== undefined && expected !== undefined, "there is no number");
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${String(actual)} is not ${String(expected)} ± ${String(tolerance)}`,
  );
}
