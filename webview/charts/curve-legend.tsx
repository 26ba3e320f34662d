import type { VNode } from "preact";
import type { ArmStyle } from "./arm-style.ts";
import { figureText } from "./curve-data.ts";

interface CurveLegendProperties {
  readonly arms: readonly {
    readonly name: string;
    readonly style: ArmStyle | undefined;
    readonly shown: boolean;
    /** The value of each seed where the cursor is, else the last. */
    readonly values: readonly (number | undefined)[];
  }[];
  readonly onToggle: (arm: string) => void;
}

/** Which line is which arm, its values at the cursor, and a press to hide or show it. */
export function CurveLegend({ arms, onToggle }: CurveLegendProperties): VNode {
  return (
    <ul class="curve-legend" aria-label="Arms">
      {arms.map(({ name, style, shown, values }) => (
        <li key={name}>
          <button
            type="button"
            aria-pressed={shown}
            title={shown ? `Hide ${name}` : `Show ${name}`}
            onClick={() => onToggle(name)}
          >
            <svg width="30" height="10" aria-hidden="true">
              <line
                class="swatch"
                x1="1"
                x2="29"
                y1="5"
                y2="5"
                stroke-dasharray={style?.dash.join(" ")}
                style={{ color: style?.colour ?? "currentColor" }}
              />
            </svg>
            <span class="curve-name">{name}</span>
          </button>
          <span class="curve-values">{values.map(figureText).join("  ")}</span>
        </li>
      ))}
    </ul>
  );
}
