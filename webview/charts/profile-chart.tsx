import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { VNode } from "preact";
import type { MixtureFinding } from "../protocol.ts";
import { Dot } from "./marks.tsx";
import { shareText } from "./number-text.ts";
import { axisTicks } from "./ticks.ts";

const height = 250;
const margin = { top: 14, right: 24, bottom: 42, left: 54 };

type Point = MixtureFinding["profiles"][number]["points"][number];

interface ProfileChartProperties {
  readonly profile: MixtureFinding["profiles"][number];
  readonly finding: MixtureFinding;
  readonly width: number;
  /** The place of the point under the pointer or the keyboard cursor. */
  readonly active: number | undefined;
  readonly onPoint: (place: number | undefined) => void;
}

/** The objective as a law predicts it along the share of one corpus, with a band for its interval and the predicted best. */
export function ProfileChart({ profile, finding, width, active, onPoint }: ProfileChartProperties): VNode {
  const { points, component } = profile;
  const { objective, optimum } = finding;
  const best = optimum.shares[component] ?? 0;
  const values = [...points.flatMap(({ low, high }) => [low, high]), optimum.low, optimum.high];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = 0.07 * (most - least) || 0.05 * Math.abs(most) || 1;
  const x = scaleLinear([points[0]?.share ?? 0, points.at(-1)?.share ?? 1], [margin.left + 8, width - margin.right]);
  const y = scaleLinear([least - pad, most + pad], [height - margin.bottom, margin.top]);
  const path = line<Point>(
    (point) => x(point.share),
    (point) => y(point.mean),
  );
  const band = area<Point>(
    (point) => x(point.share),
    (point) => y(point.low),
    (point) => y(point.high),
  );
  const cursor = active === undefined ? undefined : points[active];
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => onPoint(nearest(points, x.invert(event.offsetX)))}
    >
      {axisTicks(y, 5, objective, "measured").map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={margin.left - 8} y={y(value)} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {x.ticks(5).map((share) => (
        <text key={share} class="tick" x={x(share)} y={height - margin.bottom + 18} text-anchor="middle">
          {shareText(share)}
        </text>
      ))}
      <text class="axis-title" x={(margin.left + width - margin.right) / 2} y={height - 6} text-anchor="middle">
        share of {component}, the others in the best proportions
      </text>
      <path class="band" d={band(points) ?? ""} />
      <path class="curve" d={path(points) ?? ""} />
      {cursor !== undefined && (
        <line class="cursor" x1={x(cursor.share)} x2={x(cursor.share)} y1={margin.top} y2={height - margin.bottom} />
      )}
      <line class="interval" x1={x(best)} x2={x(best)} y1={y(optimum.low)} y2={y(optimum.high)} />
      <Dot x={x(best)} y={y(optimum.mean)} kind="distinguishable" active={false} />
    </svg>
  );
}

function nearest(points: readonly Point[], share: number): number | undefined {
  const places = points.map((_, place) => place);
  const distance = (place: number): number => Math.abs((points[place]?.share ?? NaN) - share);
  return places.sort((a, b) => distance(a) - distance(b))[0];
}
