import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./eventually.ts";
import { activatedExtension, workspaceFile } from "./extension-under-test.ts";

function ownDiagnostics(file: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file).filter(({ source }) => source === "Ablate");
}

/** Ablate's marks in a file as "line:column-column message", counted from 1 as people do. */
async function marks(file: vscode.Uri): Promise<readonly string[]> {
  return eventually(`diagnostics of ${file.path}`, () => {
    const own = ownDiagnostics(file);
    if (own.length === 0) return undefined;
    return own.map(({ range: { start, end }, message }) => {
      return `${String(start.line + 1)}:${String(start.character + 1)}-${String(end.character + 1)} ${message}`;
    });
  });
}

async function lenses(file: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
  await vscode.window.showTextDocument(file);
  return vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", file);
}

describe("corpus and ablation files in the editor", () => {
  before(activatedExtension);

  it("mark an unknown corpus and a mixture that does not sum to 1 where they stand", async () => {
    const [corpus, mixture, ...others] = await marks(workspaceFile("wrong.ablation.json"));
    assert.match(corpus ?? "", /^3:38-45 .*poems/);
    assert.match(mixture ?? "", /^9:71-\d+ .*sums to 1\.1/);
    assert.deepEqual(others, []);
  });

  it("mark a misspelt name and suggest the right one", async () => {
    const [misspelt, ...others] = await marks(workspaceFile("misspelt.corpus.json"));
    assert.match(misspelt ?? "", /^3:3-12 .*"heldout".*"heldOut"/);
    assert.deepEqual(others, []);
  });

  it("mark a mistake while it is typed, and unmark it when it is mended", async () => {
    const file = workspaceFile("tiny.ablation.json");
    const editor = await vscode.window.showTextDocument(file);
    const at = editor.document.positionAt(editor.document.getText().indexOf('"programs-0"') + 1);
    await editor.edit((edit) => {
      edit.insert(at, "x");
    });
    assert.match((await marks(file))[0] ?? "", /"xprograms-0"/);

    await editor.edit((edit) => {
      edit.delete(new vscode.Range(at, at.translate(0, 1)));
    });
    await eventually("no diagnostics", () => (ownDiagnostics(file).length === 0 ? true : undefined));
    assert.ok(await editor.document.save());
  });

  it("offer to run an experiment, to show its plan and its results from its first line", async () => {
    const file = workspaceFile("tiny.ablation.json");
    const first = (await lenses(file)).filter(({ range }) => range.start.line === 0);
    assert.deepEqual(
      first.map(({ command }) => command?.command),
      ["ablate.run", "ablate.plan", "ablate.showResults", ""],
    );
    assert.equal(first[3]?.command?.title, "not run · 3 arms");
  });

  it("offer to curate a corpus from its first line", async () => {
    const [first] = await lenses(workspaceFile("stories.corpus.json"));
    assert.equal(first?.command?.command, "ablate.curate");
  });

  it("complete names from the schema", async () => {
    const file = workspaceFile("tiny.ablation.json");
    const document = await vscode.workspace.openTextDocument(file);
    const inTraining = document.positionAt(document.getText().indexOf('"sequencesPerStep"'));
    const list = await eventually("completions", async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        file,
        inTraining,
      );
      return found.items.length > 0 ? found : undefined;
    });
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("weightDecay"), labels.join(", "));
  });
});
