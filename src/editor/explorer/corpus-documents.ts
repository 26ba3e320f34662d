import * as vscode from "vscode";
import { z } from "zod";
import type { ExploreAnswer, ExploreQuery } from "../../corpus/explore/messages.ts";
import { StageError } from "../../stage/runner.ts";
import { EngineService } from "../engine/engine-service.ts";
import { documentScheme } from "../identifiers.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";

/** A document of a curated corpus. */
export interface DocumentName {
  readonly place: number;
  readonly source: string;
  readonly path: string;
}

const addressQuery = z.object({ folder: z.string(), place: z.int() });

/**
 * The documents of curated corpora, by the folders of their `curate` stages: asks one engine for each folder, and shows texts
 * as read-only documents of the editor.
 */
export class CorpusDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly runs: EngineRuns;
  private readonly log: vscode.LogOutputChannel;
  private readonly services = new Map<string, EngineService>();
  private readonly subscription: vscode.Disposable;

  constructor(runs: EngineRuns, log: vscode.LogOutputChannel) {
    this.runs = runs;
    this.log = log;
    this.subscription = vscode.workspace.registerTextDocumentContentProvider(documentScheme, this);
  }

  /** Rejects with a StageError where the engine has no answer or may not be started. */
  async ask(folder: string, query: ExploreQuery, signal?: AbortSignal): Promise<ExploreAnswer> {
    const answer = await this.serviceOf(folder).request(query, signal);
    if (answer.event !== "answer") throw new StageError(vscode.l10n.t("The corpus could not be asked."));
    return answer.answer;
  }

  /** The address under which a document is shown. */
  addressOf(folder: string, { place, source, path }: DocumentName): vscode.Uri {
    const query = JSON.stringify({ folder, place });
    return vscode.Uri.from({ scheme: documentScheme, path: `/${source}/${path}`, query });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, place } = addressQuery.parse(JSON.parse(uri.query));
    const answer = await this.ask(folder, { request: "text", place });
    const text = answer.answer === "text" ? answer.text : null;
    return text ?? vscode.l10n.t("This document has no text: it was not read.");
  }

  dispose(): void {
    this.subscription.dispose();
    for (const service of this.services.values()) void service.stop();
  }

  private serviceOf(folder: string): EngineService {
    let service = this.services.get(folder);
    if (service === undefined) {
      service = new EngineService(
        (listener) => this.runs.serve(["--json", "explore", "--", folder], folder, listener),
        (line) => {
          this.log.info(`[explore] ${line}`);
        },
      );
      this.services.set(folder, service);
    }
    return service;
  }
}
