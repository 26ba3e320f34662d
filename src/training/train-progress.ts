import type { CurvePoint, RunContext, StageWork } from "../stage/runner.ts";
import type { TrainWork } from "./train-configuration.ts";
import { tokensPerStep } from "./train-parameters.ts";

/** How far the works of a call have come, whatever packs they are trained in. */
export class TrainProgress {
  readonly #works: readonly TrainWork[];
  readonly #context: RunContext;
  readonly #steps = new Map<StageWork, number>();
  readonly #points = new Map<StageWork, CurvePoint>();

  constructor(works: readonly TrainWork[], context: RunContext) {
    this.#works = works;
    this.#context = context;
  }

  /** A work has done `step` steps; `point` is the newest of its curve. */
  set(work: StageWork, step: number, point?: CurvePoint): void {
    this.#steps.set(work, step);
    if (point !== undefined) this.#points.set(work, point);
  }

  /** Tells the context where all works stand. */
  report(): void {
    let done = 0;
    let total = 0;
    for (const { work, parameters } of this.#works) {
      done += (this.#steps.get(work) ?? 0) * tokensPerStep(parameters);
      total += parameters.steps * tokensPerStep(parameters);
    }
    const notBegun: CurvePoint = { step: 0, tokens: 0, loss: null, gradientNorm: null, rate: 0 };
    const curves = this.#works.map(({ work }) => this.#points.get(work) ?? notBegun);
    const begun = this.#points.size > 0;
    this.#context.report({ done, total, unit: "tokens", ...(begun ? { curves } : {}) });
  }
}
