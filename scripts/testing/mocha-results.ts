import { z } from "zod";
import type { SuiteResults } from "./results.ts";

const schema = z.object({
  stats: z.object({ passes: z.number(), pending: z.number() }),
  failures: z.array(
    z.object({
      fullTitle: z.string(),
      err: z.object({ message: z.string().optional(), stack: z.string().optional() }),
    }),
  ),
});

/** Reads what mocha's JSON reporter wrote. A skipped test counts as failed: every test is there to be run. */
export function mochaResults(text: string): SuiteResults {
  const { stats, failures } = schema.parse(JSON.parse(text));
  const skipped = stats.pending === 0 ? [] : [{ title: `${String(stats.pending)} skipped tests`, message: "" }];
  return {
    passed: stats.passes,
    failures: [
      ...failures.map(({ fullTitle, err }) => ({ title: fullTitle, message: err.stack ?? err.message ?? "" })),
      ...skipped,
    ],
  };
}
