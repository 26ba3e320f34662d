import type { VNode } from "preact";
import { exactText } from "../charts/number-text.ts";
import type { AnswerOf, Filters } from "../protocol.ts";
import type { Host } from "./host.ts";
import { useAnswer } from "./use-answer.ts";

type Bounds = Filters[string];

interface ThresholdRowProperties {
  readonly host: Host;
  readonly version: number;
  readonly signal: string;
  readonly doc: string;
  readonly bounds: Bounds;
  readonly onChange: (bounds: Bounds) => void;
  readonly onRemove: () => void;
}

const steps = 200;

/** One signal: how its values are spread, and a slider and a field for each of its bounds. */
export function ThresholdRow(properties: ThresholdRowProperties): VNode {
  const { host, version, signal, doc, bounds, onRemove } = properties;
  const { answer, problem } = useAnswer(host, { request: "distribution", signal }, "distribution", version);
  return (
    <section class="threshold" aria-label={signal}>
      <div class="threshold-head">
        <div>
          <h3>{signal}</h3>
          <p class="subtitle">{doc}</p>
        </div>
        <button type="button" class="link" aria-label={`Remove the filter ${signal}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      {problem !== undefined && <p class="message error">{problem}</p>}
      {answer !== undefined && (
        <div class="threshold-body">
          <Spread spread={answer} bounds={bounds} />
          <Bound {...properties} end="min" spread={answer} />
          <Bound {...properties} end="max" spread={answer} />
        </div>
      )}
    </section>
  );
}

function Spread({ spread, bounds }: { readonly spread: AnswerOf<"distribution">; readonly bounds: Bounds }): VNode {
  const { bins, from, to, documents } = spread;
  // A root, so that the few documents in a tail, which filters are about, can be seen.
  const most = Math.sqrt(Math.max(1, ...bins));
  const width = (to - from) / bins.length;
  const isOut = (bin: number): boolean => {
    const middle = from + (bin + 0.5) * width;
    return middle < (bounds.min ?? -Infinity) || middle > (bounds.max ?? Infinity);
  };
  return (
    <figure class="spread">
      <svg viewBox={`0 0 ${bins.length * 10} 60`} preserveAspectRatio="none" aria-hidden="true">
        {bins.map((count, bin) => {
          const tall = count === 0 ? 0 : Math.max(2, (60 * Math.sqrt(count)) / most);
          return (
            <rect
              key={bin}
              class={isOut(bin) ? "bar-all" : "bar-kept"}
              x={bin * 10 + 1}
              y={60 - tall}
              width="8"
              height={tall}
            />
          );
        })}
      </svg>
      <figcaption>
        <span>{valueText(from)}</span>
        <span>{exactText(documents)} have it</span>
        <span>{valueText(to)}</span>
      </figcaption>
    </figure>
  );
}

function Bound({
  signal,
  bounds,
  end,
  spread: { from, to, least, most },
  onChange,
}: ThresholdRowProperties & { readonly end: "min" | "max"; readonly spread: AnswerOf<"distribution"> }): VNode {
  const value = bounds[end];
  const label = `${end === "min" ? "Least" : "Most"} ${signal}`;
  const resting = end === "min" ? 0 : steps;
  const position = value === undefined || to === from ? resting : Math.round((steps * (value - from)) / (to - from));
  const set = (changed: number | undefined): void => {
    const { [end]: _before, ...other } = bounds;
    onChange(changed === undefined ? other : { ...other, [end]: changed });
  };
  return (
    <div class="bound">
      <span aria-hidden="true">{end === "min" ? "Least" : "Most"}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={value === undefined ? "no bound" : valueText(value)}
        min="0"
        max={steps}
        value={Math.max(0, Math.min(steps, position))}
        onInput={(event) => {
          const step = event.currentTarget.valueAsNumber;
          set(step === resting ? undefined : rounded(from + (step / steps) * (to - from), to - from));
        }}
      />
      <input
        type="number"
        aria-label={`${label}, exactly`}
        placeholder="none"
        title={`The documents have ${valueText(least)} to ${valueText(most)}`}
        step="any"
        value={value ?? ""}
        onChange={(event) => {
          const { valueAsNumber } = event.currentTarget;
          set(Number.isFinite(valueAsNumber) ? valueAsNumber : undefined);
        }}
      />
    </div>
  );
}

/** As many digits as a step of the slider tells apart: what is written into a file is to be read. */
function rounded(value: number, width: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(width)));
  return Number(value.toFixed(Math.min(12, digits)));
}

function valueText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
