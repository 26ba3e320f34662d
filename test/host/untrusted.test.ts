import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("a workspace that is not trusted", () => {
  it("activates the extension for viewing", async () => {
    const extension = vscode.extensions.getExtension("ablate.ablate");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
