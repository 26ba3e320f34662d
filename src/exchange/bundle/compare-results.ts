import type { Results } from "../../analysis/results.ts";
import type { ResultComparison } from "../../scheduler/provenance-events.ts";

/** Compares the means of every metric and arm; those that only one side has are left out. The largest difference comes first. */
export function compareResults(bundled: Results, here: Results): ResultComparison[] {
  const comparisons = bundled.metrics.flatMap(({ id, arms }) => {
    const metric = here.metrics.find((each) => each.id === id);
    return arms.flatMap(({ arm, mean, low, high }) => {
      const found = metric?.arms.find((each) => each.arm === arm);
      if (found === undefined) return [];
      return [
        { metric: id, arm, bundled: mean, here: found.mean, withinInterval: found.mean >= low && found.mean <= high },
      ];
    });
  });
  const size = (each: ResultComparison): number => Math.abs(each.here - each.bundled);
  return comparisons.sort((a, b) => size(b) - size(a));
}
