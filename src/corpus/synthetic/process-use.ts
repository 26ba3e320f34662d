import { readFileSync } from "node:fs";

/** What a process and everything that it started use together. */
export interface ProcessUse {
  /** Resident; pages that processes share count once for each. */
  readonly memoryBytes: number;
  readonly processes: number;
}

const PAGE_BYTES = 4096;

/** Most processes that are looked at: beyond, there are too many anyway. */
const MOST_PROCESSES = 5000;

/** Reads Linux's /proc (proc(5): statm, task/TID/children); nothing where there is none. */
export function processUse(root: number | undefined): ProcessUse {
  let memoryBytes = 0;
  let processes = 0;
  const waiting = root === undefined ? [] : [root];
  for (let id = waiting.pop(); id !== undefined && processes < MOST_PROCESSES; id = waiting.pop()) {
    processes += 1;
    const [, resident = "0"] = read(`/proc/${String(id)}/statm`).split(" ");
    memoryBytes += Number(resident) * PAGE_BYTES;
    for (const child of read(`/proc/${String(id)}/task/${String(id)}/children`).split(" ")) {
      if (child.trim() !== "") waiting.push(Number(child));
    }
  }
  return { memoryBytes, processes };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended between two looks.
    return "";
  }
}
