import { basename, join } from "node:path";
import { analyseJudgements, pairsOf } from "../analysis/win-rate/analyse-judgements.ts";
import type { JudgedPair } from "../analysis/win-rate/judged-pair.ts";
import { type ChatFormat, completionsAddress } from "../corpus/language-model/chat-endpoint.ts";
import { endpointJudge } from "../evaluation/win-rate/endpoint-judge.ts";
import { type AnsweringModel, type AnswerSettings, answersOf } from "../evaluation/win-rate/generations.ts";
import { judgeComparisons } from "../evaluation/win-rate/judge-comparisons.ts";
import { answerLikelihoods } from "../evaluation/win-rate/likelihood-preference.ts";
import { chosenPrompts, readPrompts } from "../evaluation/win-rate/prompt-file.ts";
import { comparisonKey, VerdictRecord } from "../evaluation/win-rate/verdict-record.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { readModelConfiguration } from "./generate.ts";
import {
  type CommandContext,
  surroundingsOf,
  trainingDevice,
  valueOf,
  workspaceOf,
  type WorkspaceOptions,
} from "./command.ts";
import { winRateFile } from "./win-rate-file.ts";
import { winRateText } from "./win-rate-text.ts";

export interface JudgeOptions extends WorkspaceOptions {
  readonly prompts: string;
  /** Most prompts that are used. */
  readonly items: number;
  readonly arms?: readonly string[];
  readonly seed: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly endpoint?: string;
  readonly model?: string;
  readonly format: ChatFormat;
  readonly apiKeyVariable: string;
  readonly inputPrice?: number;
  readonly outputPrice?: number;
  readonly budget?: number;
  readonly concurrency: number;
  readonly retries: number;
  /** An arm that prefers by likelihood, in place of a judge. */
  readonly likelihood?: string;
  readonly dryRun?: boolean;
}

const FIRST_PAUSE_MILLISECONDS = 1000;
const VERDICTS_PER_LINE = 20;

/** An arm's answer to a prompt, trained with a seed. */
interface Answered {
  readonly prompt: string;
  readonly seed: number;
  readonly arm: string;
  readonly answer: string;
}

/** `ablate judge FILE.ablation.json`: answers of trained arms to prompts, compared by a judge or by likelihood. */
export async function judge(file: string, options: JudgeOptions, context: CommandContext): Promise<void> {
  const { output, files } = context;
  if (options.likelihood === undefined) checkEndpoint(options);
  const loaded = valueOf(await loadExperiment(file), output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await compileExperiment(loaded, workspace, world);
  const known = loaded.experiment.arms.map(({ name }) => name);
  for (const name of [...(options.arms ?? []), ...(options.likelihood === undefined ? [] : [options.likelihood])]) {
    if (!known.includes(name)) throw new InvalidInput(`no arm "${name}" in ${file}; arms: ${known.join(", ")}`);
  }
  // Whoever scores by likelihood likes its own answers best.
  const arms = known.filter(
    (name) => (options.arms === undefined || options.arms.includes(name)) && name !== options.likelihood,
  );
  if (arms.length < 2)
    throw new InvalidInput("Two arms at least are compared, beside the one that --likelihood names.");
  const prompts = chosenPrompts(await readPrompts(options.prompts), options.items, options.seed);

  const folder = join(workspace.folder, "win-rates");
  const surroundings: AnswerSettings = {
    trainer: files.trainer,
    context: {
      signal: context.signal,
      device: trainingDevice(options, context),
      threads: options.threads ?? context.cores,
      log: (line) => {
        output.emit({ event: "log", line });
      },
    },
    folder,
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    seed: options.seed,
  };
  const modelOf = async (arm: string, seed: number): Promise<AnsweringModel> => {
    const phase = graph.armRuns.find((run) => run.arm === arm && run.seed === seed)?.phases.at(-1);
    const stage = graph.stages.get(phase ?? "");
    if (stage === undefined || (await world.store.find(stage)) === undefined) {
      throw new StageError(`${arm} is not trained yet with seed ${String(seed)}; run: ablate run ${file}`);
    }
    const model = join(world.store.folder(stage), "model");
    return { key: stage.key, folder: model, ...(await readModelConfiguration(model)) };
  };
  const answered: Answered[] = [];
  for (const { arm, seed } of graph.armRuns.filter((run) => arms.includes(run.arm))) {
    const answers = await answersOf(await modelOf(arm, seed), prompts, surroundings);
    for (const [index, prompt] of prompts.entries()) answered.push({ prompt, seed, arm, answer: answers[index] ?? "" });
  }

  const settings = { experiment: basename(file).replace(/\.ablation\.json$/, ""), arms, seed: options.seed };
  const seed = loaded.experiment.seeds[0] ?? 1;
  const found =
    options.likelihood === undefined
      ? await askEndpoint(answered, arms, folder, options, context)
      : await askArm(answered, arms, await modelOf(options.likelihood, seed), options.likelihood, surroundings);
  if (found === undefined) return;
  const winRates = analyseJudgements(found.judged, { ...settings, judge: found.judge, kind: found.kind });
  const path = winRateFile(workspace, loaded.file, found.kind);
  await writeFileAtomically(path, `${JSON.stringify(winRates, undefined, 2)}\n`);
  output.emit({ event: "winRates", winRates });
  output.print(winRateText(winRates));
}

interface Found {
  readonly judge: string;
  readonly kind: "judge" | "likelihood";
  readonly judged: JudgedPair[];
}

/** What a judge has said; undefined after a dry run. */
async function askEndpoint(
  answered: readonly Answered[],
  arms: readonly string[],
  folder: string,
  options: JudgeOptions,
  context: CommandContext,
): Promise<Found | undefined> {
  const { output, signal } = context;
  const { address, model } = checkEndpoint(options);
  const { retries, concurrency, format, inputPrice = 0, outputPrice = 0, budget = Infinity } = options;
  const endpoint = {
    ...{ address, model, format, retries, temperature: 0, pauseMilliseconds: FIRST_PAUSE_MILLISECONDS },
    apiKey: process.env[options.apiKeyVariable] || undefined,
  };
  const paid = endpointJudge(endpoint, { input: inputPrice, output: outputPrice }, options.seed);
  const met = meetings(answered, arms).flatMap(([one, other]) => [
    { one, other },
    { one: other, other: one },
  ]);
  // Nobody is asked which of two equal answers is better.
  const comparisons = met
    .filter(({ one, other }) => one.answer !== other.answer)
    .map(({ one, other }) => ({ prompt: one.prompt, first: one.answer, second: other.answer }));
  const record = await VerdictRecord.open(folder, paid.name, context.now());
  try {
    const distinct = new Map(comparisons.map((comparison) => [comparisonKey(comparison), comparison]));
    const missing = [...distinct.values()].filter((comparison) => record.find(comparison) === undefined);
    const most = missing.reduce((sum, comparison) => sum + paid.mostCost(comparison), 0) / (retries + 1);
    const line =
      `${String(comparisons.length)} comparisons of answers that differ, both orders of each pair; ${String(missing.length)} to be asked for, which ` +
      `cost ${amount(most)} at most unless they are sent again; spent so far: ${amount(record.spent)}` +
      (budget === Infinity ? "" : `; budget: ${amount(budget)}`);
    output.emit({ event: "log", line });
    if (options.dryRun === true) {
      output.emit({
        event: "judgingCost",
        ...{ comparisons: comparisons.length, missing: missing.length, most, spent: record.spent },
      });
      return undefined;
    }
    const verdicts = await judgeComparisons(comparisons, {
      ...{ judge: paid, record, concurrency, budget, signal },
      report: (done, total) => {
        if (done % VERDICTS_PER_LINE !== 0 && done !== total) return;
        output.emit({
          event: "log",
          line: `${String(done)} of ${String(total)} verdicts, ${amount(record.spent)} spent`,
        });
      },
    });
    const without = verdicts.filter((verdict) => verdict === undefined).length;
    if (without > 0) {
      const rest = `The budget of ${amount(budget)} is too small for ${String(without)} of ${String(verdicts.length)} verdicts; what follows is of the others.`;
      output.emit({ event: "log", line: rest });
    }
    const said = verdicts.values();
    const judged = met.flatMap(({ one, other }) => {
      const verdict = one.answer === other.answer ? "tie" : said.next().value;
      return verdict === undefined ? [] : [judgedPair(one, other, verdict)];
    });
    return { judge: paid.name, kind: "judge", judged };
  } finally {
    await record.close();
  }
}

async function askArm(
  answered: readonly Answered[],
  arms: readonly string[],
  model: AnsweringModel,
  name: string,
  settings: AnswerSettings,
): Promise<Found> {
  const likelihoods = await answerLikelihoods(model, answered, settings);
  const of = new Map(answered.map((answer, index) => [answer, likelihoods[index]]));
  const judged = meetings(answered, arms).map(([one, other]) => {
    if (one.answer === other.answer) return judgedPair(one, other, "tie");
    const [a, b] = [of.get(one), of.get(other)];
    if (a === undefined || b === undefined) return judgedPair(one, other, "malformed");
    return judgedPair(one, other, a === b ? "tie" : a > b ? "first" : "second");
  });
  return { judge: `likelihood per byte by the arm ${name}`, kind: "likelihood", judged };
}

/** Answers of two arms to the same prompt, trained with the same seed. */
function meetings(answered: readonly Answered[], arms: readonly string[]): [Answered, Answered][] {
  const pairs = pairsOf(arms);
  return [...Map.groupBy(answered, ({ prompt, seed }) => JSON.stringify([prompt, seed])).values()].flatMap((group) =>
    pairs.flatMap(([arm, other]): [Answered, Answered][] => {
      const one = group.find((answer) => answer.arm === arm);
      const two = group.find((answer) => answer.arm === other);
      return one === undefined || two === undefined ? [] : [[one, two]];
    }),
  );
}

function judgedPair(one: Answered, other: Answered, verdict: JudgedPair["verdict"]): JudgedPair {
  return {
    ...{ prompt: one.prompt, seed: one.seed, first: one.arm, second: other.arm, verdict },
    firstBytes: Buffer.byteLength(one.answer),
    secondBytes: Buffer.byteLength(other.answer),
  };
}

function checkEndpoint(options: JudgeOptions): { readonly address: string; readonly model: string } {
  const { endpoint: address, model, format, inputPrice, outputPrice, budget } = options;
  if (address === undefined || model === undefined) {
    throw new InvalidInput("Name a judge with --endpoint and --model, or an arm with --likelihood.");
  }
  completionsAddress(address, format);
  if (budget !== undefined && (inputPrice === undefined || outputPrice === undefined)) {
    throw new InvalidInput("A budget needs the prices of a million tokens: --input-price and --output-price.");
  }
  if (budget === undefined && ((inputPrice ?? 0) > 0 || (outputPrice ?? 0) > 0) && options.dryRun !== true) {
    throw new InvalidInput("A judge that costs money needs a --budget; --dry-run tells what it would cost.");
  }
  return { address, model };
}

function amount(value: number): string {
  return value.toFixed(value > 0 && value < 1 ? 4 : 2);
}
