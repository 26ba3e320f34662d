import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBundle } from "../../src/exchange/bundle/read-bundle.ts";
import { writeBundle } from "../../src/exchange/bundle/write-bundle.ts";
import { type EngineEvent, engineEventSchema } from "../../src/scheduler/events.ts";

const engine = join(import.meta.dirname, "../../src/cli.ts");
const fixture = join(import.meta.dirname, "../fixtures/tiny");
const file = "tiny.ablation.json";

type Event<Name extends EngineEvent["event"]> = Extract<EngineEvent, { event: Name }>;

/** One experiment is run; all tests take something out of it. */
describe("what a finished experiment gives away and answers for", function () {
  this.timeout(240_000);
  let folder: string;

  async function ablate(parameters: readonly string[], expected = 0): Promise<readonly EngineEvent[]> {
    const { code, text } = await new Promise<{ code: number | string | null; text: string }>((done) => {
      const child = execFile(process.execPath, [engine, "--json", ...parameters], { cwd: folder, maxBuffer: 1 << 26 }, (_error, text) =>
        done({ code: child.exitCode, text }),
      ); // prettier-ignore
    });
    assert.equal(code, expected, text.slice(-2000));
    return text.trim().split("\n").map((line) => engineEventSchema.parse(JSON.parse(line))); // prettier-ignore
  }

  const find = <Name extends EngineEvent["event"]>(events: readonly EngineEvent[], name: Name): Event<Name> => {
    const found = events.find((event): event is Event<Name> => event.event === name);
    assert.ok(found, `there is no event ${name}`);
    return found;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-exchange-"));
    await cp(fixture, folder, { recursive: true });
    for (const invalid of ["misspelt.corpus.json", "wrong.ablation.json"]) await rm(join(folder, invalid));
    await ablate(["run", file]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("traces a number to items that make it, to stages with command and keys, and to documents", async () => {
    const all = ["--arm", "programs-50", "--seed", "2", "--metric", "bitsPerByte/programs", "--examples", "1000"];
    const { trail } = find(await ablate(["trace", file, ...all]), "trail");
    const { examples, count } = trail.items;
    assert.equal(examples.length, count);
    // Bits per byte of a corpus with one source: bits of all items over their bytes.
    const sum = (of: (example: (typeof examples)[number]) => number): number => examples.reduce((total, each) => total + of(each), 0); // prettier-ignore
    assert.ok(Math.abs(sum(({ value }) => value) / sum(({ weight }) => weight) - trail.value) < 1e-12);
    for (const { document } of examples) {
      assert.equal(document?.corpus, "programs");
      assert.ok(existsSync(document.file ?? ""), document.path);
    }
    assert.deepEqual(
      trail.stages.map(({ kind }) => kind),
      ["evaluate", "train", "tokenize", "tokenize", "tokenizer", "curate", "curate", "measure", "measure"],
    );
    assert.ok(trail.stages.every(({ complete, origin }) => complete && origin?.command.at(-1) === file));
    assert.deepEqual(trail.corpora.map(({ name }) => name).sort(), ["programs", "stories"]);
  });

  it("exports a model with a card, tokens and metrics, and never over what is there", async () => {
    await ablate(["export", "model", "programs-50", "--from", file, "--to", "out/model"]);
    const card = await readFile(join(folder, "out/model/README.md"), "utf8");
    for (const part of [
      "50 % stories, 50 % programs",
      "| stories | not known | 9 |",
      "Bits per byte: programs",
      "`ablate --json run tiny.ablation.json`",
    ])
      // prettier-ignore
      assert.ok(card.includes(part), part);
    assert.ok(!card.includes(folder));
    assert.deepEqual((await readdir(join(folder, "out/model"))).sort(), ["README.md", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]); // prettier-ignore
    await ablate(["export", "model", "programs-50", "--from", file, "--to", "out/model"], 1);
    await ablate(["export", "tokens", "programs", "--from", file, "--to", "out/tokens"]);
    assert.deepEqual((await readdir(join(folder, "out/tokens"))).sort(), ["programs.bin", "programs.idx", "programs.summary.json", "tokenizer.json", "tokenizer_config.json", "tokens.json"]); // prettier-ignore
    await ablate(["export", "metrics", "--from", file, "--to", "out/logs", "--format", "tensorboard"]);
    assert.equal((await readdir(join(folder, "out/logs"))).length, 6);
  });

  it("is the same elsewhere, key for key, and says why where it is not", async () => {
    await ablate(["bundle", file, "--to", "out/tiny.zip"]);
    await ablate(["unbundle", "out/tiny.zip", "--to", "there"]);
    await ablate(["reproduce", "out/tiny.zip", "--from", "there/tiny.ablation.json", "--workspace", "there"], 1);
    for (const data of ["stories", "programs"]) await cp(join(folder, data), join(folder, "there", data), { recursive: true }); // prettier-ignore
    const compare = ["reproduce", "out/tiny.zip", "--from", "there/tiny.ablation.json", "--workspace", "there"];
    const same = find(await ablate(compare), "reproduction");
    assert.ok(same.stages.length > 0 && same.stages.every(({ state }) => state === "same"));
    // Results that cannot be read are told, and keys are compared all the same.
    const opened = await openBundle(join(folder, "out/tiny.zip"));
    const broken = { path: "results.json", content: Buffer.from("{") };
    const others = opened.bundle.contents.filter(({ path }) => path === opened.bundle.file);
    const sha256 = createHash("sha256").update(broken.content).digest("hex");
    const bundle = { ...opened.bundle, contents: [...others, { path: broken.path, bytes: 1, sha256 }] };
    await writeBundle(join(folder, "out/broken.zip"), [
      { path: "ablate-bundle.json", content: Buffer.from(JSON.stringify(bundle)) },
      { path: bundle.file, content: await opened.read(bundle.file) },
      broken,
    ]);
    await opened.close();
    const told = await ablate(["reproduce", "out/broken.zip", ...compare.slice(2)]);
    assert.match(find(told, "log").line, /results\.json in .*broken\.zip is not as this version writes it/);
    await appendFile(join(folder, "there/stories", (await readdir(join(folder, "stories")))[0] ?? ""), "The end.\n");
    const { stages } = find(await ablate(compare, 1), "reproduction");
    assert.deepEqual(stages.find(({ label }) => label === "measure stories")?.reasons, ["the source holds other content"]); // prettier-ignore
    assert.equal(stages.find(({ label }) => label === "measure programs")?.state, "same");
  });

  it("verifies what it made, and finds nothing to free until a file changes", async () => {
    const states = (await ablate(["verify"])).flatMap((event) => (event.event === "verification" ? [event.verification.state] : [])); // prettier-ignore
    assert.ok(states.length > 0 && states.every((state) => state === "intact"));
    assert.deepEqual(find(await ablate(["gc"]), "garbage").garbage, []);
    await rm(join(folder, file));
    const { garbage } = find(await ablate(["gc"]), "garbage");
    // The corpora are still there, and with them what was made of them alone.
    const ofKind = (kind: string): number => garbage.filter(({ name }) => name.startsWith(`${kind}-`)).length;
    assert.deepEqual([ofKind("train"), ofKind("evaluate"), ofKind("curate"), ofKind("measure")], [6, 6, 0, 0]);
    assert.ok(garbage.every(({ folder: place }) => existsSync(place)));
    await ablate(["gc", "--yes"]);
    assert.ok(garbage.every(({ folder: place }) => !existsSync(place)));
  });
});
