import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type EngineEvent, engineEventSchema } from "../../scheduler/events.ts";
import { endProcessTree } from "./process-tree.ts";

/** How the engine is started. Nothing goes through a shell. */
export interface EngineProgram {
  readonly executable: string;
  /** Arguments before those of a command: the file of the engine. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface EngineListener {
  /** One event of the engine's protocol. */
  event(event: EngineEvent): void;
  /** A line for people: what the engine wrote on stderr, or a line on stdout that is not of the protocol. */
  log(line: string): void;
}

/** How the engine ended. `code` is null where a signal ended it or it never started. */
export interface EngineExit {
  readonly code: number | null;
  /** Whether it ended because of `stop`. */
  readonly stopped: boolean;
  /** Whether it was stopped to be resumed. */
  readonly paused?: boolean;
  /** Why it could not be started. */
  readonly failure?: string;
}

const defaultGraceMilliseconds = 8000;

/** `requests`: it is asked on its standard input by `send`; it ends when that ends, and so with this process. */
export type EngineInput = "none" | "requests";

/** One engine, running as the leader of a process group of its own so that its whole tree can be ended. */
export class EngineProcess {
  /** Settles when the engine has ended and all that it wrote has been given to the listener. Never rejects. */
  readonly finished: Promise<EngineExit>;
  private readonly child: ChildProcess;
  private readonly graceMilliseconds: number;
  private stopping: Promise<EngineExit> | undefined;

  /** Starts `program` with the arguments of one command in `folder`. */
  constructor(
    program: EngineProgram,
    commandArguments: readonly string[],
    folder: string,
    listener: EngineListener,
    graceMilliseconds = defaultGraceMilliseconds,
    input: EngineInput = "none",
  ) {
    this.graceMilliseconds = graceMilliseconds;
    const child = spawn(program.executable, [...program.prefix, ...commandArguments], {
      cwd: folder,
      env: program.environment,
      detached: true,
      stdio: [input === "none" ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    this.child = child;
    // An engine that has ended reads no more; that it ended is told by `finished`.
    child.stdin?.on("error", () => undefined);
    if (child.stdout === null || child.stderr === null) throw new Error("the engine's output is not piped");
    createInterface({ input: child.stdout }).on("line", (line) => {
      deliver(line, listener);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      listener.log(line);
    });
    this.finished = new Promise((resolve) => {
      child.once("error", (error) => {
        resolve({ code: null, stopped: false, failure: error.message });
      });
      child.once("close", (code) => {
        resolve({ code, stopped: this.stopping !== undefined });
      });
    });
  }

  /** Sends a request, as one line of JSON, to an engine that takes them. */
  send(request: object): void {
    if (this.child.stdin?.writable === true) this.child.stdin.write(`${JSON.stringify(request)}\n`);
  }

  /** Ends the engine and every process beneath it. Resolves when they are gone; calling it again changes nothing. */
  stop(): Promise<EngineExit> {
    this.stopping ??= this.endTree();
    return this.stopping;
  }

  private async endTree(): Promise<EngineExit> {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      await endProcessTree(this.child.pid, this.graceMilliseconds);
    }
    return await this.finished;
  }
}

function deliver(line: string, listener: EngineListener): void {
  if (line.trim() === "") return;
  const parsed = engineEventSchema.safeParse(jsonOf(line));
  if (parsed.success) listener.event(parsed.data);
  else listener.log(line);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
