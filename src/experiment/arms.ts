import type { AblationFile, ArmDeclaration } from "./ablation-file.ts";
import { splitSlice } from "./slices/slice.ts";

/** The arms of a file: as listed, or those that its generator makes. */
export function expandArms(arms: AblationFile["arms"]): readonly ArmDeclaration[] {
  if (Array.isArray(arms)) return arms;
  const { generate: _generate, of, against, shares, tokens, ...schedule } = arms;
  return shares.map((share) => ({
    name: proportionArmName(of, share),
    phases: [{ tokens, mixture: { [against]: 1 - share, [of]: share }, carryOptimiser: true, ...schedule }],
  }));
}

/** `code-25` for a quarter of code, `code-12.5` for an eighth. A corpus in another folder counts by its last name, a slice by its corpus. */
export function proportionArmName(source: string, share: number): string {
  const { corpus } = splitSlice(source);
  return `${corpus.split("/").at(-1) ?? corpus}-${String(Number((share * 100).toFixed(4)))}`;
}
