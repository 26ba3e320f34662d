import type { z } from "zod";
import { armTokens } from "../budgets/amounts.ts";
import type { ArmDeclaration } from "../arm-declaration.ts";
import type { armModelSchema } from "../model-presets.ts";
import type { ArmTrainingDeclaration } from "../training-declaration.ts";

/** What is changed in an arm, and how the changed arm's name goes on. */
export interface Variation {
  readonly name: string;
  readonly model?: z.infer<typeof armModelSchema> | undefined;
  /** Of all phases together, which keep their proportions. */
  readonly tokens?: number | undefined;
  readonly training?: ArmTrainingDeclaration | undefined;
}

/** The arm with a variation, which counts above what the arm says itself. */
export function variedArm(arm: ArmDeclaration, { name, model, tokens, training }: Variation): ArmDeclaration {
  return {
    ...arm,
    name: `${arm.name}-${name}`,
    ...(model !== undefined && { model }),
    ...(training !== undefined && { training: { ...arm.training, ...training } }),
    ...(tokens !== undefined && { phases: scaledPhases(arm.phases, tokens) }),
  };
}

/** Phases of so many tokens together. What rounding leaves goes to the last one. */
function scaledPhases(phases: ArmDeclaration["phases"], tokens: number): ArmDeclaration["phases"] {
  const before = armTokens({ phases });
  let left = tokens;
  return phases.map((phase, index) => {
    const added = Object.entries(phase.added ?? {}).map(
      ([source, more]) => [source, Math.max(1, Math.round((more / before) * tokens))] as const,
    );
    left -= added.reduce((sum, [, more]) => sum + more, 0);
    const own = index === phases.length - 1 ? Math.max(1, left) : Math.round((phase.tokens / before) * tokens);
    left -= own;
    return { ...phase, tokens: own, ...(phase.added !== undefined && { added: Object.fromEntries(added) }) };
  });
}
