import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type TrainEvent, trainEventSchema } from "../../src/training/protocol.ts";
import { packConfiguration } from "../../src/training/train-configuration.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";
import { TinyTraining, trainer, trainParameters } from "./tiny-training.ts";

/** What a rank, or mpirun for all of them, has written, and how it ended. */
interface Ended {
  readonly status: number | null;
  readonly events: readonly TrainEvent[];
}

describe("the trainer on two ranks", () => {
  let training: TinyTraining;
  beforeEach(async () => (training = await TinyTraining.create()));
  afterEach(() => training.remove());

  /** The configuration of a run in folders of its own. */
  async function configure(name: string, steps: number, arms: number): Promise<string> {
    const members = await Promise.all(
      Array.from({ length: arms }, async (_, seed) => {
        const json = trainParameters(steps, seed, { text: 1 });
        const work = await training.work(`${name}-${String(seed)}`, json);
        return { work, parameters: trainParametersSchema.parse(json) };
      }),
    );
    const [first] = members;
    assert.ok(first !== undefined);
    const configuration = packConfiguration(first, members, { device: "cpu", threads: 1, endOfText: 0 });
    const file = join(training.folder, `${name}.json`);
    await writeFile(file, JSON.stringify({ ...configuration, logEvery: 1 }));
    return file;
  }

  const losses = ({ events }: Ended): number[] =>
    events.flatMap((event) => (event.event === "step" ? event.arms.map(({ loss }) => loss ?? NaN) : []));

  function assertSameCurve(actual: Ended, expected: Ended): void {
    assert.equal(actual.status, 0);
    assert.deepEqual(
      actual.events.map(({ event }) => event),
      expected.events.map(({ event }) => event),
    );
    losses(expected).forEach((loss, index) => {
      const other = losses(actual)[index] ?? NaN;
      assert.ok(Math.abs(other - loss) < 1e-4 * loss, `${String(other)} is not ${String(loss)}`);
    });
  }

  it("learns what one rank learns, over TCP", async () => {
    const alone = await ended(start(await configure("alone", 20, 1), {}));
    assert.equal(losses(alone).length, 20);
    const [first, second] = await Promise.all((await startTwo(await configure("tcp", 20, 1))).map(ended));
    assert.ok(first !== undefined && second !== undefined);
    assertSameCurve(first, alone);
    assert.deepEqual(second, { status: 0, events: [] });
  });

  it("trains an arm on each rank as if they were one pack", async () => {
    const alone = await ended(start(await configure("pack", 20, 2), {}));
    const [first] = await Promise.all((await startTwo(await configure("grid", 20, 2))).map(ended));
    assert.ok(first !== undefined);
    assert.deepEqual(losses(first), losses(alone));
    assert.deepEqual(await model("grid-1"), await model("pack-1"));
  });

  it("learns the same through MPI", async function () {
    const module = join(dirname(trainer), "ablate-trainer-mpi.so");
    if (spawnSync("mpirun", ["--version"]).error !== undefined || !existsSync(module)) this.skip();
    const alone = await ended(start(await configure("alone", 20, 1), {}));
    const file = await configure("mpi", 20, 1);
    const options = ["--oversubscribe", "--bind-to", "none", "-n", "2"];
    const environment = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
    assertSameCurve(await ended(run("mpirun", [...options, trainer, "train", "--config", file], environment)), alone);
  });

  it("ends with a checkpoint on all ranks when one is asked to end", async () => {
    const [first, second] = await startTwo(await configure("endless", 100_000_000, 1));
    assert.ok(first?.stdout && second !== undefined);
    first.stdout.once("data", () => second.kill("SIGTERM"));
    const [events, other] = await Promise.all([ended(first), ended(second)]);
    assert.equal(events.status, 130);
    assert.equal(other.status, 130);
    assert.equal(events.events.at(-1)?.event, "checkpoint");
  });

  it("ends with one error when a rank is killed", async () => {
    const [first, second] = await startTwo(await configure("killed", 100_000_000, 1));
    assert.ok(first?.stdout && second !== undefined);
    first.stdout.once("data", () => second.kill("SIGKILL"));
    const { status, events } = await ended(first);
    assert.equal(status, 1);
    const errors = events.filter(({ event }) => event === "error");
    assert.equal(errors.length, 1);
    assert.match(JSON.stringify(errors[0]), /"ranks".*rank 1 was lost/);
  });

  const model = (name: string): Promise<Buffer> => readFile(join(training.folder, name, "model", "model.safetensors"));
});

function run(program: string, commandLine: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, commandLine, {
    env: { OMP_WAIT_POLICY: "passive", ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function start(configuration: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return run(trainer, ["train", "--config", configuration], environment);
}

/** Both ranks of a run, as torchrun would start them. */
async function startTwo(configuration: string): Promise<ChildProcess[]> {
  const port = await freePort();
  return ["0", "1"].map((rank) =>
    start(configuration, { RANK: rank, WORLD_SIZE: "2", MASTER_ADDR: "127.0.0.1", MASTER_PORT: String(port) }),
  );
}

async function ended(child: ChildProcess): Promise<Ended> {
  const exit = once(child, "exit");
  const events: TrainEvent[] = [];
  if (child.stdout !== null) {
    for await (const line of createInterface({ input: child.stdout })) {
      events.push(trainEventSchema.parse(JSON.parse(line)));
    }
  }
  await exit;
  return { status: child.exitCode, events };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  server.close();
  return address.port;
}
