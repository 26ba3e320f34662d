import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { Command, documentScheme, explorerPanelType } from "../../src/editor/identifiers.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, workspaceFile } from "./extension-under-test.ts";

const file = workspaceFile("programs.corpus.json");

function tabsOf<Input>(kind: abstract new (...parameters: never[]) => Input): readonly Input[] {
  const inputs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ input }) => input));
  return inputs.filter((input): input is Input => input instanceof kind);
}

describe("the explorer of a corpus", () => {
  before(async () => {
    await activatedExtension();
    await vscode.commands.executeCommand(Command.curate, file);
    await vscode.commands.executeCommand(Command.exploreCorpus, file);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("is one panel, however often it is opened", async () => {
    await vscode.commands.executeCommand(Command.exploreCorpus, file);
    const panels = (): number =>
      tabsOf(vscode.TabInputWebview).filter(({ viewType }) => viewType.endsWith(explorerPanelType)).length;
    await eventually("the panel", () => (panels() > 0 ? true : undefined));
    assert.equal(panels(), 1);
  });

  it("opens a document where its file is", async () => {
    const { explorers } = await activatedExtension();
    const document = { place: 0, source: "programs", path: "queue.py", rule: "kept" };
    await explorers.show(file).obey({ type: "ready" });
    await explorers.show(file).obey({ type: "openDocument", document, find: "class" });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, workspaceFile("programs", "queue.py").fsPath);
    assert.equal(editor.document.getText(editor.selection), "class");
  });

  it("shows how two documents differ, as they were measured", async () => {
    const { explorers } = await activatedExtension();
    const [left, right] = [0, 1].map((place) => ({ place, source: "programs", path: `number ${String(place)}` }));
    assert.ok(left && right);
    await explorers.show(file).obey({ type: "compare", left, right });
    const diff = await eventually("a diff", () => tabsOf(vscode.TabInputTextDiff)[0]);
    assert.equal(diff.original.scheme, documentScheme);
    const texts = await Promise.all(
      [diff.original, diff.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
    );
    // In the order of their names.
    const files = ["Account.java", "cache.js"].map((name) => readFile(workspaceFile("programs", name).fsPath, "utf8"));
    assert.deepEqual(texts, await Promise.all(files));
  });

  it("writes filters into the corpus file, which undo takes back", async () => {
    const { explorers } = await activatedExtension();
    const before = (await vscode.workspace.openTextDocument(file)).getText();
    await explorers.show(file).obey({ type: "writeFilters", filters: { quality: { min: 0.4 } } });
    const document = await vscode.workspace.openTextDocument(file);
    assert.match(document.getText(), /\/\/ Twelve short programs[^]*"quality": \{\s*"min": 0\.4\s*\}/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
