import * as vscode from "vscode";
import type { ArmDeclaration } from "../../experiment/arm-declaration.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import { seedText } from "../../experiment/seeds.ts";
import { readCorpus } from "../corpora/corpus-view.ts";
import { experimentState, stateText } from "../experiments/experiment-state.ts";
import { armMixture, armTokens } from "../../experiment/budgets/amounts.ts";
import { readExperiment } from "../experiments/experiment-view.ts";
import { fileKind } from "../files/declared-files.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { Command } from "../identifiers.ts";
import { countText, mixtureText } from "../quantities.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { type JsonPath, JsonPlaces, type Place } from "./json-places.ts";

/** Commands and states above the first line of corpus and ablation files, and above each arm what it is trained on. */
export class FileLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly runs: EngineRuns;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(runs: EngineRuns, changes: readonly vscode.Event<unknown>[]) {
    this.runs = runs;
    this.subscriptions = changes.map((change) =>
      change(() => {
        this.changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return fileKind(document.uri) === "corpus"
      ? await this.corpusLenses(document)
      : await this.ablationLenses(document);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private async corpusLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { uri } = document;
    const { curated } = await readCorpus(uri.fsPath, document.getText(), workspaceOf(uri));
    const state =
      curated === undefined
        ? vscode.l10n.t("not curated")
        : vscode.l10n.t("{0} of {1} documents kept", curated.summary.kept, curated.summary.documents);
    return [this.startOrStop(uri, vscode.l10n.t("Curate"), Command.curate), topLens(state, "", [])];
  }

  private async ablationLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { uri } = document;
    const live = this.runs.active.find((run) => run.uri.toString() === uri.toString())?.model;
    const view = await readExperiment(uri.fsPath, document.getText(), workspaceOf(uri), live);
    const state = stateText(view, experimentState(view, live !== undefined));
    return [
      this.startOrStop(uri, vscode.l10n.t("Run"), Command.run),
      topLens(withIcon("type-hierarchy", vscode.l10n.t("Show Plan")), Command.plan, [uri]),
      topLens(withIcon("graph", vscode.l10n.t("Show Results")), Command.showResults, [uri]),
      topLens(state, "", []),
      ...(view.experiment === undefined ? [] : armLenses(document, view.experiment)),
    ];
  }

  private startOrStop(uri: vscode.Uri, title: string, command: string): vscode.CodeLens {
    const running = this.runs.active.some((run) => run.uri.toString() === uri.toString());
    return running
      ? topLens(withIcon("debug-stop", vscode.l10n.t("Stop")), Command.stop, [uri])
      : topLens(withIcon("play", title), command, [uri]);
  }
}

/** Names of a generator's arms in its lens, at most. */
const mostNames = 8;

/** What each listed arm is trained on, which arms each generator makes, and which seeds are crossed. */
function armLenses(
  document: vscode.TextDocument,
  { arms, generated, trainingSeeds }: Experiment,
): readonly vscode.CodeLens[] {
  const places = new JsonPlaces(document.getText());
  const ofGenerators = generated.map((each) => [each.place, generatedText(each.arms)] as const);
  const ofArms = [...places.elementsOf(["arms"])].flatMap((place): (readonly [JsonPath, string])[] => {
    const name = places.textAt([...place, "name"]);
    const arm = arms.find((candidate) => candidate.name === name);
    return arm === undefined ? [] : [[place, `${mixtureText(armMixture(arm))} · ${countText(armTokens(arm))}`]];
  });
  // A list says itself what its seeds are.
  const crossed = places.value(["seeds", "order"]) !== undefined;
  const ofSeeds = crossed ? [[["seeds"], trainingSeeds.map(seedText).join(", ")] as const] : [];
  return [...ofSeeds, ...ofGenerators, ...ofArms].flatMap(([path, title]) => {
    const place = places.value(path);
    return place === undefined ? [] : [textLens(document, place, title)];
  });
}

function generatedText(arms: readonly ArmDeclaration[]): string {
  const names = arms.slice(0, mostNames).map(({ name }) => name);
  const more = arms.length > mostNames ? [vscode.l10n.t("and {0} more", arms.length - mostNames)] : [];
  return vscode.l10n.t("{0} arms: {1}", arms.length, [...names, ...more].join(", "));
}

/** VS Code lays a lens out as a row of boxes, in which an ordinary space between icon and word is lost. */
function withIcon(icon: string, title: string): string {
  return `$(${icon})\u00a0${title}`;
}

function topLens(title: string, command: string, commandArguments: readonly vscode.Uri[]): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [...commandArguments] });
}

/** A lens that only tells something. */
function textLens(document: vscode.TextDocument, place: Place, title: string): vscode.CodeLens {
  const start = document.positionAt(place.offset);
  return new vscode.CodeLens(new vscode.Range(start, start), { title, command: "" });
}
