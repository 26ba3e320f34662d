import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { ArmDeclaration } from "./ablation-file.ts";

/** A copy of an arm that is trained on another mixture. */
export function armOnMixture(
  arm: ArmDeclaration,
  name: string,
  mixture: Readonly<Record<string, number>>,
): ArmDeclaration {
  const mixed = Object.fromEntries(Object.entries(mixture).filter(([, share]) => share > 0));
  return { ...arm, name, phases: arm.phases.map(({ added: _added, ...phase }) => ({ ...phase, mixture: mixed })) };
}

/** `count` names for arms: `next-1` and on, without those that are taken. */
export function namesOfNextArms(count: number, taken: readonly string[]): string[] {
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    if (!taken.includes(`next-${String(number)}`)) names.push(`next-${String(number)}`);
  }
  return names;
}

/** An arm as a line for an ablation file; what is as the schema has it anyway is left out. */
export function armLine(arm: ArmDeclaration): string {
  return JSON.stringify(declared(arm), undefined, 1).replaceAll(/\n\s*/g, " ");
}

/**
 * The text of an ablation file with `more` arms after those that it has, a line each; `arms` are those of a generator, which
 * are listed in its place. Comments and layout of all else stay, and so do the keys of the stages: what has run is not run again.
 */
export function withMoreArms(text: string, arms: readonly ArmDeclaration[], more: readonly ArmDeclaration[]): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const declared = root && findNodeAtLocation(root, ["arms"]);
  if (declared === undefined) return text;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const last = declared.type === "array" ? declared.children?.at(-1) : undefined;
  if (last === undefined) {
    const lines = [...arms, ...more].map((arm) => `    ${armLine(arm)}`).join(`,${end}`);
    return `${text.slice(0, declared.offset)}[${end}${lines}${end}  ]${text.slice(declared.offset + declared.length)}`;
  }
  const [, indent = ""] = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, last.offset)) ?? [];
  const at = last.offset + last.length;
  return text.slice(0, at) + more.map((arm) => `,${end}${indent}${armLine(arm)}`).join("") + text.slice(at);
}

function declared({ phases, ...arm }: ArmDeclaration): object {
  return {
    ...arm,
    phases: phases.map(({ carryOptimiser, ...phase }) => ({ ...phase, ...(carryOptimiser ? {} : { carryOptimiser }) })),
  };
}
