import { chosenStages } from "../provenance/chosen-stages.ts";
import type { StageVerification } from "../scheduler/provenance-events.ts";
import { verifyStages } from "../provenance/verify-stages.ts";
import { StageError } from "../stage/runner.ts";
import { StageStore } from "../store/stage-store.ts";
import { Workspace } from "../store/workspace.ts";
import { bytesText } from "../training/pack-memory.ts";
import { workspaceAround } from "./workspace-around.ts";
import type { CommandContext } from "./command.ts";

export interface VerifyOptions {
  readonly workspace?: string;
}

/** `ablate verify [KEY…]`: whether finished stages are still as they were made. Fails where one is not. */
export async function verify(keys: readonly string[], options: VerifyOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const workspace = options.workspace === undefined ? workspaceAround(context) : new Workspace(options.workspace);
  const all = await new StageStore(workspace).list();
  if (all.length === 0)
    throw new StageError(`${workspace.stages} has no finished stages; name the folder with --workspace`);
  const started = context.now().getTime();
  const verifications = await verifyStages(chosenStages(all, keys), all, {
    signal,
    report: (done, total, stage) => {
      const seconds = (context.now().getTime() - started) / 1000;
      const perSecond = seconds > 0 ? done / seconds : 0;
      const secondsLeft = perSecond > 0 ? (total - done) / perSecond : 0;
      const rates = { perSecond, packSecondsLeft: secondsLeft, secondsLeft };
      output.emit({ event: "progress", keys: [`verify ${stage}`], done, total, unit: "bytes", ...rates });
    },
  });
  for (const verification of verifications) output.emit({ event: "verification", verification });
  output.print(verificationText(verifications));
  const broken = verifications.filter(({ state }) => state === "damaged" || state === "unreadable");
  if (broken.length > 0) {
    throw new StageError(
      `${broken.length} of ${verifications.length} stages are not as they were made; delete their folders and run the experiment ` +
        `again to make them anew:\n${broken.map(({ folder }) => `  ${folder}`).join("\n")}`,
    );
  }
}

const words: Readonly<Record<StageVerification["state"], string>> = {
  intact: "✓",
  damaged: "✗ damaged",
  unrecorded: "? made before digests were recorded; cannot be checked",
  unreadable: "✗ no manifest that can be read",
};

function verificationText(verifications: readonly StageVerification[]): string {
  const noted = verifications.filter(
    ({ state, files, missingInputs }) => state !== "intact" || files.length > 0 || missingInputs.length > 0,
  );
  const lines = noted.flatMap(({ name, label, state, files, missingInputs }) => [
    `${words[state]}  ${label} (${name})`,
    ...files.map(({ path, problem }) => `    ${path}: ${fileWords[problem]}`),
    ...missingInputs.map((input) => `    its input ${input} is not there any more`),
  ]);
  const intact = verifications.filter(({ state }) => state === "intact");
  const bytes = intact.reduce((sum, verification) => sum + verification.bytes, 0);
  const sum = `${intact.length} of ${verifications.length} stages are intact (${bytesText(bytes)} read and compared by SHA-256).`;
  return [...lines, sum].join("\n");
}

const fileWords: Readonly<Record<StageVerification["files"][number]["problem"], string>> = {
  missing: "is gone",
  changed: "has changed",
  added: "was not there when the stage was made",
};
