import { resolve } from "node:path";
import { machineNames, namedMachine } from "../experiment/studies/machines.ts";
import { type Scale, type ScaleName, scales } from "../experiment/studies/scale.ts";
import { corpusRoles, type StudyName, studyNames } from "../experiment/studies/study.ts";
import { studies } from "../experiment/studies/studies.ts";
import { draftStudy, requireNew, type StudyDraft, type StudyRequest, writeStudy } from "../scheduler/new-study.ts";
import { speedsSchema, TimeEstimate } from "../scheduler/time-left.ts";
import { InvalidInput } from "../stage/runner.ts";
import { readSpeeds } from "../store/speed-record.ts";
import { findWorkspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";
import { studyCostText, studyListText } from "./study-text.ts";

export interface NewOptions {
  readonly scale: ScaleName;
  readonly data?: string;
  readonly wordnet?: string;
  readonly machine?: string;
  readonly dryRun?: boolean;
  readonly text?: string;
  readonly code?: string;
  readonly markup?: string;
  readonly adjacent?: string;
  readonly synthetic?: string;
}

/** How long the arithmetic of a study takes somewhere. */
export interface StudyTime {
  readonly machine: string;
  readonly seconds: number;
}

/**
 * `ablate new [STUDY] [FOLDER]`: tells what a study will take, then writes its files; without a study tells what there is. Throws a
 * StageError where a file is there already.
 */
export async function newStudy(
  name: StudyName | undefined,
  folder: string | undefined,
  options: NewOptions,
  context: CommandContext,
): Promise<void> {
  const { output, currentFolder } = context;
  const at = (path: string): string => resolve(currentFolder, path);
  const request = (study: StudyName): StudyRequest => ({
    study: studies[study],
    scale: scales[options.scale],
    folder: at(folder ?? study),
    data: at(options.data ?? "."),
    corpora: Object.fromEntries(
      corpusRoles.flatMap((role) => (options[role] === undefined ? [] : [[role, at(options[role])]])),
    ),
    wordnet: options.wordnet === undefined ? undefined : at(options.wordnet),
  });
  if (name === undefined) {
    const drafts = await Promise.all(studyNames.map((study) => draftStudy(request(study))));
    const times = await Promise.all(drafts.map((draft) => studyTimes(draft, scales[options.scale], options, context)));
    for (const [index, draft] of drafts.entries())
      tell(draft, studyNames[index] ?? "scale", times[index] ?? [], options, context);
    output.print(studyListText(scales[options.scale], drafts, times));
    return;
  }
  const draft = await draftStudy(request(name));
  requireNew(draft);
  const times = await studyTimes(draft, scales[options.scale], options, context);
  tell(draft, name, times, options, context);
  output.print(studyCostText(studies[name], scales[options.scale], draft, times, options.dryRun === true));
  if (options.dryRun === true) return;
  await writeStudy(draft);
  for (const path of draft.files.keys()) output.emit({ event: "file", kind: "study", path });
}

function tell(
  { cost, ablationFile }: StudyDraft,
  study: StudyName,
  times: readonly StudyTime[],
  { scale }: NewOptions,
  { output }: CommandContext,
): void {
  output.emit({ event: "study", study, scale, file: ablationFile, cost, times: [...times] });
}

/** On this machine, and on the one that is named or that the scale is made for. */
async function studyTimes(
  { cost, ablationFile }: StudyDraft,
  scale: Scale,
  options: NewOptions,
  context: CommandContext,
): Promise<readonly StudyTime[]> {
  const speeds = await readSpeeds(findWorkspace(ablationFile, context.currentFolder), speedsSchema);
  const here = new TimeEstimate(speeds ?? {});
  const thisMachine = {
    machine: speeds?.train === undefined ? "this machine (a guess: nothing was trained here yet)" : "this machine",
    seconds: here.seconds("train", cost.flops),
  };
  const name = options.machine ?? scale.machine;
  if (name === undefined) return [thisMachine];
  const machine = namedMachine(name);
  if (machine === undefined) {
    const known = machineNames.join(", ");
    throw new InvalidInput(`no machine is called "${name}"; there are ${known}, and several of one as in 8xh100.`);
  }
  return [thisMachine, { machine: machine.title, seconds: cost.flops / machine.flopsPerSecond }];
}
