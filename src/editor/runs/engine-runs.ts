import * as vscode from "vscode";
import { StageError } from "../../stage/runner.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import { type EngineTask, type EngineTaskOptions, engineArguments } from "../engine/engine-arguments.ts";
import { EngineProcess, type EngineExit, type EngineListener, type EngineProgram } from "../engine/engine-process.ts";
import { withTrainer } from "../engine/engine-program.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { ContextKey, Setting } from "../identifiers.ts";
import { RunFiles, type RunRecord } from "../../store/run-record.ts";
import { FollowedRun } from "./followed-run.ts";
import { RunModel } from "./run-model.ts";

/** One start of the engine for one file. */
export interface EngineRun {
  readonly task: EngineTask;
  readonly uri: vscode.Uri;
  readonly model: RunModel;
  /** Settles when the engine and all its processes are gone. Never rejects. */
  readonly finished: Promise<EngineExit>;
  /** Ends the engine and all its processes. */
  stop(): Promise<void>;
  /** Ends it to be resumed. What is no run of its own is stopped. */
  pause(): Promise<void>;
}

/** Something that a run has told. */
export interface ToldEvent {
  readonly run: EngineRun;
  readonly event: EngineEvent;
}

interface EngineEnd {
  readonly finished: Promise<EngineExit>;
  ask(request: "stop" | "pause"): Promise<unknown>;
}

const quietMilliseconds = 150;

/**
 * Starts engines, follows them and ends them. Runs and curations go on without this window, which follows those too that another
 * window or a terminal has started. All of the editor's engines pass here, and so does the check of trust.
 */
export class EngineRuns implements vscode.Disposable {
  private readonly program: EngineProgram;
  private readonly log: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<EngineRun>();
  /** Fires when a run started, ended or told something new; news of one run are gathered for a moment. */
  readonly onDidChange = this.changed.event;
  private readonly stagesChanged = new vscode.EventEmitter<EngineRun>();
  /** Fires when a run started or ended, or one of its stages did. */
  readonly onDidChangeStages = this.stagesChanged.event;
  private readonly startedOrEnded = new vscode.EventEmitter<EngineRun>();
  /** Fires when a run started or ended. */
  readonly onDidStartOrEnd = this.startedOrEnded.event;
  private readonly told = new vscode.EventEmitter<ToldEvent>();
  /** Fires with every event of every run. */
  readonly onDidTell = this.told.event;
  private readonly runs: EngineRun[] = [];
  private readonly followed = new Set<FollowedRun>();
  /** Engines that end with this window. */
  private readonly living = new Set<EngineProcess>();
  private readonly timers = new Map<EngineRun, NodeJS.Timeout>();
  /** Engines that answer requests until they are ended. */
  private readonly services = new Set<EngineProcess>();

  constructor(program: EngineProgram, log: vscode.LogOutputChannel) {
    this.program = program;
    this.log = log;
  }

  /** Runs and curations of this session, the newest first; of each file the last one. */
  get recent(): readonly EngineRun[] {
    return this.runs;
  }

  /** Runs and curations whose engine has not ended. */
  get active(): readonly EngineRun[] {
    return this.runs.filter(({ model }) => model.status.state === "running");
  }

  /** The last run or curation of a file in this session. */
  of(uri: vscode.Uri): EngineRun | undefined {
    return this.runs.find((run) => run.uri.toString() === uri.toString());
  }

  /** What runs for a file now. */
  activeOf(uri: vscode.Uri): EngineRun | undefined {
    return this.active.find((run) => run.uri.toString() === uri.toString());
  }

  /**
   * Starts the engine for a file. Throws a StageError in an untrusted workspace, and for `run` and `curate` while that file is
   * run already.
   */
  start(task: EngineTask, uri: vscode.Uri, options: EngineTaskOptions = {}): EngineRun {
    requireTrust();
    const kept = task === "run" || task === "curate";
    if (kept && this.activeOf(uri) !== undefined) {
      throw new StageError(vscode.l10n.t("{0} is running. Stop it, or wait for it to end.", nameOf(uri)));
    }
    const run = this.newRun(task, uri, Date.now(), (listener) => this.launch(task, uri, listener, options));
    if (kept) this.remember(run);
    return run;
  }

  /** Follows a run that somebody else has started; undefined where it is followed already. */
  attach(record: RunRecord, uri: vscode.Uri): EngineRun | undefined {
    if (this.activeOf(uri) !== undefined) return undefined;
    this.log.info(`[${nameOf(uri)}] followed: process ${String(record.process.pid)}`);
    const run = this.newRun(record.task, uri, Date.parse(record.startedAt), (listener) =>
      this.follow(uri, Promise.resolve(record), listener),
    );
    this.remember(run);
    return run;
  }

  /**
   * Starts an engine that answers requests in `folder`, with more variables in its environment. Throws a StageError in an untrusted
   * workspace.
   */
  serve(
    commandArguments: readonly string[],
    folder: string,
    listener: EngineListener,
    variables: Readonly<Record<string, string>> = {},
  ): EngineProcess {
    requireTrust();
    this.log.info(`ablate ${commandArguments.join(" ")}`);
    const program = { ...this.program, environment: { ...this.program.environment, ...variables } };
    const service = new EngineProcess(program, commandArguments, folder, listener, undefined, "requests");
    this.services.add(service);
    void service.finished.then(() => this.services.delete(service));
    return service;
  }

  /** Ends the engines that are of this window alone. Resolves when none of their processes is left. Runs go on. */
  async leave(): Promise<void> {
    for (const run of this.followed) run.leave();
    await Promise.all([...this.living, ...this.services].map((engine) => engine.stop()));
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.told.dispose();
    this.startedOrEnded.dispose();
    this.stagesChanged.dispose();
    this.changed.dispose();
  }

  private newRun(
    task: EngineTask,
    uri: vscode.Uri,
    startedAt: number,
    begin: (listener: EngineListener) => EngineEnd,
  ): EngineRun {
    const model = new RunModel(startedAt);
    const name = nameOf(uri);
    const engine = begin({
      event: (event) => {
        model.apply(event);
        this.write(name, event, model);
        this.told.fire({ run, event });
        if (event.event === "plan" || event.event === "stage") this.stagesChanged.fire(run);
        this.announceSoon(run);
      },
      log: (line) => {
        this.log.info(`[${name}] ${line}`);
      },
    });
    const ask = async (request: "stop" | "pause"): Promise<void> => {
      await engine.ask(request);
      await run.finished;
    };
    const run: EngineRun = {
      task,
      uri,
      model,
      finished: engine.finished.then((exit) => {
        model.end(exit, Date.now());
        this.log.info(`[${name}] ${model.status.state}`);
        this.announce(run);
        return exit;
      }),
      stop: () => ask("stop"),
      pause: () => ask("pause"),
    };
    return run;
  }

  private launch(task: EngineTask, uri: vscode.Uri, listener: EngineListener, options: EngineTaskOptions): EngineEnd {
    const workspace = workspaceOf(uri);
    const configuration = vscode.workspace.getConfiguration(Setting.section, uri);
    const settings = {
      devices: configuration.get(Setting.devices, "cpu"),
      threads: configuration.get(Setting.threads, 0),
      executor: configuration.get<"local" | "slurm">(Setting.executor, "local"),
    };
    const program = withTrainer(this.program, configuration.get(Setting.trainerPath, ""));
    const commandArguments = engineArguments(task, uri.fsPath, workspace.root, settings, options);
    this.log.info(`[${nameOf(uri)}] ablate ${commandArguments.join(" ")}`);
    const engine = new EngineProcess(program, commandArguments, workspace.root, listener);
    this.living.add(engine);
    void engine.finished.then(() => this.living.delete(engine));
    if (task !== "run" && task !== "curate") return { finished: engine.finished, ask: () => engine.stop() };
    // This engine ends as soon as it has started the one that does the work.
    const files = new RunFiles(workspace, uri.fsPath);
    const begun = engine.finished.then(
      async (exit) => (exit.code === 0 ? await files.readRecord() : undefined) ?? exit,
    );
    return this.follow(uri, begun, listener);
  }

  private follow(uri: vscode.Uri, begun: Promise<RunRecord | EngineExit>, listener: EngineListener): EngineEnd {
    const died = vscode.l10n.t("its process died before it was done; resume it to go on from there");
    const tell = (event: EngineEvent): void => {
      listener.event(event);
    };
    const run = new FollowedRun(new RunFiles(workspaceOf(uri), uri.fsPath), begun, tell, died);
    this.followed.add(run);
    void run.finished.then(() => this.followed.delete(run));
    return run;
  }

  private remember(run: EngineRun): void {
    const same = this.runs.findIndex(({ uri }) => uri.toString() === run.uri.toString());
    if (same !== -1) this.runs.splice(same, 1);
    this.runs.unshift(run);
    this.announce(run);
  }

  private announceSoon(run: EngineRun): void {
    if (this.timers.has(run)) return;
    const timer = setTimeout(() => {
      this.timers.delete(run);
      this.changed.fire(run);
    }, quietMilliseconds);
    this.timers.set(run, timer);
  }

  private announce(run: EngineRun): void {
    clearTimeout(this.timers.get(run));
    this.timers.delete(run);
    const paths = this.active.map(({ uri }) => uri.fsPath);
    void vscode.commands.executeCommand("setContext", ContextKey.running, paths.length > 0);
    void vscode.commands.executeCommand("setContext", ContextKey.runningFiles, paths);
    this.startedOrEnded.fire(run);
    this.stagesChanged.fire(run);
    this.changed.fire(run);
  }

  private write(name: string, event: EngineEvent, model: RunModel): void {
    if (event.event === "error") this.log.error(`[${name}] ${event.message}`);
    if (event.event === "log") this.log.info(`[${name}] ${event.line}`);
    if (event.event === "problem")
      this.log.warn(`[${name}] ${String(event.line)}:${String(event.column)} ${event.message}`);
    if (event.event === "stage") this.log.info(`[${name}] ${event.state}: ${model.labelOf(event.keys)}`);
  }
}

/** Throws a StageError in an untrusted workspace, whose files must not make programs run. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new StageError(
    vscode.l10n.t(
      "This workspace is in Restricted Mode: Ablate shows what is there, and computes nothing. Trust the workspace to go on.",
    ),
  );
}

/** The name of a file without its folders, for people. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.split("/").at(-1) ?? uri.path;
}
