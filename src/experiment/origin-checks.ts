import { isDeepStrictEqual } from "node:util";
import type { AblationReferences } from "./ablation-references.ts";
import type { ArmDeclaration } from "./arm-declaration.ts";
import { armModel } from "./arm-model.ts";
import type { ExpandedArm } from "./generators/expanded-arm.ts";
import type { ModelShape } from "./model.ts";
import type { Problem } from "./problem.ts";
import type { SourceText } from "./source-text.ts";

/** What arms of a file may go on from: other arms of it, and those of other files. */
interface OriginSurroundings {
  readonly source: SourceText;
  readonly seeds: readonly number[];
  readonly arms: readonly ExpandedArm[];
  /** Of all arms; undefined where it is wrong itself. */
  readonly model: ModelShape | undefined;
  readonly references: AblationReferences;
}

/** What is wrong with what arms go on from. */
export function* originProblems({ source, seeds, arms, model, references }: OriginSurroundings): Generator<Problem> {
  const own = arms.map(({ arm }) => arm);
  for (const { arm, place } of arms) {
    const { from } = arm;
    if (from === undefined) continue;
    const path = [...place, "from"];
    const other = from.experiment === undefined ? undefined : references.experiment(from.experiment);
    if (other !== undefined && "complaint" in other) {
      yield source.problem([...path, "experiment"], other.complaint);
      continue;
    }
    const there = other ?? { arms: own, seeds, model };
    const origin = there.arms.find(({ name }) => name === from.arm);
    if (origin === undefined) {
      const names = there.arms.map(({ name }) => name).join(", ");
      yield source.problem([...path, "arm"], `no arm is called "${from.arm}"; there are ${names}`);
      continue;
    }
    if (from.phase !== undefined && from.phase > origin.phases.length) {
      yield source.problem(
        [...path, "phase"],
        `the last phase of "${from.arm}" is phase ${String(origin.phases.length)}`,
      );
    }
    const missing = (from.seed === undefined ? seeds : [from.seed]).find((seed) => !there.seeds.includes(seed));
    if (missing !== undefined) {
      const known = `"${from.arm}" is trained with the seeds ${there.seeds.join(", ")}`;
      const way = from.seed === undefined ? `; state the "seed" to start from, or train with the same` : "";
      yield source.problem(path, `there is no seed ${String(missing)}: ${known}${way}`);
    }
    if (other === undefined && goesInCircles(arm, own)) {
      yield source.problem(path, `the arm goes on from itself`);
      continue;
    }
    if (model === undefined || there.model === undefined) continue;
    const [shape, before] = [armModel({ model }, arm), armModel({ model: there.model }, origin)];
    // Rotary positions know no longest context.
    if (!isDeepStrictEqual({ ...shape, context: 0 }, { ...before, context: 0 })) {
      yield source.problem(path, `the model of "${from.arm}" has another shape than that of "${arm.name}"`);
    }
  }
}

function goesInCircles(start: ArmDeclaration, arms: readonly ArmDeclaration[]): boolean {
  const seen = new Set<string>();
  let arm: ArmDeclaration | undefined = start;
  while (arm?.from !== undefined && arm.from.experiment === undefined) {
    if (seen.has(arm.name)) return true;
    seen.add(arm.name);
    const { name }: { readonly name: string } = { name: arm.from.arm };
    arm = arms.find((each) => each.name === name);
  }
  return false;
}
