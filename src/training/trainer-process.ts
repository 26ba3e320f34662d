import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import { StageError } from "../stage/runner.ts";

/** Lines of stderr that are kept for the message of a failure. */
const KEPT_LINES = 20;

/** How long a trainer that was asked to end may write its checkpoint before it is killed. */
const GRACE_MILLISECONDS = 20_000;

/** A command that starts the trainer as several ranks. */
export interface Launcher {
  /** Its words, before the trainer's own. */
  readonly words: readonly string[];
  /** Asks the ranks to end: the launcher itself may kill them where it is asked. */
  endRanks(): void;
}

/** A run of the native trainer. */
export interface TrainerRun<Event> {
  /** The binary `ablate-trainer`. */
  readonly trainer: string;
  readonly launcher?: Launcher | undefined;
  readonly command: "train" | "plan" | "score" | "generate" | "devices";
  /** File with the command's configuration; `devices` has none. */
  readonly configuration?: string;
  /** Options of the command, behind its configuration. */
  readonly options?: readonly string[];
  /** What a line of stdout must be. */
  readonly events: z.ZodType<Event>;
  /** Aborting asks the trainer to end, and kills it and its children if it does not. */
  readonly signal: AbortSignal;
  readonly graceMilliseconds?: number;
  /** Called with every event, `error` apart, one after the other; a rejection ends the trainer. */
  onEvent(event: Event): void | Promise<void>;
  /** Called with every line that the trainer writes for people. */
  onLine?(line: string): void;
}

const errorEvent = z.object({ event: z.literal("error"), code: z.string(), message: z.string() });

/** The trainer has not got the memory that it needs: fewer arms at once may fit. */
export class OutOfMemory extends StageError {}

/**
 * Runs the trainer to its end; resolves with its last event. Rejects with the signal's reason when cancelled, with a
 * StageError when the trainer says what is wrong, dies, or writes what the protocol does not know; in every case the
 * process and its children are gone.
 */
export async function runTrainer<Event>(run: TrainerRun<Event>): Promise<Event> {
  run.signal.throwIfAborted();
  const configuration = run.configuration === undefined ? [] : ["--config", run.configuration];
  // A process group of its own, so that all of it can be ended, and Ctrl-C on a terminal reaches it through us alone.
  const words = [run.trainer, run.command, ...configuration, ...(run.options ?? [])];
  const [executable = run.trainer, ...parameters] = [...(run.launcher?.words ?? []), ...words];
  const child = spawn(executable, parameters, {
    detached: true,
    // Threads that wait give their core away: where cores are shared, as with an editor, spinning made steps of small
    // models ten times slower and more.
    env: { OMP_WAIT_POLICY: "passive", ...process.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = exitOf(child);
  const end = endOnAbort(child, run);
  const lastLines: string[] = [];
  const people = createInterface({ input: child.stderr }).on("line", (line) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    run.onLine?.(line);
  });
  const peopleDone = new Promise((resolve) => people.once("close", resolve));

  let failure: StageError | undefined;
  let last: Event | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const value = parseLine(line, run.trainer);
      const error = errorEvent.safeParse(value);
      if (error.success) failure = failureOf(error.data);
      else await run.onEvent((last = parseEvent(value, run)));
    }
  } catch (error) {
    killGroup(child, "SIGKILL");
    throw error;
  } finally {
    await Promise.all([exit, peopleDone]);
    end.dispose();
  }

  run.signal.throwIfAborted();
  const { code, signal, startError } = await exit;
  if (startError !== undefined) {
    throw new StageError(`The trainer ${run.trainer} cannot be started: ${startError.message}`);
  }
  if (failure !== undefined) throw failure;
  if (code === 0 && last !== undefined) return last;
  const said = lastLines.length > 0 ? ` Its last words:\n${lastLines.join("\n")}` : "";
  if (signal === "SIGKILL") {
    throw new OutOfMemory(`The trainer was ended by SIGKILL (often the system's answer to too little memory).${said}`);
  }
  throw new StageError(
    `The trainer was ended ${signal === null ? `with exit status ${String(code)}` : `by ${signal}`}.${said}`,
  );
}

function failureOf({ code, message }: z.infer<typeof errorEvent>): StageError {
  return code === "memory" ? new OutOfMemory(message) : new StageError(message);
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly startError?: Error;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (startError) => {
      resolve({ code: null, signal: null, startError });
    });
    child.once("exit", (code, signal) => {
      resolve({ code, signal });
    });
  });
}

function endOnAbort<Event>(child: ChildProcess, run: TrainerRun<Event>): { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (run.launcher === undefined) killGroup(child, "SIGTERM");
    else run.launcher.endRanks();
    timer = setTimeout(() => {
      killGroup(child, "SIGKILL");
    }, run.graceMilliseconds ?? GRACE_MILLISECONDS);
  };
  run.signal.addEventListener("abort", end, { once: true });
  return {
    dispose: () => {
      run.signal.removeEventListener("abort", end);
      clearTimeout(timer);
    },
  };
}

function killGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group may have ended by itself in the meantime.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function parseLine(line: string, trainer: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new StageError(`The trainer ${trainer} wrote a line that is not JSON: ${line.slice(0, 200)}`);
  }
}

function parseEvent<Event>(value: unknown, run: TrainerRun<Event>): Event {
  const event = run.events.safeParse(value);
  if (event.success) return event.data;
  throw new StageError(
    `The trainer ${run.trainer} wrote an event of another version of the protocol; build it again. ` +
      z.prettifyError(event.error),
  );
}
