import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import type { LabellingState } from "../../../webview/protocol.ts";
import { readClassifier } from "../../corpus/learned/classifier-file.ts";
import type { ClassifierReport } from "../../corpus/learned/classifier-report.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import { StageError } from "../../stage/runner.ts";
import type { EngineProcess } from "../engine/engine-process.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";

/** The classifier that learns from a corpus's labels: `quality.classifier.json` beside the corpus file. */
export class LabelClassifier {
  /** Where it lies, or will. */
  readonly file: string;
  private readonly corpus: vscode.Uri;
  private readonly labelFile: string;
  private readonly runs: EngineRuns;
  private readonly log: vscode.LogOutputChannel;
  private report: ClassifierReport | undefined;
  private version = 0;
  private engine: EngineProcess | undefined;

  constructor(corpus: vscode.Uri, labelFile: string, runs: EngineRuns, log: vscode.LogOutputChannel) {
    this.corpus = corpus;
    this.labelFile = labelFile;
    this.runs = runs;
    this.log = log;
    this.file = join(dirname(corpus.fsPath), "quality.classifier.json");
    this.report = this.storedReport();
  }

  /** What cross-validation said of it; null where there is none. */
  get state(): LabellingState["classifier"] {
    const { report, version } = this;
    return report === undefined ? null : { version, file: basename(this.file), report };
  }

  /** Has the engine train it on the labels. Rejects with a StageError where that fails, or is stopped. */
  async train(): Promise<void> {
    let failure: string | undefined;
    let last = "";
    const listener = {
      event: (event: EngineEvent): void => {
        if (event.event === "classifier") this.report = event.report;
        else if (event.event === "error") failure = event.message;
        else if (event.event === "problem") failure = `${event.file}:${String(event.line)}: ${event.message}`;
      },
      log: (line: string): void => {
        this.log.info(`[classifier] ${line}`);
        last = line;
      },
    };
    const engine = this.runs.serve(
      [
        ...["--json", "classifier", "train", "--workspace", workspaceOf(this.corpus).root],
        ...["--labels", this.labelFile, "--to", this.file, "--", this.corpus.fsPath],
      ],
      dirname(this.corpus.fsPath),
      listener,
    );
    this.engine = engine;
    try {
      const { code, failure: notStarted } = await engine.finished;
      if (code !== 0) throw new StageError(failure ?? notStarted ?? last);
    } finally {
      this.engine = undefined;
    }
    this.version += 1;
  }

  /** Ends the training that runs. */
  async stop(): Promise<void> {
    await this.engine?.stop();
  }

  private storedReport(): ClassifierReport | undefined {
    if (!existsSync(this.file)) return undefined;
    try {
      return readClassifier(this.file).report;
    } catch (error) {
      this.log.warn(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
