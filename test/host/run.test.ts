import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { sessionProcesses } from "../../scripts/vscode/session-processes.ts";
import { Command, resultsPanelType, View } from "../../src/editor/identifiers.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, treeLines, workspaceFile } from "./extension-under-test.ts";

/** The engine and the trainer, as far as they run in this VS Code. */
async function enginesAndTrainers(): Promise<readonly string[]> {
  const session = process.env["ABLATE_SESSION"];
  assert.ok(session);
  const commands = (await sessionProcesses(session)).map(({ command }) => command);
  return commands.filter((command) => /\/cli\.mjs |ablate-trainer /.test(command));
}

function openPanels(): readonly string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(resultsPanelType))
    .map(({ label }) => label);
}

describe("running an experiment", () => {
  it("trains, evaluates and shows the results", async () => {
    const { runs, trees } = await activatedExtension();
    const file = workspaceFile("tiny.ablation.json");
    await vscode.commands.executeCommand(Command.run, file);

    const run = runs.of(file);
    assert.deepEqual(
      { state: run?.model.status.state, message: run?.model.status.message },
      { state: "done", message: undefined },
    );
    assert.deepEqual(
      run?.model.results?.arms.map(({ name }) => name),
      ["programs-0", "programs-50", "programs-100"],
    );
    assert.ok((await treeLines(trees.get(View.experiments))).includes("tiny done · 3 arms"));
    assert.deepEqual(openPanels(), ["tiny"]);
    assert.deepEqual(await enginesAndTrainers(), []);
  });

  it("trains nothing the second time", async () => {
    const { runs } = await activatedExtension();
    const file = workspaceFile("tiny.ablation.json");
    await vscode.commands.executeCommand(Command.run, file);
    const states = new Set(runs.of(file)?.model.status.stages.map(({ state }) => state));
    assert.deepEqual([...states], ["cached"]);
  });

  it("leaves no trainer behind when it is stopped", async () => {
    const { runs } = await activatedExtension();
    const file = workspaceFile("long.ablation.json");
    const ended = vscode.commands.executeCommand(Command.run, file);
    await eventually("the trainer", async () =>
      (await enginesAndTrainers()).some((command) => command.includes("ablate-trainer ")) ? true : undefined,
    );
    await eventually("a training curve", () => (runs.of(file)?.model.loss === undefined ? undefined : true));

    await vscode.commands.executeCommand(Command.stop, file);
    await ended;
    assert.equal(runs.of(file)?.model.status.state, "stopped");
    assert.deepEqual(await enginesAndTrainers(), []);
    assert.ok(existsSync(workspaceFile(".ablate", "work").fsPath), "what was computed is kept for the next run");
  });
});
