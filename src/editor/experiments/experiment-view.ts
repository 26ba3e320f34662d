import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Results, StageStatus } from "../../../webview/protocol.ts";
import { resultsSchema } from "../../analysis/results.ts";
import { contaminationSentences } from "../../analysis/suite-contamination.ts";
import { type Experiment, parseAblationFile } from "../../experiment/experiment.ts";
import type { Parsed, Problem } from "../../experiment/problem.ts";
import { RunFiles, type RunRecord, runState } from "../../store/run-record.ts";
import { readSuiteContamination } from "../../store/suite-contamination.ts";
import type { Workspace } from "../../store/workspace.ts";
import { ablationReferences } from "../../scheduler/load-experiment.ts";
import type { RunModel } from "../runs/run-model.ts";
import { type ArmProgress, armProgress } from "./arm-state.ts";

/** All that trees, CodeLens and panels show of an ablation file. */
export interface ExperimentView {
  /** Undefined where the file is wrong. */
  readonly experiment: Experiment | undefined;
  readonly problems: readonly Problem[];
  /** The last run that ended or runs, of this editor or another. */
  readonly record: RunRecord | undefined;
  /** Whether a terminal or another window runs it now. */
  readonly runsElsewhere: boolean;
  /** Of the last run that was completed. */
  readonly results: Results | undefined;
  /** What training documents have of the items, as the last run found before it trained: a sentence for each suite. */
  readonly contamination: readonly string[];
  /** Whether the file was written after the last run began. */
  readonly editedSince: boolean;
  readonly arms: Readonly<Record<string, ArmProgress>>;
}

/** Validates an ablation file's text against the corpus files that are there. */
export function parseExperiment(file: string, text: string): Parsed<Experiment> {
  return parseAblationFile(text, file, ablationReferences(file));
}

/** Reads an ablation file's text and what its last run left on disk; `live` is its run in this editor, if one is on. */
export async function readExperiment(
  file: string,
  text: string,
  workspace: Workspace,
  live: RunModel | undefined,
): Promise<ExperimentView> {
  const parsed = parseExperiment(file, text);
  const files = new RunFiles(workspace, file);
  const record = await files.readRecord();
  const stageState = live === undefined ? storedStates(workspace, record) : liveStates(live);
  const armRuns = live?.armRuns ?? record?.armRuns ?? [];
  const arms = (parsed.value?.arms ?? []).map(
    ({ name }) => [name, armProgress(name, armRuns, stageState, live !== undefined)] as const,
  );
  return {
    experiment: parsed.value,
    problems: parsed.problems,
    record,
    runsElsewhere: live === undefined && record !== undefined && (await isRunning(record)),
    results: await readResults(files.results),
    contamination: await foundContamination(workspace, record),
    editedSince: record !== undefined && (await modifiedAt(file)) > Date.parse(record.startedAt),
    arms: Object.fromEntries(arms),
  };
}

/** Whether the process of a recorded run is at work still. */
export async function isRunning(record: RunRecord): Promise<boolean> {
  const state = await runState(record);
  return state === "running" || state === "elsewhere";
}

function storedStates(workspace: Workspace, record: RunRecord | undefined): (key: string) => StageStatus["state"] {
  const kinds = new Map(record?.stages.map(({ key, kind }) => [key, kind]));
  return (key) => {
    const kind = kinds.get(key) === "evaluate" ? "evaluate" : "train";
    return existsSync(workspace.stageFolder({ kind, key })) ? "done" : "waiting";
  };
}

function liveStates(live: RunModel): (key: string) => StageStatus["state"] {
  const states = new Map(live.status.stages.map(({ key, state }) => [key, state]));
  return (key) => states.get(key) ?? "waiting";
}

async function foundContamination(workspace: Workspace, record: RunRecord | undefined): Promise<readonly string[]> {
  const stage = record?.stages.find(({ kind }) => kind === "contamination");
  if (stage === undefined) return [];
  const found = await readSuiteContamination(workspace.stageFolder({ kind: "contamination", key: stage.key }));
  return found === undefined ? [] : contaminationSentences(found);
}

async function readResults(file: string): Promise<Results | undefined> {
  try {
    return resultsSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
