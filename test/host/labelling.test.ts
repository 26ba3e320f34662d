import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { contentId } from "../../src/corpus/measure/content.ts";
import { Command, labellingPanelType } from "../../src/editor/identifiers.ts";
import type { LabellingPanel } from "../../src/editor/labelling/labelling-panel.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, workspaceFile } from "./extension-under-test.ts";

const corpus = workspaceFile("programs.corpus.json");
const labels = workspaceFile("labels", "quality.labels.jsonl");
const classifier = workspaceFile("quality.classifier.json");

/** What the labels file says: the score of each document, by its path. */
async function savedScores(): Promise<readonly unknown[]> {
  const lines = (await readFile(labels.fsPath, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const label: unknown = JSON.parse(line);
    assert.ok(typeof label === "object" && label !== null && "document" in label && "score" in label);
    const { document, score } = label;
    assert.ok(typeof document === "object" && document !== null && "path" in document);
    return [document.path, score];
  });
}

describe("labelling a corpus's documents", () => {
  let panel: LabellingPanel;

  before(async () => {
    const { labelling } = await activatedExtension();
    const opened = vscode.commands.executeCommand(Command.labelDocuments, corpus);
    // The first choice is to score; it is there when the list is.
    panel = await eventually("the page", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return labelling.of(corpus);
    });
    await opened;
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const { fs } = vscode.workspace;
    await fs.delete(vscode.Uri.joinPath(labels, ".."), { recursive: true });
    if (existsSync(classifier.fsPath)) await fs.delete(classifier);
  });

  it("asks for every document of a small corpus", async () => {
    await eventually("the queue", () => (panel.state.left === 12 ? true : undefined));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ input }) => input));
    const pages = tabs.filter((input) => input instanceof vscode.TabInputWebview);
    assert.ok(pages.some(({ viewType }) => viewType.endsWith(labellingPanelType)));
    assert.match(panel.state.documents[0]?.text ?? "", /\n/);
  });

  it("saves each score as it is given, and takes the last one back", async () => {
    const paths: (string | undefined)[] = [];
    for (const message of [{ type: "score", score: 4 }, { type: "skip" }, { type: "score", score: 1 }] as const) {
      paths.push(panel.state.documents[0]?.path);
      await panel.obey(message);
    }
    assert.deepEqual(await savedScores(), [
      [paths[0], 4],
      [paths[2], 1],
    ]);
    await panel.obey({ type: "undo" });
    assert.deepEqual(await savedScores(), [[paths[0], 4]]);
    assert.deepEqual([panel.state.labelled, panel.state.left], [1, 10]);
  });

  it("says that labels are too few to train on, and goes on", async () => {
    await panel.obey({ type: "train" });
    assert.match(panel.state.message, /too few labels/);
    assert.equal(panel.state.training, false);
    assert.equal(panel.state.classifier, null);
    assert.equal(panel.state.left, 10);
  });

  it("trains a classifier on the labels, tells how well it does, and asks where it is uncertain", async () => {
    for (let times = 0; times < 2; times += 1) await panel.obey({ type: "undo" });
    const programs = await vscode.workspace.fs.readDirectory(workspaceFile("programs"));
    const given = programs.slice(0, 10).map(async ([name], place) => {
      const id = contentId(await readFile(workspaceFile("programs", name).fsPath));
      const document = { id, path: `programs:${name}`, language: null };
      return JSON.stringify({
        kind: "score",
        document,
        score: place % 2 === 0 ? 5 : 0,
        by: "anna",
        at: "2026-11-24T12:00:00Z",
      });
    });
    await appendFile(labels.fsPath, `${(await Promise.all(given)).join("\n")}\n`);
    await panel.obey({ type: "train" });
    const { classifier: trained, message } = panel.state;
    assert.ok(trained, message);
    assert.equal(
      trained.report.reliability?.curve.reduce((sum, { documents }) => sum + documents, 0),
      10,
    );
    assert.equal(existsSync(classifier.fsPath), true);
    await eventually("the next queue", () => (panel.state.left === 2 ? true : undefined));
  });
});
