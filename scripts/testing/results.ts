/** A test that failed: its full title and what went wrong. */
export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** What a suite of tests came to. */
export interface SuiteResults {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

/** A check that is one test by itself. */
export function singleResult(title: string, failure: string | undefined): SuiteResults {
  return failure === undefined ? { passed: 1, failures: [] } : { passed: 0, failures: [{ title, message: failure }] };
}

/** All results as those of one suite. */
export function sumResults(results: readonly SuiteResults[]): SuiteResults {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}
