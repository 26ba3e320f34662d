import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";

/** A process, told from every other one that has had or will have its number. */
export const processIdentitySchema = z.object({
  pid: z.int().positive(),
  /** When it started, as the system counts it: /proc/PID/stat, field 22; "alive" where there is none. */
  startTime: z.string(),
  /** Of the system's start; empty where the system does not tell it. */
  boot: z.string(),
  host: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/**
 * `rebooted`: it ended with the system that it ran on. `elsewhere`: it runs or ran on another machine, which cannot be asked
 * from here.
 */
export type ProcessState = "alive" | "dead" | "rebooted" | "elsewhere";

/** This process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, startTime: await startTimeOf(process.pid), boot: bootId(), host: hostname() };
}

/** Whether a process is alive still. */
export async function processState({ pid, startTime, boot, host }: ProcessIdentity): Promise<ProcessState> {
  if (boot !== bootId()) return host === hostname() ? "rebooted" : "elsewhere";
  // Where no start of the system is told, machines are told apart by their names alone.
  if (boot === "" && host !== hostname()) return "elsewhere";
  return (await startTimeOf(pid)) === startTime ? "alive" : "dead";
}

async function startTimeOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie does nothing any more, though its parent has not asked for its end.
    return state === "Z" || state === "X" ? "dead" : (fields[18] ?? "alive");
  } catch {
    return isAlive(pid) ? "alive" : "dead";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

let knownBootId: string | undefined;

function bootId(): string {
  if (knownBootId === undefined) {
    try {
      knownBootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    } catch {
      knownBootId = "";
    }
  }
  return knownBootId;
}
