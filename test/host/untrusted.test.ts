import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { View } from "../../src/editor/identifiers.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, treeLines, workspaceFile } from "./extension-under-test.ts";

describe("a workspace that is not trusted", () => {
  it("shows experiments and marks mistakes", async () => {
    const { trees } = await activatedExtension();
    assert.ok((await treeLines(trees.get(View.experiments))).includes("tiny not run · 3 arms"));
    await eventually("diagnostics", () =>
      vscode.languages.getDiagnostics(workspaceFile("wrong.ablation.json")).length > 0 ? true : undefined,
    );
  });

  it("runs nothing, whatever asks for it", async () => {
    const { runs, qualityItem } = await activatedExtension();
    const file = workspaceFile("tiny.ablation.json");
    for (const task of ["run", "curate", "results", "inspect"] as const) {
      assert.throws(() => runs.start(task, file), /Restricted Mode/);
    }
    await vscode.window.showTextDocument(workspaceFile("programs", "queue.py"));
    assert.throws(() => runs.serve([], "/", { event: () => undefined, log: () => undefined }), /Restricted Mode/);
    assert.equal(qualityItem.text, "");
    assert.deepEqual(runs.recent, []);
    assert.equal(existsSync(workspaceFile(".ablate").fsPath), false);
  });
});
