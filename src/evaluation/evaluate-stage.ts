import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../stage/key.ts";
import { type RunContext, StageError, type StageOutcome, type StageRunner, type StageWork } from "../stage/runner.ts";
import { writeItems } from "../store/items.ts";
import type { RequestToScore, ScoreOptions } from "../training/score.ts";
import { loadTokenizer } from "../training/tokenizer.ts";
import { buildItems } from "./build-items.ts";
import { evaluateParameters } from "./evaluate-parameters.ts";
import { evaluatedCorpora } from "./evaluated-corpora.ts";
import type { Item } from "./item.ts";
import { itemRow, summariseRows } from "./item-rows.ts";
import { itemRequests, type ItemRequests } from "./requests.ts";

/** Log-likelihoods in nats, for each request in order one of each model; null where it is not finite. */
export type ScoreRequests = (
  models: readonly string[],
  requests: readonly RequestToScore[],
  options: ScoreOptions,
) => Promise<readonly (readonly (number | null)[])[]>;

/**
 * Runs stages of kind `evaluate`. Stages that differ in the model alone are one pack: the items are built once, and all
 * models are scored together. Writes `items.parquet` and `summary.json` for each.
 */
export function createEvaluateRunner({ score }: { readonly score: ScoreRequests }): StageRunner {
  return {
    kind: "evaluate",
    version: 2,
    packKey({ parameters, inputs: { model: _model, ...inputs } }) {
      return Promise.resolve(createHash("sha256").update(canonicalJson({ parameters, inputs })).digest("hex"));
    },
    run: (works, context) => evaluate(works, context, score),
  };
}

async function evaluate(
  works: readonly StageWork[],
  context: RunContext,
  score: ScoreRequests,
): Promise<readonly StageOutcome[]> {
  const [first] = works;
  if (first === undefined) return [];
  const parameters = evaluateParameters.parse(first.stage.parameters);
  const items = await buildItems(parameters, evaluatedCorpora(first), (line) => {
    context.log(line);
  });
  context.signal.throwIfAborted();
  const tokenizer = await loadTokenizer(input(first, "tokenizer"));
  const requests = await itemRequests(items, tokenizer, parameters.context);

  const flat = requests.flat(2);
  const total = items.length * works.length;
  const progress = (done: number): void => {
    context.report({ done: Math.floor((total * done) / flat.length), total, unit: "items" });
  };
  progress(0);
  const models = works.map((work) => join(input(work, "model"), "model"));
  const { precision } = parameters;
  const options = { context, precision, endOfText: tokenizer.endOfText, folder: first.folder, progress };
  const scores = await score(models, flat, options);
  return Promise.all(
    works.map((work, model) =>
      writeResult(
        work,
        items,
        requests,
        scores.map((ofModels) => ofModels[model] ?? null),
      ),
    ),
  );
}

async function writeResult(
  work: StageWork,
  items: readonly Item[],
  requests: readonly ItemRequests[],
  scores: readonly (number | null)[],
): Promise<StageOutcome> {
  if (scores.includes(null)) {
    return new StageError(
      `${work.stage.label}: the model gives some text no probability at all; its weights are not finite. ` +
        `See its training curve, and lower "rate".`,
    );
  }
  let at = 0;
  const sumOfNext = (count: number): number => {
    const part = scores.slice(at, (at += count));
    return part.reduce<number>((sum, logLikelihood) => sum + (logLikelihood ?? 0), 0);
  };
  const rows = items.map((item, index) =>
    itemRow(
      item,
      (requests[index] ?? []).map(({ length }) => sumOfNext(length)),
    ),
  );
  await writeItems(join(work.folder, "items.parquet"), rows);
  const slices = summariseRows(rows);
  await writeFile(join(work.folder, "summary.json"), JSON.stringify({ slices }, null, 2));
  return { items: rows.length, requests: scores.length };
}

function input(work: StageWork, role: string): string {
  const folder = work.inputs[role];
  if (folder === undefined) throw new Error(`an evaluate stage needs the input ${role}`);
  return folder;
}
