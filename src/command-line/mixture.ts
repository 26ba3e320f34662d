import { access, readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { findMixture, type MixtureOptions } from "../analysis/mixture-law/find-mixture.ts";
import type { MixtureFinding } from "../analysis/mixture-law/mixture-finding.ts";
import { UnfitOption } from "../analysis/mixture-law/unfit-option.ts";
import type { ArmDeclaration } from "../experiment/ablation-file.ts";
import { armOnMixture, namesOfNextArms, withMoreArms } from "../experiment/follow-up.ts";
import { experimentResults } from "../scheduler/experiment-results.ts";
import { type LoadedExperiment, loadExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";
import { orInvalid } from "./unfit-options.ts";
import { mixtureText } from "./mixture-text.ts";

export interface MixtureCommandOptions extends WorkspaceOptions {
  readonly metric?: readonly (readonly [string, number])[];
  readonly law?: "log-linear" | "linear";
  readonly min?: readonly (readonly [string, number])[];
  readonly max?: readonly (readonly [string, number])[];
  readonly tokens?: number;
  readonly epochs?: number;
  readonly arms: number;
  readonly write?: string;
}

/**
 * `ablate mixture FILE.ablation.json`: the laws of the mixture that an experiment's arms follow, their cross-validated
 * errors, the mixture that they predict to be best, and arms to train next, written into another file where asked for.
 */
export async function mixture(file: string, options: MixtureCommandOptions, context: CommandContext): Promise<void> {
  await orInvalid(context, () => tellMixture(file, options, context));
}

async function tellMixture(file: string, options: MixtureCommandOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const loaded = valueOf(await loadExperiment(file), output);
  const target = options.write === undefined ? undefined : await newFileBeside(file, options.write);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await compileExperiment(loaded, workspace, world);
  const results = await experimentResults(loaded, graph, world.store);
  const found = findMixture(results, searchOf(options));
  const next = nextArms(found, loaded);
  output.emit({ event: "mixture", mixture: found });
  output.print(mixtureText(found, next, output.width));
  if (target !== undefined) await writeFollowUp(target, loaded, next, context);
}

function searchOf({ metric, law, min, max, tokens, epochs, arms }: MixtureCommandOptions): MixtureOptions {
  return {
    ...(metric !== undefined && { objective: metric.map(([id, weight]) => ({ metric: id, weight })) }),
    ...(law !== undefined && { law }),
    ...(min !== undefined && { least: Object.fromEntries(min) }),
    ...(max !== undefined && { most: Object.fromEntries(max) }),
    ...(tokens !== undefined && { tokens }),
    ...(epochs !== undefined && { epochs }),
    proposals: arms,
  };
}

/** The proposals as arms: trained as those that the law is of, on other mixtures. */
function nextArms({ proposals, metrics }: MixtureFinding, { experiment }: LoadedExperiment): readonly ArmDeclaration[] {
  const pattern = experiment.arms.find(({ name }) => metrics[0]?.arms.some(({ arm }) => arm === name));
  const taken = experiment.arms.map(({ name }) => name);
  const names = namesOfNextArms(proposals.length, taken);
  return pattern === undefined
    ? []
    : proposals.map(({ shares }, place) => armOnMixture(pattern, names[place] ?? "", shares));
}

/** Where a follow-up goes: beside the file, because its paths are relative, and over no other file. */
async function newFileBeside(file: string, name: string): Promise<string> {
  const target = resolve(name);
  if (!basename(target).endsWith(".ablation.json")) {
    throw new UnfitOption(`${name}: the name of such a file ends in .ablation.json`);
  }
  if (dirname(target) !== dirname(resolve(file))) {
    throw new UnfitOption(`${name} must lie beside ${file}, because paths in it are relative to its folder`);
  }
  const isThere = await access(target).then(
    () => true,
    () => false,
  );
  if (isThere) throw new UnfitOption(`${name} is there already; choose another name`);
  return target;
}

async function writeFollowUp(
  target: string,
  { file, experiment }: LoadedExperiment,
  next: readonly ArmDeclaration[],
  { output }: CommandContext,
): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFileAtomically(target, withMoreArms(text, experiment.arms, next));
  valueOf(await loadExperiment(target), output);
  output.emit({ event: "file", kind: "ablation", path: target });
}
