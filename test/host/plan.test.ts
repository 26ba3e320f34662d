import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Command } from "../../src/editor/identifiers.ts";
import type { PlanPanel } from "../../src/editor/plan/plan-panel.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, workspaceFile } from "./extension-under-test.ts";

describe("the page of a plan", () => {
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const settled = (page: PlanPanel): Promise<PlanPanel["state"]> =>
    eventually("the plan", () => {
      const { state } = page;
      return state.computing || (state.plan ?? state.failure ?? state.problems[0]) === undefined ? undefined : state;
    });

  it("is worked out by an engine, and again when it is asked for", async () => {
    const { plans } = await activatedExtension();
    const file = workspaceFile("tiny.ablation.json");
    await vscode.commands.executeCommand(Command.plan, file);
    const page = plans.show(file);
    const { plan, failure, problems } = await settled(page);
    assert.deepEqual([failure, problems], [undefined, []]);
    // Two corpora, measured, curated and tokenised; contamination, tokenizer; three arms with two seeds, trained and evaluated.
    assert.equal(plan?.stages.length, 2 * 3 + 2 + 3 * 2 * 2);
    assert.equal(plan.details?.arms.length, 3);
    page.obey({ type: "refresh" });
    await eventually("another plan", () => (page.state.computing ? true : undefined));
    assert.equal((await settled(page)).plan?.stages.length, 20);
  });

  it("says what is wrong in the file, and opens it there", async () => {
    const { plans } = await activatedExtension();
    const file = workspaceFile("wrong.ablation.json");
    const page = plans.show(file);
    const { plan, problems } = await settled(page);
    assert.equal(plan, undefined);
    assert.deepEqual(
      problems.map(({ file: name, line }) => [name, line]),
      [
        ["wrong.ablation.json", 3],
        ["wrong.ablation.json", 9],
      ],
    );
    page.obey({ type: "openProblem", index: 1 });
    const editor = await eventually("the file", () => {
      const seen = vscode.window.activeTextEditor;
      return seen?.document.uri.toString() === file.toString() ? seen : undefined;
    });
    assert.equal(editor.selection.start.line, 8);
  });
});
