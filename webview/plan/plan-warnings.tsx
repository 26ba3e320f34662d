import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { exactText } from "../charts/number-text.ts";
import type { PlanDetails } from "../protocol.ts";

interface PlanWarningsProperties {
  readonly warnings: PlanDetails["warnings"];
  /** The line of each in the ablation file; null where it is about none. */
  readonly lines: readonly (number | null)[];
  readonly onOpen: (line: number) => void;
}

const kinds: Readonly<Record<PlanDetails["warnings"][number]["kind"], string>> = {
  repetition: "Repetition",
  epochs: "Epochs differ",
  empty: "No documents",
  budget: "Budget",
  contamination: "Contamination",
  seeds: "Too few seeds",
  disk: "Disk",
  matching: "Not matched",
};

/** Of a swarm that repeats its data there is a warning for every arm. */
const shownAtFirst = 8;

/** What to look at twice before a run, each with the line that it is about. */
export function PlanWarnings({ warnings, lines, onOpen }: PlanWarningsProperties): VNode {
  const [all, setAll] = useState(false);
  const shown = all ? warnings : warnings.slice(0, shownAtFirst);
  if (warnings.length === 0) return <p class="hint">Nothing to look at twice.</p>;
  return (
    <section aria-label="Warnings">
      <h2>
        {exactText(warnings.length)} {warnings.length === 1 ? "thing" : "things"} to look at twice
      </h2>
      <ul class="warnings" role="list">
        {shown.map(({ kind, message }, index) => {
          const line = lines[index] ?? null;
          return (
            <li key={index} class="message">
              <strong>⚠ {kinds[kind]}</strong> {message}{" "}
              {line !== null && (
                <button type="button" class="link" onClick={() => onOpen(line)}>
                  line {line}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {warnings.length > shownAtFirst && (
        <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${exactText(warnings.length)}`}
        </button>
      )}
    </section>
  );
}
