import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as vscode from "vscode";
import { Command, taskType, View } from "../../src/editor/identifiers.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, treeLines, workspaceFile } from "./extension-under-test.ts";

/** Starts the engine as a terminal does, and waits until it has ended. */
async function ablate(...parameters: readonly string[]): Promise<void> {
  const extension = vscode.extensions.getExtension("ablate.ablate");
  assert.ok(extension);
  const engine = vscode.Uri.joinPath(extension.extensionUri, "out", "cli.mjs").fsPath;
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const options = { cwd: workspaceFile().fsPath, env: environment, stdio: "ignore" } as const;
  const child = spawn(process.execPath, [engine, ...parameters], options);
  const [code] = (await once(child, "exit")) as [number | null];
  assert.equal(code, 0);
}

describe("runs that go on without this window", () => {
  const file = (): vscode.Uri => workspaceFile("long.ablation.json");

  it("are followed when somebody else has started them, paused and resumed from here", async () => {
    const { runs, trees } = await activatedExtension();
    await ablate("run", "--detach", "long.ablation.json");
    const followed = await eventually("the run of the terminal", () => runs.activeOf(file()));
    await eventually("a training curve", () => followed.model.loss);
    const lines = await treeLines(trees.get(View.runs));
    assert.ok(lines.some((line) => line.startsWith("long.ablation.json ") && line.includes("loss")));

    await vscode.commands.executeCommand(Command.pause, file());
    assert.equal(followed.model.status.state, "paused");
    await eventually("the word in the tree", async () =>
      (await treeLines(trees.get(View.runs))).find((line) => line.startsWith("long paused")),
    );

    const resumed = vscode.commands.executeCommand(Command.resume, file());
    const again = await eventually("the resumed run", () => runs.activeOf(file()));
    await eventually("its training curve", () => again.model.loss);
    await ablate("stop", "long.ablation.json");
    await resumed;
    assert.equal(again.model.status.state, "stopped");
  });

  it("are tasks too: ending the task stops the run", async () => {
    const { runs } = await activatedExtension();
    const tasks = await vscode.tasks.fetchTasks({ type: taskType });
    assert.deepEqual(tasks.map(({ name }) => name).sort(), [
      "curate misspelt.corpus.json",
      "curate programs.corpus.json",
      "curate stories.corpus.json",
      "run long.ablation.json",
      "run tiny.ablation.json",
      "run wrong.ablation.json",
    ]);
    const task = tasks.find(({ definition }) => definition["experiment"] === "long.ablation.json");
    assert.ok(task);
    const execution = await vscode.tasks.executeTask(task);
    const run = await eventually("the task's run", () => runs.activeOf(file()));
    await eventually("a training curve", () => run.model.loss);
    execution.terminate();
    await run.finished;
    assert.equal(run.model.status.state, "stopped");
  });
});
