import type { ArmDeclaration, Mixture, PhaseDeclaration } from "../ablation-file.ts";

/** Tokens of each source in a phase, what is added on top included. */
export function phaseAmounts({
  tokens,
  mixture,
  added = {},
}: Pick<PhaseDeclaration, "tokens" | "mixture" | "added">): Mixture {
  const amounts: Record<string, number> = {};
  for (const [source, share] of Object.entries(mixture)) amounts[source] = share * tokens;
  for (const [source, more] of Object.entries(added)) amounts[source] = (amounts[source] ?? 0) + more;
  return amounts;
}

/** Tokens of each source in an arm, over all its phases; those without any are left out. */
export function armAmounts({ phases }: Pick<ArmDeclaration, "phases">): Mixture {
  const amounts: Record<string, number> = {};
  for (const phase of phases) {
    for (const [source, tokens] of Object.entries(phaseAmounts(phase))) {
      if (tokens > 0) amounts[source] = (amounts[source] ?? 0) + tokens;
    }
  }
  return amounts;
}

/** Training tokens of an arm over all its phases. */
export function armTokens({ phases }: Pick<ArmDeclaration, "phases">): number {
  const added = phases.flatMap((phase) => Object.values(phase.added ?? {}));
  return [...phases.map(({ tokens }) => tokens), ...added].reduce((sum, tokens) => sum + tokens, 0);
}

/** Share of an arm's training tokens by source, over all its phases; sources without a share are left out. */
export function armMixture(arm: Pick<ArmDeclaration, "phases">): Mixture {
  const total = armTokens(arm);
  return Object.fromEntries(Object.entries(armAmounts(arm)).map(([source, tokens]) => [source, tokens / total]));
}

/** A phase of these tokens of each source: their sum and the mixture that they make. Nothing is added on top of it any more. */
export function phaseOfAmounts(phase: PhaseDeclaration, amounts: Mixture): PhaseDeclaration {
  const { added: _added, ...rest } = phase;
  const total = Object.values(amounts).reduce((sum, amount) => sum + amount, 0);
  const mixture = Object.fromEntries(Object.entries(amounts).map(([source, amount]) => [source, amount / total]));
  return { ...rest, tokens: Math.max(1, Math.round(total)), mixture };
}

/** A phase as it is trained: a total and one mixture. One that adds nothing stays as it is written. */
export function summedPhase(phase: PhaseDeclaration): PhaseDeclaration {
  return phase.added === undefined ? phase : phaseOfAmounts(phase, phaseAmounts(phase));
}
