import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Command } from "../../src/editor/identifiers.ts";
import { activatedExtension } from "./extension-under-test.ts";

describe("commands", () => {
  it("are registered as package.json declares them", async () => {
    await activatedExtension();
    const registered = (await vscode.commands.getCommands(true)).filter((name) => name.startsWith("ablate."));
    // VS Code adds commands of its own for each view, such as "ablate.runs.focus".
    const own = registered.filter((name) => name.split(".").length === 2 && !name.endsWith(".focus"));
    assert.deepEqual(
      own.filter((name) => Object.values<string>(Command).includes(name)).sort(),
      Object.values(Command).sort(),
    );
  });
});
