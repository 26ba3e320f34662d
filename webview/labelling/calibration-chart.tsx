import type { VNode } from "preact";
import { exactText, shareText } from "../charts/number-text.ts";
import type { ClassifierReport } from "../protocol.ts";

export type CalibrationCurve = NonNullable<ClassifierReport["reliability"]>["curve"];

const width = 560;
const left = 52;
const right = 28;
const top = 12;
const plotHeight = 260;
/** From the plot to the bars beneath: ticks, the axis's title, and the counts on the bars. */
const between = 62;
const barHeight = 56;
const height = top + plotHeight + between + barHeight + 1;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

const across = (share: number): number => left + share * (width - left - right);
const upward = (share: number): number => top + (1 - share) * plotHeight;

/**
 * The share of good documents by the probability that was foretold of them, beside the line on which both are equal; beneath, how many
 * documents each bin has.
 */
export function CalibrationChart({ curve }: { readonly curve: CalibrationCurve }): VNode {
  const most = Math.max(1, ...curve.map(({ documents }) => documents));
  const floor = height - 1;
  return (
    <div class="chart calibration">
      <ul class="mark-key" aria-label="Key">
        <li>
          <svg width="16" height="16" aria-hidden="true">
            <circle class="dot" cx="8" cy="8" r="5.5" />
          </svg>
          a tenth of the probabilities
        </li>
        <li>
          <svg width="28" height="16" aria-hidden="true">
            <line class="baseline" x1="0" x2="28" y1="8" y2="8" />
          </svg>
          exactly as foretold
        </li>
      </ul>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Calibration curve, with documents per bin beneath">
        {ticks.map((share) => (
          <g key={share}>
            <line class="grid" x1={left} x2={width - right} y1={upward(share)} y2={upward(share)} />
            <text class="tick" x={left - 8} y={upward(share) + 4} text-anchor="end">
              {shareText(share)}
            </text>
            <text class="tick" x={across(share)} y={top + plotHeight + 16} text-anchor="middle">
              {shareText(share)}
            </text>
          </g>
        ))}
        <text class="axis-title" x={left + 8} y={top + 12}>
          ↑ turned out good
        </text>
        <text class="axis-title" x={width - right} y={top + plotHeight + 33} text-anchor="end">
          foretold to be good →
        </text>
        <line class="baseline" x1={across(0)} x2={across(1)} y1={upward(0)} y2={upward(1)} />
        <path class="curve" d={pathOf(curve)} />
        {curve.map(({ from, to, documents, foretold, good }) => {
          const bar = (barHeight * documents) / most;
          return (
            <g key={from}>
              <title>{binText({ from, to, documents, foretold, good })}</title>
              <circle class="dot" cx={across(foretold)} cy={upward(good)} r={5.5} />
              <rect
                class="count"
                x={across(from) + 1.5}
                y={floor - bar}
                width={across(to) - across(from) - 3}
                height={bar}
              />
              <text x={(across(from) + across(to)) / 2} y={floor - bar - 5} text-anchor="middle">
                {exactText(documents)}
              </text>
            </g>
          );
        })}
        <line class="axis" x1={left} x2={width - right} y1={floor} y2={floor} />
        <text class="axis-title" x={left - 8} y={floor - 2} text-anchor="end">
          docs
        </text>
      </svg>
    </div>
  );
}

function pathOf(curve: CalibrationCurve): string {
  return curve.map(({ foretold, good }, bin) => `${bin === 0 ? "M" : "L"}${across(foretold)} ${upward(good)}`).join("");
}

function binText({ documents, foretold, good }: CalibrationCurve[number]): string {
  return `Foretold ${shareText(foretold)}, good ${shareText(good)}: ${exactText(documents)} documents`;
}
