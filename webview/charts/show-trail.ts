import { createContext } from "preact";

/** A number of the results: what an arm scored in a metric. */
export interface ChartNumber {
  readonly metric: string;
  readonly arm: string;
  readonly seeds: readonly number[];
}

/** How a view shows where a number comes from; undefined where it cannot, as in a report's page. */
export const ShowTrail = createContext<((number: ChartNumber) => void) | undefined>(undefined);
