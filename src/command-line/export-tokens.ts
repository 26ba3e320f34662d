import { constants } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeDatatroveTokens } from "../exchange/datatrove-tokens.ts";
import { fileNamesOf } from "../exchange/file-name.ts";
import { makeNewFolder } from "../exchange/new-folder.ts";
import { writeTokenizer } from "../exchange/tokenizer-folder.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import type { Stage } from "../stage/stage.ts";
import { readEndOfText } from "../training/tokenizer.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type ExportedExperiment, type FromExperiment } from "./exported-experiment.ts";

export interface ExportTokensOptions extends FromExperiment {
  readonly to: string;
  readonly format: "megatron" | "datatrove";
}

/** `ablate export tokens [CORPUS…] --from FILE --to DIR`: token shards as Megatron or datatrove read them, with the tokenizer. */
export async function exportTokens(
  names: readonly string[],
  options: ExportTokensOptions,
  context: CommandContext,
): Promise<void> {
  const exported = await exportedExperiment(options, context);
  const path = await makeNewFolder(options.to, async (folder) => {
    await writeTokens(folder, tokenizedCorpora(names, exported), options.format, exported, context.signal);
  });
  context.output.emit({ event: "file", kind: "tokens", path });
}

/** Puts the tokens of corpora into a folder that is there, each under the name that `fileNamesOf` gives it. */
export async function writeTokens(
  folder: string,
  corpora: readonly TokenizedCorpus[],
  format: ExportTokensOptions["format"],
  { loaded, store }: ExportedExperiment,
  signal: AbortSignal,
): Promise<void> {
  const fileNames = fileNamesOf(corpora.map(({ name }) => name));
  let tokenizer = "";
  for (const { name, stage } of corpora) {
    signal.throwIfAborted();
    if ((await store.find(stage)) === undefined) {
      throw new StageError(`${name} is not tokenized yet; run: ablate run ${loaded.file}`);
    }
    tokenizer = store.folder({ kind: "tokenizer", key: stage.inputs["tokenizer"] ?? "" });
    const prefix = join(store.folder(stage), "tokens");
    const to = join(folder, fileNames.get(name) ?? "");
    if (format === "datatrove") {
      await writeDatatroveTokens(prefix, `${to}.ds`, "tokenizer.json");
    } else {
      for (const ending of [".bin", ".idx"])
        await copyFile(`${prefix}${ending}`, `${to}${ending}`, constants.COPYFILE_FICLONE);
    }
    await copyFile(join(store.folder(stage), "summary.json"), `${to}.summary.json`);
  }
  const { model } = loaded.experiment;
  const endOfText = await readEndOfText(tokenizer);
  await writeTokenizer(tokenizer, folder, { endOfText, context: model.context });
  const files = Object.fromEntries(fileNames);
  const facts = { format, vocabulary: model.vocabulary, endOfText, corpora: corpora.map(({ name }) => name), files };
  await writeFile(join(folder, "tokens.json"), `${JSON.stringify(facts, null, 2)}\n`);
}

/** A `tokenize` stage, by what its mixtures call it. */
export interface TokenizedCorpus {
  readonly name: string;
  readonly stage: Stage;
}

/** What an experiment tokenizes, or what of it is named. Throws a StageError for what it does not tokenize. */
export function tokenizedCorpora(
  names: readonly string[],
  { graph }: Pick<ExportedExperiment, "graph">,
): readonly TokenizedCorpus[] {
  const all = new Map<string, Stage>();
  for (const { kind, inputs } of graph.stages.values()) {
    if (kind !== "train") continue;
    for (const [role, key] of Object.entries(inputs)) {
      const stage = graph.stages.get(key);
      if (role.startsWith("tokens:") && stage !== undefined) all.set(role.slice("tokens:".length), stage);
    }
  }
  const chosen = names.length === 0 ? all.keys() : new Set(names);
  return [...chosen].map((name) => {
    const stage = all.get(name);
    if (stage === undefined)
      throw new InvalidInput(`no arm is trained on "${name}"; there are ${[...all.keys()].join(", ")}`);
    return { name, stage };
  });
}
