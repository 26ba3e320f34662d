import type { VNode } from "preact";
import type { Mark } from "./metric-marks.ts";

interface DotProperties {
  readonly x: number;
  readonly y: number;
  readonly kind: Mark["kind"];
  readonly active: boolean;
}

/** The mean of an arm: a diamond for the baseline, filled where it can be told from the baseline, hollow where it cannot. */
export function Dot({ x, y, kind, active }: DotProperties): VNode {
  const size = active ? 7 : 5.5;
  if (kind === "baseline") {
    const path = `M${x} ${y - size - 1}L${x + size + 1} ${y}L${x} ${y + size + 1}L${x - size - 1} ${y}Z`;
    return <path class="dot" d={path} />;
  }
  return <circle class={kind === "distinguishable" ? "dot" : "dot hollow"} cx={x} cy={y} r={size} />;
}

/** What the shapes of `Dot` and the lines mean. */
export function MarkKey({ baseline }: { readonly baseline: string }): VNode {
  const sample = (kind: Mark["kind"]): VNode => (
    <svg width="16" height="16" aria-hidden="true">
      <Dot x={8} y={8} kind={kind} active={false} />
    </svg>
  );
  return (
    <ul class="mark-key" aria-label="Key">
      <li>
        {sample("baseline")} baseline {baseline}
      </li>
      <li>{sample("distinguishable")} distinguishable from it</li>
      <li>{sample("indistinguishable")} not distinguishable</li>
      <li>
        <svg width="16" height="16" aria-hidden="true">
          <circle class="seed" cx="4" cy="8" r="2.2" />
          <circle class="seed" cx="12" cy="8" r="2.2" />
        </svg>
        one seed
      </li>
      <li>
        <svg width="16" height="16" aria-hidden="true">
          <path class="interval" d="M1 8H15" />
        </svg>
        95&nbsp;% interval
      </li>
    </ul>
  );
}
