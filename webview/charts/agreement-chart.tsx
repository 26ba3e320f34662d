import { scaleLinear } from "d3-scale";
import type { VNode } from "preact";
import type { ArmStyle } from "./arm-style.ts";
import type { MetricResult, MixtureFinding } from "../protocol.ts";
import { axisTicks } from "./ticks.ts";

const height = 270;
const margin = { top: 14, right: 20, bottom: 44, left: 54 };

interface AgreementChartProperties {
  readonly arms: MixtureFinding["metrics"][number]["arms"];
  readonly metric: Pick<MetricResult, "unit">;
  readonly width: number;
  readonly styles: ReadonlyMap<string, ArmStyle>;
  readonly active: string | undefined;
  readonly onPoint: (arm: string | undefined) => void;
}

/** What each arm measured against what a law that was fitted without it predicts; on the diagonal both are equal. */
export function AgreementChart({ arms, metric, width, styles, active, onPoint }: AgreementChartProperties): VNode {
  const values = arms.flatMap(({ measured, predicted }) => [measured, predicted]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = 0.07 * (most - least) || 0.05 * Math.abs(most) || 1;
  const extent = [least - pad, most + pad];
  const x = scaleLinear(extent, [margin.left, width - margin.right]);
  const y = scaleLinear(extent, [height - margin.bottom, margin.top]);
  const distance = (arm: (typeof arms)[number], event: PointerEvent): number =>
    (x(arm.measured) - event.offsetX) ** 2 + (y(arm.predicted) - event.offsetY) ** 2;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => onPoint([...arms].sort((a, b) => distance(a, event) - distance(b, event))[0]?.arm)}
    >
      {axisTicks(y, 5, metric, "measured").map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={margin.left - 8} y={y(value)} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {axisTicks(x, Math.max(2, Math.floor(width / 90)), metric, "measured").map(({ value, text }) => (
        <text key={value} class="tick" x={x(value)} y={height - margin.bottom + 18} text-anchor="middle">
          {text}
        </text>
      ))}
      <text class="axis-title" x={(margin.left + width - margin.right) / 2} y={height - 6} text-anchor="middle">
        measured
      </text>
      <text class="axis-title" x={margin.left + 6} y={margin.top + 8}>
        predicted without the arm
      </text>
      <line
        class="baseline"
        x1={x(extent[0] ?? 0)}
        y1={y(extent[0] ?? 0)}
        x2={x(extent[1] ?? 0)}
        y2={y(extent[1] ?? 0)}
      />
      {arms.map(({ arm, measured, predicted }) => (
        <g key={arm} style={{ color: styles.get(arm)?.colour ?? "currentColor" }}>
          <circle class="dot" cx={x(measured)} cy={y(predicted)} r={arm === active ? 7 : 5} />
        </g>
      ))}
    </svg>
  );
}
