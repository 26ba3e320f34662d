// What `ablate-trainer plan --measure` foretells beside what `ablate-trainer train` takes: peak memory and time of three sizes
// of model, alone and as packs of three, and of one size with what else a training may ask for. Wall-clock time means something on a machine that does nothing else.
//   node bench/plan/compare_plan_with_run.ts [seconds of each run, default 10] [threads]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { modelShape, type ModelShape, parameterCount } from "../../src/experiment/model.ts";
import { askForPlan } from "../../src/training/pack-memory.ts";
import { type TrainConfiguration, trainEventSchema } from "../../src/training/protocol.ts";
import { TokenShardWriter } from "../../src/training/token-shard.ts";
import { runTrainer } from "../../src/training/trainer-process.ts";
import { runSeconds } from "../../src/training/training-speed.ts";

const trainer = process.env["ABLATE_TRAINER"] ?? join(import.meta.dirname, "../../build/trainer/ablate-trainer");
const runSecondsWanted = Number(process.argv[2] ?? 10);
const threads = Number(process.argv[3] ?? availableParallelism());
const signal = new AbortController().signal;
const TOKENS = 2_000_000;

function shape(hidden: number, layers: number, heads: number, feedForward: number, vocabulary: number): ModelShape {
  const declared = { hidden, layers, heads, feedForward, context: 256, ropeTheta: 10_000, normEpsilon: 1e-5 };
  return modelShape({ architecture: "llama", tiedEmbeddings: true, ...declared }, vocabulary);
}

const small = shape(128, 4, 4, 352, 1024);
const middle = shape(256, 6, 4, 704, 8192);
const large = shape(448, 7, 7, 1152, 8192);
const optimiser = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

interface Case {
  readonly name: string;
  readonly model: ModelShape;
  readonly arms: number;
  readonly options?: Partial<TrainConfiguration>;
}

const cases: readonly Case[] = [
  ...[small, middle, large].flatMap((model) => [1, 3].map((arms) => ({ name: "llama", model, arms }))),
  { name: "cohere", model: { ...middle, architecture: "cohere", logitScale: 0.0625 }, arms: 1 },
  { name: "bfloat16", model: middle, arms: 1, options: { precision: "bfloat16" } },
  { name: "masked documents", model: middle, arms: 1, options: { documentMasking: true } },
  { name: "Muon", model: middle, arms: 1, options: { optimiser: { ...optimiser, muon: { momentum: 0.95 } } } },
];

/** A configuration in `folder` with shards of tokens drawn at random. */
async function configurationOf(folder: string, { model, arms, options }: Case): Promise<TrainConfiguration> {
  const shard = await TokenShardWriter.create(join(folder, "tokens"), "uint16");
  await shard.append(Array.from({ length: TOKENS }, () => Math.floor(Math.random() * model.vocabulary)));
  await shard.finish();
  await shard.close();
  const tokenBytes = join(folder, "token-bytes.json");
  await writeFile(tokenBytes, JSON.stringify(Array.from({ length: model.vocabulary }, () => 4)));
  const names = Array.from({ length: arms }, (_, index) => `arm-${String(index)}`);
  for (const name of names) await mkdir(join(folder, name));
  return {
    device: "cpu",
    threads,
    model,
    optimiser,
    schedule: { shape: "cosine", peak: 0.001, final: 0.0001, warmupSteps: 2 },
    steps: 20,
    sequencesPerStep: 8,
    logEvery: 10,
    checkpointEvery: 2,
    tokenBytes,
    endOfText: 0,
    arms: names.map((name, seed) => ({
      name,
      folder: join(folder, name),
      seed,
      sources: [{ name: "text", shard: join(folder, "tokens"), weight: 1 }],
    })),
    ...options,
  };
}

async function compare(folder: string, compared: Case): Promise<string> {
  const { name, model, arms } = compared;
  const draft = await configurationOf(folder, compared);
  const measureIn = join(folder, "measure");
  await mkdir(measureIn);
  const { measured, memoryBytes } = await askForPlan(trainer, draft, signal, measureIn);
  if (measured === undefined) throw new Error("the plan measured nothing");
  const steps = Math.max(5, Math.round(runSecondsWanted / measured.stepSeconds));
  const configuration = { ...draft, steps, checkpointEvery: Math.ceil(steps / 4) };
  const file = join(folder, "configuration.json");
  await writeFile(file, JSON.stringify(configuration));
  const started = performance.now();
  const done = await runTrainer({
    trainer,
    command: "train",
    configuration: file,
    events: trainEventSchema,
    signal,
    onEvent: () => undefined,
  });
  const seconds = (performance.now() - started) / 1000;
  if (done.event !== "done") throw new Error("the trainer ended without a result");
  const foretoldSeconds = runSeconds(configuration, measured);
  const foretoldBytes = memoryBytes[arms - 1] ?? 0;
  const cells = [
    name,
    `${(parameterCount(model) / 1e6).toFixed(1)}M`,
    String(arms),
    `${(foretoldBytes / 1e6).toFixed(0)} MB`,
    `${(done.peakMemoryBytes / 1e6).toFixed(0)} MB`,
    percent(foretoldBytes / done.peakMemoryBytes),
    `${foretoldSeconds.toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
    percent(foretoldSeconds / seconds),
  ];
  return `| ${cells.join(" | ")} |`;
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? "+" : "−"}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;
}

console.log("| model | parameters | arms | memory foretold | measured | error | time foretold | measured | error |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const compared of cases) {
  const folder = await mkdtemp(join(tmpdir(), "ablate-bench-plan-"));
  try {
    console.log(await compare(folder, compared));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
