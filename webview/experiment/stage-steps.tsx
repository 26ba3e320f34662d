import type { VNode } from "preact";
import type { StageStatus } from "../protocol.ts";

const verbs: Readonly<Record<string, string>> = {
  measure: "Measure",
  curate: "Curate",
  tokenizer: "Tokenizer",
  tokenize: "Tokenize",
  train: "Train",
  evaluate: "Evaluate",
};

const stateWords: Readonly<Record<StageStatus["state"], string>> = {
  waiting: "waiting",
  running: "running",
  done: "done",
  cached: "was there already",
  failed: "failed",
};

interface StageStepsProperties {
  readonly stages: readonly StageStatus[];
  /** How far the stages that run now have come together, 0–1. */
  readonly runningShare: number;
}

/** The stages of a run by kind in their order, how many are complete, and all of them on demand. */
export function StageSteps({ stages, runningShare }: StageStepsProperties): VNode {
  const kinds = [...new Set(stages.map((stage) => stage.kind))];
  return (
    <>
      <ol class="steps">
        {kinds.map((kind) => {
          const own = stages.filter((stage) => stage.kind === kind);
          const running = own.filter((stage) => stage.state === "running").length;
          const complete = own.filter((stage) => stage.state === "done" || stage.state === "cached").length;
          return (
            <li key={kind} class={`step ${stateOf(own)}`}>
              <span class="step-name">{verbs[kind] ?? kind}</span>
              <span class="step-count">{`${complete} of ${own.length}`}</span>
              <div class="step-bar" aria-hidden="true">
                <div style={{ width: `${(100 * (complete + running * runningShare)) / own.length}%` }} />
              </div>
            </li>
          );
        })}
      </ol>
      <details class="stages">
        <summary>All {stages.length} stages</summary>
        <ul>
          {stages.map((stage) => (
            <li key={stage.key}>
              {stage.label} <span class="stage-state">· {stateWords[stage.state]}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function stateOf(stages: readonly StageStatus[]): StageStatus["state"] {
  const is = (state: StageStatus["state"]): boolean => stages.some((stage) => stage.state === state);
  if (is("failed")) return "failed";
  if (is("running")) return "running";
  return is("waiting") ? "waiting" : "done";
}
