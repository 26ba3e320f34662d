import { scaleLinear } from "d3-scale";
import type { VNode } from "preact";
import { Dot } from "./marks.tsx";
import type { MetricChartProperties } from "./metric-chart.ts";
import { baselineValue, marksOf, paddedExtent } from "./metric-marks.ts";
import { axisTicks } from "./ticks.ts";

const rowHeight = 32;
const top = 20;
const bottom = 26;
const letterWidth = 7;

/** A metric by arm: a row each, with the mean, its interval and the seeds; lines mark the baseline and chance. */
export function ArmsChart({ metric, mode, width, styles, active, onPoint }: MetricChartProperties): VNode {
  const marks = marksOf(metric, mode);
  const longest = Math.max(...marks.map((mark) => mark.arm.length));
  const left = Math.min(longest * letterWidth + 16, width * 0.35);
  const height = top + marks.length * rowHeight + bottom;
  const x = scaleLinear(paddedExtent(metric, mode), [left, width - 14]);
  const floor = height - bottom;
  const base = baselineValue(metric, mode);
  const lettersThatFit = Math.floor((left - 16) / letterWidth);

  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => onPoint(marks[Math.floor((event.offsetY - top) / rowHeight)]?.arm)}
    >
      {axisTicks(x, Math.max(2, Math.floor(width / 90)), metric, mode).map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={x(value)} x2={x(value)} y1={top} y2={floor} />
          <text class="tick" x={x(value)} y={floor + 18} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      {mode === "measured" && metric.chance !== undefined && (
        <g>
          <line class="chance" x1={x(metric.chance)} x2={x(metric.chance)} y1={top} y2={floor} />
          <text class="line-label" x={x(metric.chance)} y={top - 7} text-anchor="middle">
            chance
          </text>
        </g>
      )}
      {base !== undefined && <line class="baseline" x1={x(base)} x2={x(base)} y1={top} y2={floor} />}
      {marks.map((mark, row) => {
        const y = top + (row + 0.5) * rowHeight;
        const name = mark.arm.length > lettersThatFit ? `${mark.arm.slice(0, lettersThatFit - 1)}…` : mark.arm;
        return (
          <g key={mark.arm} style={{ color: styles.get(mark.arm)?.colour ?? "currentColor" }}>
            {mark.arm === active && (
              <rect class="row" x="0" y={y - rowHeight / 2} width={width} height={rowHeight} rx="3" />
            )}
            <text
              class={mark.arm === active ? "arm-name active" : "arm-name"}
              x={left - 12}
              y={y}
              dy="0.32em"
              text-anchor="end"
            >
              {name}
            </text>
            <line class="interval" x1={x(mark.low)} x2={x(mark.high)} y1={y} y2={y} />
            {mark.seeds.map((value, index) => (
              <circle key={index} class="seed" cx={x(value)} cy={y + 9} r="2.2" />
            ))}
            <Dot x={x(mark.mean)} y={y} kind={mark.kind} active={mark.arm === active} />
          </g>
        );
      })}
    </svg>
  );
}
