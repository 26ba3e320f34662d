import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import type { DeclaredFiles, FileKind } from "../files/declared-files.ts";
import { declaredFile } from "../files/declared-files.ts";
import { taskType } from "../identifiers.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { RunTerminal } from "./run-terminal.ts";

/** A task as tasks.json declares it: `{ "type": "ablate", "experiment": "studies/a.ablation.json" }`, or with "corpus". */
const definitionSchema = z.object({
  type: z.literal(taskType),
  experiment: z.string().optional(),
  corpus: z.string().optional(),
});

type Definition = z.infer<typeof definitionSchema>;

/** Tasks of type `ablate`: one for each ablation and corpus file of the open folders, and those of tasks.json. */
export class AblateTasks implements vscode.TaskProvider {
  private readonly runs: EngineRuns;
  private readonly files: DeclaredFiles;

  constructor(runs: EngineRuns, files: DeclaredFiles) {
    this.runs = runs;
    this.files = files;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    return (await this.files.list()).flatMap(({ kind, uri }) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return [];
      const path = vscode.workspace.asRelativePath(uri, false);
      const definition: Definition = { type: taskType, [kind === "ablation" ? "experiment" : "corpus"]: path };
      return [this.task(definition, folder)];
    });
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = definitionSchema.safeParse(task.definition).data;
    if (definition === undefined) return undefined;
    // The same object has to come back: it is how VS Code knows the task again.
    return this.task(definition, task.scope ?? vscode.TaskScope.Workspace, task.definition);
  }

  private task(
    definition: Definition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    given: vscode.TaskDefinition = definition,
  ): vscode.Task {
    const { experiment, corpus } = definition;
    const name =
      experiment === undefined ? vscode.l10n.t("curate {0}", corpus ?? "") : vscode.l10n.t("run {0}", experiment);
    const execution = new vscode.CustomExecution(() =>
      Promise.resolve(
        new RunTerminal(this.runs, async () => {
          const { uri, kind } = await fileOf(definition, scope);
          return this.runs.start(kind === "ablation" ? "run" : "curate", uri);
        }),
      ),
    );
    const task = new vscode.Task(given, scope, name, "Ablate", execution, `$${taskType}`);
    task.detail = experiment ?? corpus ?? "";
    task.isBackground = false;
    return task;
  }
}

async function fileOf(
  { experiment, corpus }: Definition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
): Promise<{ readonly uri: vscode.Uri; readonly kind: FileKind }> {
  const path = experiment ?? corpus;
  if (path === undefined || (experiment !== undefined && corpus !== undefined)) {
    throw new StageError(
      vscode.l10n.t('A task of type "ablate" has either "experiment" or "corpus": the path of a file.'),
    );
  }
  const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
  const uri = isAbsolute(path) || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
  const kind = declaredFile(uri)?.kind;
  if (kind !== (experiment === undefined ? "corpus" : "ablation")) {
    const ending = experiment === undefined ? ".corpus.json" : ".ablation.json";
    throw new StageError(vscode.l10n.t("{0}: the name of such a file ends in {1}.", path, ending));
  }
  await vscode.workspace.fs.stat(uri).then(undefined, () => {
    throw new StageError(vscode.l10n.t("{0}: there is no such file.", uri.fsPath));
  });
  return { uri, kind };
}
