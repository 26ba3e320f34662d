import * as vscode from "vscode";
import type { ArmDeclaration } from "../../experiment/arm-declaration.ts";
import type { Experiment, GeneratedArms } from "../../experiment/experiment.ts";
import { corpusFileOf } from "../../scheduler/load-experiment.ts";
import { splitSlice } from "../../experiment/slices/slice.ts";
import { speedsSchema, TimeEstimate } from "../../scheduler/time-left.ts";
import { readSpeeds } from "../../store/speed-record.ts";
import { readCorpus } from "../corpora/corpus-view.ts";
import { armMixture } from "../../experiment/budgets/amounts.ts";
import { parseExperiment } from "../experiments/experiment-view.ts";
import { fileText } from "../files/file-text.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { countText, mixtureText } from "../quantities.ts";
import { plainMarkdown } from "../trees/tree-source.ts";
import { armDescription } from "./arm-description.ts";
import { type JsonPath, JsonPlaces } from "./json-places.ts";

/** Explains arms and corpora where an ablation file names them; the rest is explained by its schema. */
export class AblationHovers implements vscode.HoverProvider {
  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const path = new JsonPlaces(document.getText()).pathAt(document.offsetAt(position));
    const lines = await hoverLines(document, position, path);
    return lines.length === 0 ? undefined : new vscode.Hover(plainMarkdown(...lines));
  }
}

async function hoverLines(
  document: vscode.TextDocument,
  position: vscode.Position,
  path: JsonPath,
): Promise<readonly string[]> {
  const { value: experiment } = parseExperiment(document.uri.fsPath, document.getText());
  const [property] = path;
  if (property === "arms" && experiment !== undefined) {
    const generator = innermostGenerator(experiment, path);
    if (generator !== undefined && path.at(-1) === "generate") return generatedLines(generator.arms);
    const name = path.at(-1) === "name" ? new JsonPlaces(document.getText()).textAt(path) : undefined;
    const arm = generator === undefined ? experiment.arms.find((each) => each.name === name) : armOf(generator, path);
    if (arm !== undefined) {
      const speeds = await readSpeeds(workspaceOf(document.uri), speedsSchema);
      const estimate = new TimeEstimate(speeds ?? {});
      return armDescription(arm, experiment, (flops) => estimate.seconds("train", flops));
    }
  }
  const isCorpus = (property === "corpora" && path.length === 2) || path.at(-2) === "mixture";
  return isCorpus ? corpusLines(document, splitSlice(corpusNameAt(document, position, path)).corpus) : [];
}

function innermostGenerator({ generated }: Experiment, path: JsonPath): GeneratedArms | undefined {
  return generated
    .filter(({ place }) => place.every((step, index) => step === path[index]))
    .toSorted((a, b) => b.place.length - a.place.length)[0];
}

/** The arm that a share of a proportion grid stands for. */
function armOf({ place, arms }: GeneratedArms, path: JsonPath): ArmDeclaration | undefined {
  const [field, index] = path.slice(place.length);
  return field === "shares" && typeof index === "number" ? arms[index] : undefined;
}

/** Arms of a generator in its hover, at most. */
const mostArms = 30;

function generatedLines(arms: readonly ArmDeclaration[]): readonly string[] {
  const lines = arms.slice(0, mostArms).map((arm) => `${arm.name}: ${mixtureText(armMixture(arm))}`);
  return arms.length > mostArms ? [...lines, vscode.l10n.t("and {0} more", arms.length - mostArms)] : lines;
}

function corpusNameAt(document: vscode.TextDocument, position: vscode.Position, path: JsonPath): string {
  const last = path.at(-1);
  if (typeof last === "string") return last;
  const range = document.getWordRangeAtPosition(position, /"[^"]*"/);
  return range === undefined ? "" : document.getText(range).slice(1, -1);
}

async function corpusLines(document: vscode.TextDocument, name: string): Promise<readonly string[]> {
  const uri = vscode.Uri.file(corpusFileOf(document.uri.fsPath, name));
  const text = name === "" ? undefined : await fileText(uri);
  if (text === undefined) return [];
  const { corpus, curated } = await readCorpus(uri.fsPath, text, workspaceOf(uri));
  if (corpus === undefined) return [];
  const description = corpus.description === "" ? [] : [corpus.description];
  if (curated === undefined) return [...description, vscode.l10n.t("{0}: not curated", name)];
  const { kept, documents, bytes, heldOut } = curated.summary;
  const facts = vscode.l10n.t(
    "{0}: {1} of {2} documents kept, {3}B, {4} documents held out",
    name,
    kept,
    documents,
    countText(bytes),
    heldOut.documents,
  );
  return [...description, facts];
}
