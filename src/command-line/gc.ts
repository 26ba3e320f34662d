import { declaredFiles } from "../provenance/declared-files.ts";
import { deleteGarbage, findGarbage, putAside } from "../provenance/garbage.ts";
import { referencedStages, type ReferencedStages } from "../provenance/referenced-stages.ts";
import { sizeText } from "../provenance/size-text.ts";
import { findSubmissions } from "../provenance/submissions.ts";
import type { Garbage } from "../scheduler/provenance-events.ts";
import { slurmCommand } from "../scheduler/slurm/slurm-commands.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import { Workspace } from "../store/workspace.ts";
import { lockWorkspace } from "../store/workspace-lock.ts";
import { type CommandContext, surroundingsOf } from "./command.ts";
import { formatDuration } from "./duration.ts";
import { workspaceAround } from "./workspace-around.ts";

export interface GarbageOptions {
  readonly workspace?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly trash?: boolean;
  readonly cache?: boolean;
  readonly ignoreInvalid?: boolean;
}

/** `ablate gc [NAME…]`: lists what no file of the workspace refers to, asks, and deletes it or puts it aside. */
export async function collectGarbage(
  names: readonly string[],
  options: GarbageOptions,
  context: CommandContext,
): Promise<void> {
  const { output, signal } = context;
  const workspace = options.workspace === undefined ? workspaceAround(context) : new Workspace(options.workspace);
  // While a run works here, what it makes is referred to by nothing yet.
  const lock = await lockWorkspace(workspace, context.now(), "ablate gc");
  try {
    const world = await surroundingsOf(workspace, {}, context);
    const files = await declaredFiles(workspace, signal);
    const referenced = await referencedStages(files, workspace, world);
    requireKnown(referenced, options.ignoreInvalid === true);
    for (const { file, reason, ran } of referenced.untold) {
      const line = `${file}: ${reason}; ${ran ? "what it ran last is kept" : "it is left out of account"}`;
      output.emit({ event: "log", line });
    }
    const { finished, needed } = await findSubmissions(workspace, slurmCommand);
    const scope = { withCache: options.cache === true, submissions: finished };
    const found = await findGarbage(workspace, new Set([...referenced.names, ...needed]), scope);
    // What is put aside already cannot be put aside again.
    const all = options.trash === true ? found.filter(({ kind }) => kind !== "trash") : found;
    const garbage = chosen(all, names);
    output.emit({ event: "garbage", workspace: workspace.root, files, garbage: [...garbage] });
    output.print(garbageText(garbage, files.length, workspace));
    if (garbage.length === 0 || options.dryRun === true) return;
    if (!(await isAgreed(garbage, options, context))) return;
    await free(workspace, garbage, options.trash === true, context);
  } finally {
    await lock.release();
  }
}

async function free(
  workspace: Workspace,
  garbage: readonly Garbage[],
  trash: boolean,
  context: CommandContext,
): Promise<void> {
  const kept = trash ? await putAside(workspace, garbage, context.now()) : undefined;
  if (!trash) await deleteGarbage(workspace, garbage, context.now());
  const bytes = garbage.reduce((sum, each) => sum + each.bytes, 0);
  const names = garbage.map(({ name }) => name);
  context.output.emit({ event: "freed", names, bytes, ...(kept === undefined ? {} : { trash: kept }) });
  context.output.print(
    kept === undefined
      ? `Freed ${sizeText(bytes)}.`
      : `Put aside in ${kept}; move a folder back to have it again, or run ablate gc once more to delete it.`,
  );
}

function requireKnown({ untold }: ReferencedStages, ignoreInvalid: boolean): void {
  const unknown = untold.filter(({ ran }) => !ran);
  if (unknown.length === 0 || ignoreInvalid) return;
  throw new StageError(
    "what these files refer to cannot be told, so nothing is deleted; correct or remove them, or leave them out of account with " +
      `--ignore-invalid:\n${unknown.map(({ file, reason }) => `  ${file}: ${reason}`).join("\n")}`,
  );
}

function chosen(all: readonly Garbage[], names: readonly string[]): readonly Garbage[] {
  if (names.length === 0) return all;
  return [...new Set(names)].flatMap((name) => {
    // A stage may be there damaged, and begun again.
    const found = all.filter((each) => each.name === name);
    if (found.length === 0)
      throw new InvalidInput(`${name} is nothing that may be freed; ablate gc --dry-run lists what is`);
    return found;
  });
}

async function isAgreed(
  garbage: readonly Garbage[],
  { yes, trash }: GarbageOptions,
  context: CommandContext,
): Promise<boolean> {
  if (yes === true) return true;
  const bytes = garbage.reduce((sum, each) => sum + each.bytes, 0);
  const what = `${garbage.length} ${garbage.length === 1 ? "folder" : "folders"} (${sizeText(bytes)})`;
  const answer = await context.confirm(trash === true ? `Put ${what} aside?` : `Delete ${what} for good?`);
  if (answer === undefined)
    context.output.print("Nothing was deleted. Add --yes to delete it, --trash --yes to put it aside.");
  if (answer === false) context.output.print("Nothing was deleted.");
  return answer === true;
}

function garbageText(garbage: readonly Garbage[], files: number, workspace: Workspace): string {
  const among = `the ${files} ablation and corpus files of ${workspace.root}`;
  if (garbage.length === 0) return `Nothing to free: ${among} refer to every stage.`;
  const lines = garbage.map(({ label, name, kind, bytes, seconds, startedAt }) => {
    const cost = seconds === undefined ? "" : `, made ${startedAt?.slice(0, 10) ?? ""} in ${formatDuration(seconds)}`;
    const why = kind === "damaged" ? ", without a manifest" : "";
    return `${sizeText(bytes).padStart(9)}  ${label}${label.includes(name) ? "" : ` (${name})`}${cost}${why}`;
  });
  const seconds = garbage.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  const bytes = garbage.reduce((sum, each) => sum + each.bytes, 0);
  const cost = seconds > 0 ? `; making it again would take about ${formatDuration(seconds)}` : "";
  return [`None of ${among} refers to:`, ...lines, `${sizeText(bytes)} in all${cost}.`].join("\n");
}
