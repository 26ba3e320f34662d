import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StageError, type StageOutcome, type StageRunner, type StageWork } from "../../src/stage/runner.ts";
import { readPoints } from "../../src/training/metrics-file.ts";
import { packConfiguration } from "../../src/training/train-configuration.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";
import { createTrainRunner } from "../../src/training/train-stage.ts";
import { runContext } from "../fixtures/run-stage.ts";
import { spoilWeights, TinyTraining, tinyModel, trainer, trainParameters } from "./tiny-training.ts";

describe("a train stage", () => {
  let runner: StageRunner;
  const tokensPerStep = 4 * tinyModel.context;
  let training: TinyTraining;
  beforeEach(async () => {
    training = await TinyTraining.create();
    runner = createTrainRunner({ trainer, cacheFolder: join(training.folder, "cache") });
  });
  afterEach(() => training.remove());

  async function train(...works: StageWork[]): Promise<readonly StageOutcome[]> {
    return runner.run(works, runContext());
  }

  /** Runs a work and cancels it when `steps` steps are reported. */
  async function trainUntil(work: StageWork, steps: number): Promise<void> {
    const cancel = new AbortController();
    const context = runContext(cancel.signal);
    const report: typeof context.report = ({ done }) => {
      if (done >= steps * tokensPerStep) cancel.abort(new Error("cancelled by the test"));
    };
    await assert.rejects(runner.run([work], { ...context, report }), /cancelled by the test/);
  }

  const modelOf = (work: StageWork): Promise<Buffer> => readFile(join(work.folder, "model", "model.safetensors"));

  it("trains arms of different mixtures as one pack, and counts what each was trained on", async () => {
    const text = await training.work("text", trainParameters(60, 1, { text: 1 }));
    const half = await training.work("half", trainParameters(60, 1, { text: 0.5, code: 0.5 }));
    const context = runContext();
    const [, outcome] = await runner.run([text, half], context);

    // 60 steps of 4 sequences of 8 tokens of 3 bytes; half of the sequences of each source.
    // The shards have 2001 tokens: 250 sequences are an epoch.
    const shares = { declaredShare: 0.5, tokenShare: 0.5, byteShare: 0.5 };
    const perSource = { ...shares, sequences: 120, tokens: 960, bytes: 2880, epochs: 0.48 };
    assert.ok(!(outcome instanceof StageError));
    assert.deepEqual(outcome?.["sources"], [
      { name: "code", ...perSource },
      { name: "text", ...perSource },
    ]);
    assert.equal(outcome["tokens"], 1920);
    assert.deepEqual(outcome["pack"], ["text", "half"]);
    assert.deepEqual(JSON.parse(await readFile(join(half.folder, "summary.json"), "utf8")), {
      steps: 60,
      tokens: 1920,
      bytes: 5760,
      sources: outcome["sources"],
      parameters: outcome["parameters"],
      finalLoss: outcome["finalLoss"],
    });
    assert.deepEqual((await readdir(half.folder)).sort(), [
      "metrics.jsonl",
      "model",
      "optimiser.safetensors",
      "summary.json",
    ]);
    assert.deepEqual((await readdir(join(half.folder, "model"))).sort(), [
      "config.json",
      "model.safetensors",
      "tokenizer.json",
    ]);

    const points = await readPoints(text.folder);
    assert.deepEqual(
      points.map(({ step }) => step),
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    // At first all 64 tokens are about as likely: ln 64 = 4.16 nats. Text always counts upwards, which is soon learnt.
    assert.ok(Math.abs((points[0]?.loss ?? 0) - Math.log(64)) < 0.1);
    assert.ok((points.at(-1)?.loss ?? Infinity) < 3.5);
    assert.deepEqual(context.reports.at(-1), {
      done: 2 * 1920,
      total: 2 * 1920,
      unit: "tokens",
      curves: [points.at(-1), (await readPoints(half.folder)).at(-1)],
    });
  });

  it("goes on from a checkpoint, at a context of its own, with a fresh optimiser", async () => {
    const text = await training.work("text", trainParameters(100, 1, { text: 1 }));
    await train(text);
    const checkpoint = { folder: join(text.folder, "model"), fingerprint: "f" };
    const declared = trainParameters(10, 1, { text: 1 });
    const shorter = { ...tinyModel, context: tinyModel.context / 2 };
    const further = await training.work("further", { ...declared, model: shorter, checkpoint });
    const [outcome] = await train(further);
    assert.ok(!(outcome instanceof StageError));
    // Where the first ended, not at the ln 64 of a model that knows nothing.
    const [ended, goesOn] = [(await readPoints(text.folder)).at(-1), (await readPoints(further.folder))[0]];
    assert.ok(Math.abs((goesOn?.loss ?? Infinity) - (ended?.loss ?? 0)) < 0.5);
    assert.ok((goesOn?.loss ?? Infinity) < Math.log(64) - 0.5);
  });

  it("says once when an arm sees a source for more than the fourth time", async () => {
    // 250 sequences are an epoch, and 260 steps of 4 sequences are 4.16.
    const work = await training.work("often", trainParameters(260, 1, { text: 1 }));
    const context = runContext();
    await runner.run([work], context);
    assert.equal(context.lines.filter((line) => line.startsWith('often now sees "text" for more than')).length, 1);
  });

  it("resumes after a cancel and ends with the same model and curve", async () => {
    const whole = await training.work("whole", trainParameters(600, 1, { text: 0.75, code: 0.25 }));
    const parts = await training.work("parts", trainParameters(600, 1, { text: 0.75, code: 0.25 }));
    await trainUntil(parts, 100);
    assert.notDeepEqual(await readdir(join(parts.folder, "checkpoints")), []);
    await train(parts);
    await train(whole);
    assert.deepEqual(await modelOf(parts), await modelOf(whole));
    assert.deepEqual(await readdir(parts.folder), await readdir(whole.folder));
    const curves = await Promise.all([parts, whole].map(({ folder }) => readPoints(folder)));
    assert.deepEqual(curves[0], curves[1]);
  });

  it("gives again the points of the curve that were lost with the engine", async () => {
    const whole = await training.work("whole", trainParameters(600, 1, { text: 1 }));
    const parts = await training.work("parts", trainParameters(600, 1, { text: 1 }));
    await trainUntil(parts, 200);
    const metrics = join(parts.folder, "metrics.jsonl");
    const [first] = (await readFile(metrics, "utf8")).split("\n");
    await writeFile(metrics, `${first ?? ""}\n{"step":`);
    await train(parts);
    await train(whole);
    assert.deepEqual(await readPoints(parts.folder), await readPoints(whole.folder));
  });

  it("waits for the trainer of an engine that was killed, and gives again the points that were lost with it", async () => {
    const parameters = trainParameters(600, 1, { text: 1 });
    const parts = await training.work("parts", parameters);
    const train = { work: parts, parameters: trainParametersSchema.parse(parameters) };
    const configuration = join(training.folder, "orphan.json");
    const configured = packConfiguration(train, [train], { device: "cpu", threads: 1, endOfText: 0 });
    await writeFile(configuration, JSON.stringify({ ...configured, steps: 100_000_000 }));
    const orphan = spawn(trainer, ["train", "--config", configuration], { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => orphan.stdout.once("data", resolve));
    // Its last checkpoint comes when the next run already waits for it, and before the step that it must not pass.
    orphan.kill("SIGSTOP");
    const context = runContext();
    const log = (line: string): void => {
      context.log(line);
      if (!line.startsWith("waiting")) return;
      orphan.kill("SIGTERM");
      orphan.kill("SIGCONT");
    };
    await runner.run([parts], { ...context, log });
    assert.match(context.lines[1] ?? "", /^waiting for another trainer that still works in .*parts$/);

    const whole = await training.work("whole", parameters);
    await runner.run([whole], runContext());
    assert.deepEqual(await readPoints(parts.folder), await readPoints(whole.folder));
    assert.deepEqual(await modelOf(parts), await modelOf(whole));
  });

  it("passes over a damaged checkpoint, and says so", async () => {
    const whole = await training.work("whole", trainParameters(600, 1, { text: 1 }));
    const parts = await training.work("parts", trainParameters(600, 1, { text: 1 }));
    await trainUntil(parts, 200);
    const checkpoints = join(parts.folder, "checkpoints");
    const newest = Math.max(...(await readdir(checkpoints)).map(Number));
    await writeFile(join(checkpoints, String(newest), "model.safetensors"), "damaged");
    const context = runContext();
    await runner.run([parts], context);
    assert.match(context.lines.join("\n"), new RegExp(`checkpoints/${newest} is damaged.*the one before is taken`));
    await train(whole);
    assert.deepEqual(await modelOf(parts), await modelOf(whole));
  });

  it("goes on from an earlier phase", async () => {
    const first = await training.work("first", trainParameters(60, 1, { text: 1 }));
    await train(first);
    const again = { ...trainParameters(1, 2, { text: 1 }), carryOptimiser: true };
    const second = await training.work("second", again, first.folder);
    await train(second);
    const [point] = await readPoints(second.folder);
    const last = (await readPoints(first.folder)).at(-1);
    assert.ok(Math.abs((point?.loss ?? 0) - (last?.loss ?? 0)) < 0.5);
  });

  it("fails the arm that diverges and keeps the others", async () => {
    const first = await training.work("first", trainParameters(5, 1, { text: 1 }));
    await train(first);
    const broken = join(training.folder, "broken");
    await cp(first.folder, broken, { recursive: true });
    await spoilWeights(join(broken, "model"));

    const sound = await training.work("sound", trainParameters(5, 1, { text: 1 }), first.folder);
    const diverging = await training.work("diverging", trainParameters(5, 2, { text: 1 }), broken);
    const [ofSound, ofDiverging] = await train(sound, diverging);
    assert.ok(!(ofSound instanceof StageError));
    assert.ok(ofDiverging instanceof StageError);
    assert.match(ofDiverging.message, /^diverging diverged: the loss is not finite at step 1\. Lower "rate"/);
    assert.equal((await readPoints(diverging.folder)).at(-1)?.loss, null);
  });

  it("says which shard is wrong", async () => {
    const work = await training.work("work", trainParameters(5, 1, { text: 1 }));
    await writeFile(join(training.folder, "text", "tokens.bin"), "abc");
    await assert.rejects(train(work), (error) => {
      assert.ok(error instanceof StageError);
      assert.match(error.message, /text\/tokens\.bin has 3 bytes, but its index says 4002$/);
      return true;
    });
  });

  it("trains one arm after the other where memory is short, with the same result", async () => {
    // An arm takes megabytes here, beside which a process hardly differs from the next.
    const model = { ...tinyModel, hidden: 256, feedForward: 512 };
    const arm = (name: string, seed: number): Promise<StageWork> =>
      training.work(name, { ...trainParameters(20, seed, { text: 1 }), model });
    const works = [await arm("one", 1), await arm("two", 2)];
    const context = runContext();
    const memoryOf = async (pack: readonly StageWork[]): Promise<number> =>
      (await runner.forecast?.(pack, { ...context, measure: false }))?.[0]?.memoryBytes ?? 0;
    const memoryLimit = ((await memoryOf(works.slice(0, 1))) + (await memoryOf(works))) / 2;
    const apart = await runner.run(works, { ...context, memoryLimit });
    const together = await train(await arm("one again", 1), await arm("two again", 2));
    for (const [index, outcome] of apart.entries()) {
      assert.ok(!(outcome instanceof StageError));
      const other = together[index];
      assert.ok(other !== undefined && !(other instanceof StageError));
      assert.deepEqual(
        [outcome["pack"], other["pack"]].map((keys) => Object.keys(keys ?? {}).length),
        [1, 2],
      );
      assert.ok(Math.abs(Number(outcome["finalLoss"]) - Number(other["finalLoss"])) < 1e-4);
    }
  });

  it("says before it begins what one arm lacks in memory", async () => {
    const work = await training.work("work", trainParameters(5, 1, { text: 1 }));
    const settings = { ...runContext(), memoryLimit: 1e6, measure: false };
    const complaint = /work needs \d+ MB of memory, and 1 MB can be used\. Raise the memory limit \(--memory\)/;
    await assert.rejects(async () => runner.forecast?.([work], settings), complaint);
    await assert.rejects(runner.run([work], settings), complaint);
    assert.deepEqual(await readdir(work.folder), []);
  });

  it("tries again with half of the arms when the trainer runs out of memory after all", async () => {
    // Plans and trains as the real one, but says that a pack of more than two arms is too much.
    const forgetful = join(training.folder, "forgetful-trainer");
    const complaint = `{"event":"error","code":"memory","message":"not enough memory."}`;
    const script = `#!/bin/sh
      arms=$(grep -o '"folder"' "$3" | wc -l)
      if [ "$1" = train ] && [ $arms -gt 2 ]; then echo '${complaint}'; exit 1; fi
      exec '${trainer}' "$@"`;
    await writeFile(forgetful, script, { mode: 0o755 });
    const works = [];
    for (const seed of [1, 2, 3]) works.push(await training.work(`${seed}`, trainParameters(5, seed, { text: 1 })));
    const context = runContext();
    const outcomes = await createTrainRunner({ trainer: forgetful, cacheFolder: join(training.folder, "cache") }).run(
      works,
      context,
    );
    assert.deepEqual(
      outcomes.map((outcome) => (outcome instanceof StageError ? outcome.message : outcome["pack"])),
      [["1", "2"], ["1", "2"], ["3"]],
    );
    assert.match(context.lines[1] ?? "", /^not enough memory\. Trying again with half of the 3 arms/);
  });

  it("gives every arm of a pack its own learning rate and clip", async () => {
    const parameters = trainParameters(30, 1, { text: 1 });
    const gentle = {
      ...parameters,
      schedule: { shape: "constant", peak: 0.002, final: 0, warmupSteps: 0 },
      optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 0.01 },
    };
    const usual = await training.work("usual", parameters);
    const packed = await training.work("packed", gentle);
    assert.equal(await runner.packKey?.(usual.stage, ""), await runner.packKey?.(packed.stage, ""));
    await train(usual, packed);
    const rates = (await readPoints(packed.folder)).map(({ rate }) => rate);
    assert.deepEqual([...new Set(rates)], [0.002]);
    const alone = await training.work("alone", gentle);
    await train(alone);
    assert.deepEqual(await modelOf(packed), await modelOf(alone));
    assert.notDeepEqual(await modelOf(packed), await modelOf(usual));
  });

  it("is packed with stages that differ in seed, mixture and start alone, at the same checkpoint", async () => {
    const key = async (name: string, steps: number, seed: number, mixture: Record<string, number>): Promise<string> => {
      const { stage, folder } = await training.work(name, trainParameters(steps, seed, mixture));
      return (await runner.packKey?.(stage, folder)) ?? "";
    };
    const one = await key("one", 600, 1, { text: 1 });
    assert.equal(await key("two", 600, 2, { code: 1 }), one);
    assert.notEqual(await key("three", 601, 1, { text: 1 }), one);
    await trainUntil(await training.work("one", trainParameters(600, 1, { text: 1 })), 100);
    assert.notEqual(await key("one", 600, 1, { text: 1 }), one);
  });
});
