import { scaleLinear } from "d3-scale";
import type { VNode } from "preact";
import type { MetricResult } from "../protocol.ts";
import { Dot } from "./marks.tsx";
import type { Mark } from "./metric-marks.ts";
import { axisTicks } from "./ticks.ts";

const rowHeight = 38;
const top = 12;
const bottom = 28;
const letterWidth = 7;

export interface EstimateRow {
  readonly name: string;
  readonly mean: number;
  /** Equal to the mean where there is no interval. */
  readonly low: number;
  readonly high: number;
  readonly kind: Mark["kind"];
}

interface EstimatesChartProperties {
  readonly rows: readonly EstimateRow[];
  readonly metric: Pick<MetricResult, "unit">;
  readonly width: number;
  readonly active: number | undefined;
  readonly onPoint: (row: number | undefined) => void;
}

/** A few estimates of one quantity, a row each, with their intervals. */
export function EstimatesChart({ rows, metric, width, active, onPoint }: EstimatesChartProperties): VNode {
  const left = Math.min(Math.max(...rows.map(({ name }) => name.length)) * letterWidth + 16, width * 0.4);
  const height = top + rows.length * rowHeight + bottom;
  const values = rows.flatMap(({ low, high }) => [low, high]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = 0.07 * (most - least) || 0.05 * Math.abs(most) || 1;
  const x = scaleLinear([least - pad, most + pad], [left, width - 16]);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => {
        const row = Math.floor((event.offsetY - top) / rowHeight);
        onPoint(row >= 0 && row < rows.length ? row : undefined);
      }}
    >
      {axisTicks(x, Math.max(2, Math.floor(width / 110)), metric, "measured").map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={x(value)} x2={x(value)} y1={top} y2={height - bottom} />
          <text class="tick" x={x(value)} y={height - bottom + 18} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      {rows.map(({ name, mean, low, high, kind }, row) => {
        const y = top + (row + 0.5) * rowHeight;
        return (
          <g key={name}>
            {row === active && <rect class="row" x="0" y={y - rowHeight / 2} width={width} height={rowHeight} rx="3" />}
            <text
              class={row === active ? "arm-name active" : "arm-name"}
              x={left - 12}
              y={y}
              dy="0.32em"
              text-anchor="end"
            >
              {name}
            </text>
            <line class="interval" x1={x(low)} x2={x(high)} y1={y} y2={y} />
            <Dot x={x(mean)} y={y} kind={kind} active={row === active} />
          </g>
        );
      })}
    </svg>
  );
}
