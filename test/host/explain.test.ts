import assert from "node:assert/strict";
import * as vscode from "vscode";
import { sessionProcesses } from "../../scripts/vscode/session-processes.ts";
import { Command } from "../../src/editor/identifiers.ts";
import { eventually } from "./eventually.ts";
import { activatedExtension, workspaceFile } from "./extension-under-test.ts";

const file = workspaceFile("programs", "queue.py");
const mistake = "def broken(:\n    return = 1\n";

function explanations(): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file).filter(({ source }) => source === "Ablate");
}

async function hoverText(position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", file, position);
  const contents = hovers.flatMap((hover) => hover.contents);
  const text = contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : "")).join("\n");
  return text.replaceAll("&nbsp;", " ");
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("ablate").update(name, value, vscode.ConfigurationTarget.Workspace);
}

describe("a file that a corpus takes", () => {
  let editor: vscode.TextEditor;

  before(async () => {
    await activatedExtension();
    editor = await vscode.window.showTextDocument(file);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("has its quality in the status bar", async () => {
    const { qualityItem } = await activatedExtension();
    const score = await eventually("a score", () => /0\.\d\d$|1\.00$/.exec(qualityItem.text)?.[0]);
    const { label } = qualityItem.accessibilityInformation ?? {};
    assert.ok(label?.startsWith(`Quality ${score}. Would be kept: `), label);
  });

  it("is marked, as it is typed, where the parser cannot read it, and explained there", async () => {
    assert.deepEqual(explanations(), []);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), mistake);
    });
    const [first] = await eventually("diagnostics", () => (explanations().length > 0 ? explanations() : undefined));
    assert.equal(first?.severity, vscode.DiagnosticSeverity.Information);
    assert.match(first.message, /^parseErrorShare 0\.0\d+: best ≤ 0 \(Ablate\)/);
    assert.ok(typeof first.code === "object" && first.code.value === "parseErrorShare");
    assert.ok(first.code.target.path.endsWith("docs/corpus.md"));
    assert.ok(first.range.start.line < 2);

    const text = await hoverText(first.range.start);
    assert.match(text, /could not read/);
    assert.match(text, /Would be kept/);
  });

  it("is explained no more where that is switched off", async () => {
    await setting("explain.diagnostics", false);
    await eventually("no diagnostics", () => (explanations().length === 0 ? true : undefined));
    await setting("explain.diagnostics", undefined);
    await eventually("diagnostics", () => (explanations().length > 0 ? true : undefined));
    await setting("explain.files", "off");
    await eventually("no diagnostics", () => (explanations().length === 0 ? true : undefined));
    await setting("explain.files", undefined);
  });

  it("is marked no more when it is mended", async () => {
    await eventually("diagnostics", () => (explanations().length > 0 ? true : undefined));
    await editor.edit((edit) => {
      edit.delete(new vscode.Range(0, 0, 2, 0));
    });
    await eventually("no diagnostics", () => (explanations().length === 0 ? true : undefined));
  });

  it("is explained on a page when its score is chosen", async () => {
    await vscode.commands.executeCommand(Command.inspectFile, file);
    const page = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith("queue.py.quality.txt"));
    assert.match(
      page?.getText() ?? "",
      /Quality 0\.\d+[^]*topTrigramShare +0\.1026 .*≤ [\d.]+ \(RefineCode\) +refinecode ≤ 0\.18/,
    );
  });

  it("is judged by the rules of its corpus on its page when it is not open", async () => {
    const [corpus, closed] = [workspaceFile("closed.corpus.json"), workspaceFile("closed", "a.py")];
    const { fs } = vscode.workspace;
    const declared = {
      sources: [{ name: "closed", type: "folder", path: "closed" }],
      filters: { lineCount: { min: 5 } },
    };
    await fs.writeFile(closed, Buffer.from("total = 1\n"));
    await fs.writeFile(corpus, Buffer.from(JSON.stringify(declared)));
    try {
      await eventually("the corpus to be known", async () => {
        await vscode.commands.executeCommand(Command.inspectFile, closed);
        const page = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith("/closed/a.py.quality.txt"));
        assert.ok(page);
        return page.getText().includes("Would be dropped: lineCount 1 is below 5") ? true : undefined;
      });
      assert.ok(vscode.workspace.textDocuments.every(({ uri }) => uri.toString() !== closed.toString()));
    } finally {
      await fs.delete(corpus);
      await fs.delete(vscode.Uri.joinPath(closed, ".."), { recursive: true });
    }
  });

  it("is asked of one engine, however often it is asked", async () => {
    const session = process.env["ABLATE_SESSION"];
    assert.ok(session);
    const engines = (await sessionProcesses(session)).filter(({ command }) => command.includes("inspect --watch"));
    assert.equal(engines.length, 1);
  });
});
