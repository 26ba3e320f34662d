import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension in a real VS Code", () => {
  it("activates in a workspace with an ablation file", async () => {
    const extension = vscode.extensions.getExtension("ablate.ablate");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
