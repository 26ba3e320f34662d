import { singleResult, type SuiteResults } from "../../scripts/testing/results.ts";

export function runJourneys(): Promise<SuiteResults> {
  return Promise.resolve(singleResult("journeys", "not yet"));
}
