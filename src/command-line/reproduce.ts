import { resultsSchema } from "../analysis/results.ts";
import { compareResults } from "../exchange/bundle/compare-results.ts";
import { compareStages } from "../exchange/bundle/compare-stages.ts";
import { openBundle } from "../exchange/bundle/read-bundle.ts";
import type { ResultComparison, StageComparison } from "../scheduler/provenance-events.ts";
import { parsedJson } from "../stage/json.ts";
import { StageError } from "../stage/runner.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type FromExperiment } from "./exported-experiment.ts";
import { versionsOf } from "./stage-versions.ts";

const RESULTS = "results.json";

/**
 * `ablate reproduce BUNDLE --from FILE.ablation.json`: which stages have the same keys here as in a bundle and why the others have not, and,
 * once the experiment is complete here, how far its results are from the bundle's. Fails where a key is another.
 */
export async function reproduce(bundle: string, options: FromExperiment, context: CommandContext): Promise<void> {
  const opened = await openBundle(bundle);
  try {
    const { stages: bundled, contents } = opened.bundle;
    const exported = await exportedExperiment(options, context);
    const stages = compareStages(bundled, exported.graph, versionsOf(exported.workspace, context));
    const has = contents.some(({ path }) => path === RESULTS);
    const theirs = has
      ? resultsSchema.safeParse(parsedJson((await opened.read(RESULTS)).toString("utf8"))).data
      : undefined;
    if (has && theirs === undefined) {
      const line = `${RESULTS} in ${bundle} is not as this version writes it: keys are compared, results are not`;
      context.output.emit({ event: "log", line });
    }
    const ours = exported.results;
    const results = theirs === undefined || ours === undefined ? [] : compareResults(theirs, ours);
    context.output.emit({ event: "reproduction", stages, results });
    context.output.print([...stageLines(stages), ...resultLines(results, ours === undefined)].join("\n"));
    const others = stages.filter(({ state }) => state !== "same");
    if (others.length > 0)
      throw new StageError(`${others.length} of ${stages.length} stages are not those of the bundle`);
  } finally {
    await opened.close();
  }
}

/** In full those that differ of themselves; the others follow from them. */
function stageLines(stages: readonly StageComparison[]): string[] {
  const others = stages.filter(({ state }) => state !== "same");
  const causes = others.filter(({ reasons }) => reasons.some((reason) => !reason.startsWith("its input ")));
  const following = others.length - causes.length;
  return [
    `${stages.length - others.length} of ${stages.length} stages have the same key: the same inputs, parameters and code.`,
    ...causes.flatMap(({ label, kind, bundled, here, reasons }) => [
      `✗ ${label} (${kind} ${bundled ?? "none"} in the bundle, ${here ?? "none"} here)`,
      ...reasons.map((reason) => `    ${reason}`),
    ]),
    ...(following === 0
      ? []
      : [`  ${following} more follow from these, because their inputs are others (--json lists them).`]),
  ];
}

function resultLines(results: readonly ResultComparison[], incomplete: boolean): string[] {
  if (incomplete) return ["Results are compared once the experiment is complete here: ablate run FILE.ablation.json"];
  const [largest] = results;
  if (largest === undefined) return ["There are no results to compare."];
  const equal = results.filter((each) => each.here === each.bundled).length;
  const outside = results.filter(({ withinInterval }) => !withinInterval);
  const difference = Math.abs(largest.here - largest.bundled);
  return [
    `${equal} of ${results.length} means are equal to the last digit.`,
    ...(difference === 0
      ? []
      : [`The largest difference is ${difference.toPrecision(3)}: ${largest.metric} of ${largest.arm}, ${largest.bundled} in the bundle, ${largest.here} here.`]), // prettier-ignore
    ...outside.map(({ metric, arm }) => `✗ ${metric} of ${arm} lies outside of the bundle's 95 % interval.`),
  ];
}
