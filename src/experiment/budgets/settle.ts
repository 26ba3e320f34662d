import type { ArmDeclaration } from "../ablation-file.ts";
import type { Experiment } from "../experiment.ts";
import { armModel } from "../arm-model.ts";
import { trainingFlopsPerToken } from "../model.ts";
import { repetitionLimit } from "../repetition.ts";
import { armAmounts, armTokens, phaseAmounts, phaseOfAmounts, summedPhase } from "./amounts.ts";
import type { SizeOf } from "./source-size.ts";

/** What an experiment declares of its budgets. */
export type Budgeted = Pick<Experiment, "arms" | "baseline" | "match" | "repetition" | "model">;

/** The arms with the tokens and mixtures that they are trained on. */
export interface SettledArms {
  readonly arms: readonly ArmDeclaration[];
  /** Where that is not what the file says, a sentence on it. */
  readonly changes: readonly string[];
  /** What forbids to train, by limits of the file's own. */
  readonly violations: readonly string[];
  /** Sources whose size has to be known and is not yet: until then, budgets are as stated. */
  readonly unmeasured: readonly string[];
}

/** Changes of a share or a total below this are rounding. */
const NOTHING = 1e-6;

/** Budgets that are matched to this share are matched; tokens are whole. */
const SETTLED = 1e-4;

/** A cap gives tokens to other sources, which may reach theirs; each pass settles one at least. */
const MOST_PASSES = 50;

/**
 * Settles what each arm is trained on: adds up additive mixtures, holds sources to their limits of repetition, and scales
 * arms to the baseline's bytes or FLOPs where the file asks for that.
 */
export function settleArms(experiment: Budgeted, sizeOf: SizeOf): SettledArms {
  const unmeasured = new Set<string>();
  const changes: string[] = [];
  const violations: string[] = [];
  const known: SizeOf = (source) => {
    const size = sizeOf(source);
    if (size === undefined) unmeasured.add(source);
    return size;
  };
  const capped = experiment.arms.map((arm) => capArm(arm, experiment, known));
  const baseline = capped.find(({ arm }) => arm.name === experiment.baseline)?.arm;
  const arms = capped.map(({ arm, capped: sources }, index) => {
    const declared = experiment.arms[index] ?? arm;
    const stated = armTokens(arm);
    let scaled = arm;
    const held = new Set(sources);
    let factor = 1;
    // A cap changes how long tokens are, and how long they are what a cap allows: both are settled together.
    for (let pass = 0; pass < MOST_PASSES && baseline !== undefined; pass++) {
      const missing = (stated * scaleOf(scaled, baseline, experiment, known)) / armTokens(scaled);
      if (experiment.match === "tokens" || Math.abs(missing - 1) < SETTLED) break;
      factor *= missing;
      const again = capArm(scaledArm(declared, factor), experiment, known);
      scaled = again.arm;
      for (const source of again.capped) held.add(source);
    }
    for (const source of held) changes.push(cappedText(scaled, source, experiment));
    if (scaled !== arm) changes.push(scaledText(scaled, armTokens(scaled) / stated, experiment));
    violations.push(...violationsOf(scaled, experiment, known));
    return scaled;
  });
  return { arms, changes, violations, unmeasured: [...unmeasured] };
}

/** Bytes of text that an arm is trained on, in tokens as long as those of its sources; undefined while those are not known. */
export function armBytes(arm: ArmDeclaration, sizeOf: SizeOf): number | undefined {
  // All are asked for, so that all that is missing is known.
  const bytes = Object.entries(armAmounts(arm)).map(([source, tokens]) => {
    const size = sizeOf(source);
    return size === undefined ? undefined : (tokens * size.bytes) / size.tokens;
  });
  return bytes.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each === undefined ? undefined : sum + each),
    0,
  );
}

interface CappedArm {
  readonly arm: ArmDeclaration;
  /** The sources that were held to their limit. */
  readonly capped: readonly string[];
}

function capArm(declared: ArmDeclaration, { repetition }: Budgeted, sizeOf: SizeOf): CappedArm {
  const summed = { ...declared, phases: declared.phases.map(summedPhase) };
  const limits = new Map<string, number>();
  for (const source of Object.keys(armAmounts(summed))) {
    const { beyond, maxEpochs } = repetitionLimit(repetition, source);
    const size = beyond === "cap" ? sizeOf(source) : undefined;
    if (size !== undefined) limits.set(source, maxEpochs * size.tokens);
  }
  let phases = summed.phases;
  const capped = new Set<string>();
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const excess = Object.entries(armAmounts({ phases })).find(
      ([source, tokens]) => tokens > (limits.get(source) ?? Infinity) * (1 + NOTHING),
    );
    if (excess === undefined) break;
    const [source, tokens] = excess;
    capped.add(source);
    const kept = (limits.get(source) ?? 0) / tokens;
    phases = phases.map((phase, index) => {
      const isAdditive = declared.phases[index]?.added !== undefined;
      return phaseWithLess(phase, source, kept, isAdditive ? undefined : capped);
    });
  }
  return { arm: { ...summed, phases }, capped: [...capped] };
}

/** A phase with a share `kept` of the tokens of a source; others than `capped` fill what is left, or nothing does. */
function phaseWithLess(
  phase: ArmDeclaration["phases"][number],
  source: string,
  kept: number,
  capped: ReadonlySet<string> | undefined,
): ArmDeclaration["phases"][number] {
  const amounts = phaseAmounts(phase);
  const had = amounts[source] ?? 0;
  if (had === 0) return phase;
  const fillers = Object.entries(amounts).filter(([name]) => capped !== undefined && !capped.has(name));
  const filled = fillers.reduce((sum, [, amount]) => sum + amount, 0);
  const growth = filled > 0 ? 1 + (had * (1 - kept)) / filled : 1;
  const grown = new Set(fillers.map(([name]) => name));
  return phaseOfAmounts(
    phase,
    Object.fromEntries(
      Object.entries(amounts).map(([name, amount]) => {
        if (name === source) return [name, amount * kept];
        return [name, grown.has(name) ? amount * growth : amount];
      }),
    ),
  );
}

/** By what an arm's tokens are multiplied so that they amount to what as many of the baseline's would. */
function scaleOf(arm: ArmDeclaration, baseline: ArmDeclaration, declared: Budgeted, sizeOf: SizeOf): number {
  const { match } = declared;
  const flops = (of: ArmDeclaration): number => trainingFlopsPerToken(armModel(declared, of));
  if (match === "flops") return flops(baseline) / flops(arm);
  if (match === "tokens") return 1;
  const [own, reference] = [armBytes(arm, sizeOf), armBytes(baseline, sizeOf)];
  if (own === undefined || reference === undefined) return 1;
  return reference / armTokens(baseline) / (own / armTokens(arm));
}

function scaledArm(arm: ArmDeclaration, factor: number): ArmDeclaration {
  const phases = arm.phases.map((phase) => ({ ...phase, tokens: Math.max(1, Math.round(phase.tokens * factor)) }));
  return { ...arm, phases };
}

function violationsOf(arm: ArmDeclaration, { repetition }: Budgeted, sizeOf: SizeOf): readonly string[] {
  return Object.entries(armAmounts(arm)).flatMap(([source, tokens]) => {
    const { beyond, maxEpochs } = repetitionLimit(repetition, source);
    const size = beyond === "error" ? sizeOf(source) : undefined;
    if (size === undefined || tokens <= maxEpochs * size.tokens * (1 + NOTHING)) return [];
    const epochs = Number((tokens / size.tokens).toFixed(2));
    return [
      `${arm.name} would see "${source}" ${String(epochs)} times, and "repetition" allows ${String(maxEpochs)}: train on ` +
        `fewer tokens, give it a smaller share, enlarge it, or set "beyond" to "cap" or "warn"`,
    ];
  });
}

function cappedText(arm: ArmDeclaration, source: string, { repetition, arms }: Budgeted): string {
  const declared = arms.find(({ name }) => name === arm.name);
  const share = (of: Pick<ArmDeclaration, "phases">): string =>
    `${Number(((100 * (armAmounts(of)[source] ?? 0)) / armTokens(of)).toFixed(2))} %`;
  const { maxEpochs } = repetitionLimit(repetition, source);
  const before = declared === undefined ? "" : ` in place of ${share(declared)}`;
  return `${arm.name} has ${share(arm)} of "${source}"${before}: it is capped at ${String(maxEpochs)} epochs`;
}

function scaledText(arm: ArmDeclaration, factor: number, { match, baseline }: Budgeted): string {
  const unit = match === "bytes" ? "bytes" : "FLOPs";
  const percent = Number((100 * factor).toFixed(2));
  return `${arm.name} has ${String(armTokens(arm))} tokens, ${String(percent)} % of those stated, for as many ${unit} as ${baseline}`;
}
