import { availableMemory } from "node:process";
import { parseDevices } from "../scheduler/devices.ts";
import type { Executor } from "../scheduler/executor.ts";
import { LocalExecutor, type LocalSurroundings } from "../scheduler/local-executor.ts";
import type { WorkspaceOptions } from "./command.ts";

/** What keeps room for the machine's other programs where several packs share its memory. */
const usableShare = 0.9;

/** What runs the stages, as the options ask for. */
export function executorOf(
  options: WorkspaceOptions,
  world: Omit<LocalSurroundings, "slots" | "memoryLimit">,
): Executor {
  const slots = parseDevices(options.devices ?? "cpu", options.threads ?? world.cores);
  const onCpu = slots.filter(({ device }) => device === "cpu").length;
  // Packs that start at the same time would each find all of the memory free.
  const limits = [
    ...(options.memory === undefined ? [] : [options.memory]),
    ...(onCpu > 1 ? [Math.floor((usableShare * availableMemory()) / onCpu)] : []),
  ];
  return new LocalExecutor({ ...world, slots, ...(limits.length === 0 ? {} : { memoryLimit: Math.min(...limits) }) });
}
