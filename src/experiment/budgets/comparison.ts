import type { ArmDeclaration } from "../ablation-file.ts";
import { countText } from "../../stage/count-text.ts";
import { armModel } from "../arm-model.ts";
import { trainingFlopsPerToken } from "../model.ts";
import { armAmounts, armTokens } from "./amounts.ts";
import { armBytes, type Budgeted } from "./settle.ts";
import type { SizeOf } from "./source-size.ts";

/** What the arms of an experiment have in common, so that they can be compared. */
export interface Comparison {
  /** `additive`: the same text, to which arms add; `nothing`: their budgets differ. */
  readonly matched: "tokens" | "bytes" | "flops" | "additive" | "nothing";
  /** The same in a sentence. */
  readonly label: string;
}

/** Whole steps and rounding make budgets differ by less than this. */
const TOLERANCE = 0.01;

/** What settled arms have in common. `declared` are the arms as the file has them, with what they add on top. */
export function comparisonOf(declared: Budgeted, settled: readonly ArmDeclaration[], sizeOf: SizeOf): Comparison {
  const comparison = comparisonOfPhases(declared, settled, sizeOf);
  if (!settled.some(({ from }) => from !== undefined)) return comparison;
  return { ...comparison, label: `${comparison.label} What an arm goes on from is not counted.` };
}

function comparisonOfPhases(declared: Budgeted, settled: readonly ArmDeclaration[], sizeOf: SizeOf): Comparison {
  const { match, arms } = declared;
  const budgets = settled.map((arm) => budgetOf(arm, declared, sizeOf));
  if (!alike(budgets)) return additive(arms) ?? unmatched(settled);
  const [first] = settled;
  const total = countText(first === undefined ? 0 : armTokens(first));
  switch (match) {
    case "tokens":
      return { matched: "tokens", label: `Matched by tokens, competitive: ${total} tokens in every arm.` };
    case "bytes":
      return {
        matched: "bytes",
        label: `Matched by bytes: arms have as many tokens as make the baseline's bytes of text.`,
      };
    case "flops":
      return {
        matched: "flops",
        label: `Matched by FLOPs: arms have as many tokens as take the baseline's arithmetic.`,
      };
  }
}

/** What an arm has of that which is matched. */
function budgetOf(arm: ArmDeclaration, declared: Budgeted, sizeOf: SizeOf): number {
  const tokens = armTokens(arm);
  const { match } = declared;
  if (match === "flops") return tokens * trainingFlopsPerToken(armModel(declared, arm));
  return match === "bytes" ? (armBytes(arm, sizeOf) ?? tokens) : tokens;
}

function unmatched(settled: readonly ArmDeclaration[]): Comparison {
  const totals = settled.map(armTokens);
  const range = `${countText(Math.min(...totals))} to ${countText(Math.max(...totals))} tokens`;
  return { matched: "nothing", label: `Not matched: arms have ${range}, so that they differ in their budget too.` };
}

/** What stays the same while totals differ: sources of which all arms have as much, or each arm that has them does. */
function additive(arms: readonly ArmDeclaration[]): Comparison | undefined {
  const amounts = arms.map(armAmounts);
  const sources = [...new Set(amounts.flatMap((each) => Object.keys(each)))];
  const fixed = sources.filter((source) => alike(amounts.map((each) => each[source] ?? 0)));
  if (fixed.length > 0) {
    const same = fixed.map((source) => `${countText(amounts[0]?.[source] ?? 0)} tokens of ${source}`).join(", ");
    return { matched: "additive", label: `Additive: the same ${same} in every arm, and what is added on top of it.` };
  }
  const isConstant = (source: string): boolean => alike(amounts.flatMap((each) => each[source] ?? []));
  if (!sources.every(isConstant)) return undefined;
  const label = "Additive: every arm that has a source has as many tokens of it; their totals differ.";
  return { matched: "additive", label };
}

function alike(amounts: readonly number[]): boolean {
  return Math.max(...amounts) - Math.min(...amounts) <= TOLERANCE * Math.max(...amounts);
}
