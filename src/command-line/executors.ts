import { existsSync } from "node:fs";
import { availableMemory } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseDevices } from "../scheduler/devices.ts";
import type { Executor } from "../scheduler/executor.ts";
import { LocalExecutor, type LocalSurroundings } from "../scheduler/local-executor.ts";
import { NotWhileQueued } from "../scheduler/slurm/not-while-queued.ts";
import { slurmCommand } from "../scheduler/slurm/slurm-commands.ts";
import { SlurmExecutor } from "../scheduler/slurm/slurm-executor.ts";
import type { Workspace } from "../store/workspace.ts";
import type { CommandContext, WorkspaceOptions } from "./command.ts";
import { slurmSettings } from "./slurm-settings.ts";

/** What keeps room for the machine's other programs where several packs share its memory. */
const usableShare = 0.9;

/** What runs the stages, as the options ask for. */
export async function executorOf(
  workspace: Workspace,
  options: WorkspaceOptions,
  world: Omit<LocalSurroundings, "slots" | "memoryLimit">,
  context: CommandContext,
): Promise<Executor> {
  if (options.executor === "slurm") {
    const { runners, store, now, log } = world;
    const settings = await slurmSettings(workspace, context);
    const engine = [process.execPath, ...process.execArgv, context.files.program];
    return new SlurmExecutor({
      ...{ workspace, settings, runners, store, now, engine, log, command: context.command },
      slurm: slurmCommand,
      wait: (milliseconds) => sleep(milliseconds),
    });
  }
  const slots = parseDevices(options.devices ?? "cpu", options.threads ?? world.cores);
  const onCpu = slots.filter(({ device }) => device === "cpu").length;
  // Packs that start at the same time would each find all of the memory free.
  const limits = [
    ...(options.memory === undefined ? [] : [options.memory]),
    ...(onCpu > 1 ? [Math.floor((usableShare * availableMemory()) / onCpu)] : []),
  ];
  const local = new LocalExecutor({
    ...world,
    slots,
    ...(limits.length === 0 ? {} : { memoryLimit: Math.min(...limits) }),
  });
  if (!existsSync(workspace.slurm)) return local;
  return new NotWhileQueued(local, workspace, slurmCommand);
}
