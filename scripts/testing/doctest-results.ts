import type { SuiteResults } from "./results.ts";

/**
 * Reads doctest's closing line, `[doctest] test cases: 12 | 11 passed | 1 failed | 0 skipped`. What it printed about the
 * failures stands for all of them. A skipped case counts as failed: every test is there to be run.
 */
export function doctestResults(output: string): SuiteResults {
  const closing = /\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped/.exec(
    output,
  );
  if (closing === null) return { passed: 0, failures: [{ title: "trainer-tests did not finish", message: output }] };
  const [passed, failed, skipped] = closing.slice(1).map(Number);
  const failures = Array.from({ length: (failed ?? 0) + (skipped ?? 0) }, (_, index) => ({
    title: `trainer-tests ${String(index + 1)}`,
    message: index === 0 ? output : "",
  }));
  return { passed: passed ?? 0, failures };
}
