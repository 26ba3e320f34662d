import { parseArgs } from "node:util";
import { type Failure, type SuiteResults, sumResults } from "./results.ts";
import { schedule, type Suite } from "./suites.ts";

/** Runs one suite and prints its line, or why it cannot run here. One that crashes or runs no test has failed. */
async function runSuite(suite: Suite): Promise<SuiteResults> {
  if (suite.cannotRun !== undefined) {
    console.log(`${suite.name.padEnd(12)} not run: ${suite.cannotRun}`);
    return { passed: 0, failures: [] };
  }
  const started = performance.now();
  const results = await resultsOf(suite);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = `${count(results.passed)} passed ${count(results.failures.length)} failed`;
  console.log(`${suite.name.padEnd(12)} ${counts} ${seconds.padStart(8)} s`);
  return {
    ...results,
    failures: results.failures.map((failure) => ({ ...failure, title: `${suite.name}: ${failure.title}` })),
  };
}

async function resultsOf(suite: Suite): Promise<SuiteResults> {
  try {
    const results = await suite.run();
    if (results.passed > 0 || results.failures.length > 0) return results;
    return { passed: 0, failures: [{ title: "ran no test", message: "" }] };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { passed: 0, failures: [{ title: "crashed", message }] };
  }
}

async function runLane(suites: readonly Suite[]): Promise<SuiteResults> {
  const results: SuiteResults[] = [];
  for (const suite of suites) results.push(await runSuite(suite));
  return sumResults(results);
}

function count(value: number): string {
  return String(value).padStart(5);
}

function printFailure({ title, message }: Failure): void {
  console.log(`\n✗ ${title}`);
  if (message !== "") console.log(message.trimEnd().replaceAll(/^/gm, "    "));
}

const { values } = parseArgs({ options: { only: { type: "string" } } });
const known = schedule.flat(2).map(({ name }) => name);
const chosen = values.only?.split(",") ?? known;
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  process.exit(2);
}

const results: SuiteResults[] = [];
for (const lanes of schedule) {
  const chosenLanes = lanes.map((lane) => lane.filter(({ name }) => chosen.includes(name)));
  results.push(...(await Promise.all(chosenLanes.map(runLane))));
}

const { passed, failures } = sumResults(results);
failures.forEach(printFailure);
console.log(`\n${String(passed)} passed, ${String(failures.length)} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
