import type { MetricResult } from "../protocol.ts";
import type { ArmStyle } from "./arm-style.ts";
import type { ValueMode } from "./metric-marks.ts";

/** What both charts of a metric are given. */
export interface MetricChartProperties {
  readonly metric: MetricResult;
  readonly mode: ValueMode;
  readonly width: number;
  readonly styles: ReadonlyMap<string, ArmStyle>;
  /** The arm under the pointer or the keyboard cursor. */
  readonly active: string | undefined;
  readonly onPoint: (arm: string | undefined) => void;
}
