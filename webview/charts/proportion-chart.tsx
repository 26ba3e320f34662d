import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { VNode } from "preact";
import type { ArmStyle } from "./arm-style.ts";
import { baselineValue, type Mark, marksOf, paddedExtent } from "./metric-marks.ts";
import type { MetricChartProperties } from "./metric-chart.ts";
import { Dot } from "./marks.tsx";
import { shareText } from "./number-text.ts";
import { axisTicks } from "./ticks.ts";

const height = 250;
const margin = { top: 14, right: 26, bottom: 42, left: 50 };
/** Room to the right for the name of the chance line, where no mark lies. */
const chanceWidth = 40;

interface Point extends Mark {
  readonly share: number;
}

/** A metric against the share of one corpus in the training tokens, with a band for the intervals: the paper's figure. */
export function ProportionChart({
  metric,
  mode,
  width,
  styles,
  active,
  shares,
  corpus,
  onPoint,
}: MetricChartProperties & {
  readonly shares: ReadonlyMap<string, number>;
  readonly corpus: string;
}): VNode {
  const points: Point[] = marksOf(metric, mode)
    .map((mark) => ({ ...mark, share: shares.get(mark.arm) ?? 0 }))
    .sort((a, b) => a.share - b.share);
  const extent = [points[0]?.share ?? 0, points.at(-1)?.share ?? 1];
  const chance = mode === "measured" ? metric.chance : undefined;
  const rightMargin = margin.right + (chance === undefined ? 0 : chanceWidth);
  const x = scaleLinear(extent, [margin.left + 14, width - rightMargin]);
  const y = scaleLinear(paddedExtent(metric, mode), [height - margin.bottom, margin.top]);
  const right = width - rightMargin + 12;
  const path = line<Point>(
    (point) => x(point.share),
    (point) => y(point.mean),
  );
  const band = area<Point>(
    (point) => x(point.share),
    (point) => y(point.low),
    (point) => y(point.high),
  );
  const base = baselineValue(metric, mode);

  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => onPoint(nearest(points, x.invert(event.offsetX)))}
    >
      {axisTicks(y, 5, metric, mode).map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={margin.left} x2={right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={margin.left - 8} y={y(value)} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {points.map((point) => (
        <text
          key={point.arm}
          class={point.arm === active ? "tick active" : "tick"}
          x={x(point.share)}
          y={height - margin.bottom + 18}
          text-anchor="middle"
        >
          {shareText(point.share)}
        </text>
      ))}
      <text class="axis-title" x={(margin.left + right) / 2} y={height - 6} text-anchor="middle">
        share of {corpus} in the training tokens
      </text>
      {chance !== undefined && (
        <g>
          <line class="chance" x1={margin.left} x2={right} y1={y(chance)} y2={y(chance)} />
          <text class="line-label" x={right + 5} y={y(chance)} dy="0.32em">
            chance
          </text>
        </g>
      )}
      {base !== undefined && <line class="baseline" x1={margin.left} x2={right} y1={y(base)} y2={y(base)} />}
      <path class="band" d={band(points) ?? ""} />
      <path class="curve" d={path(points) ?? ""} />
      {points.map((point) => (
        <Column
          key={point.arm}
          point={point}
          x={x(point.share)}
          y={y}
          style={styles.get(point.arm)}
          active={point.arm === active}
        />
      ))}
    </svg>
  );
}

function Column({
  point,
  x,
  y,
  style,
  active,
}: {
  readonly point: Point;
  readonly x: number;
  readonly y: (value: number) => number;
  readonly style: ArmStyle | undefined;
  readonly active: boolean;
}): VNode {
  return (
    <g style={{ color: style?.colour ?? "currentColor" }}>
      {active && <line class="cursor" x1={x} x2={x} y1={margin.top} y2={height - margin.bottom} />}
      <line class="interval" x1={x} x2={x} y1={y(point.low)} y2={y(point.high)} />
      {point.seeds.map((value, index) => (
        <circle key={index} class="seed" cx={x + 8} cy={y(value)} r="2.2" />
      ))}
      <Dot x={x} y={y(point.mean)} kind={point.kind} active={active} />
    </g>
  );
}

function nearest(points: readonly Point[], share: number): string | undefined {
  const byDistance = [...points].sort((a, b) => Math.abs(a.share - share) - Math.abs(b.share - share));
  return byDistance[0]?.arm;
}
