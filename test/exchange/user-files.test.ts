import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commandWithoutSecrets } from "../../src/exchange/bundle/secrets.ts";
import { type UserFiles, userFiles } from "../../src/exchange/bundle/user-files.ts";
import { loadExperiment } from "../../src/scheduler/load-experiment.ts";

describe("the files of the user's in a bundle", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-user-files-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const corpus = (path: string, more: object = {}): string =>
    JSON.stringify({ sources: [{ name: "files", type: "folder", path, class: "text" }], ...more });
  const phases = [{ tokens: 51_200, mixture: { text: 1 } }];
  const experiment = (arm: object, more: object = {}): string =>
    JSON.stringify({
      ...{ corpora: ["text"], tokenizer: { vocabulary: 300, mixture: { text: 1 } }, seeds: [1], baseline: "one" },
      ...{
        model: { hidden: 16, layers: 1, heads: 2, feedForward: 32, context: 32 },
        evaluation: { suites: ["bitsPerByte"] },
      },
      ...{ arms: [{ name: "one", phases, ...arm }], ...more },
    });
  const files = async (name: string): Promise<UserFiles> => {
    const { value, problems } = await loadExperiment(join(folder, name));
    assert.ok(value, problems.map(({ message }) => message).join("\n"));
    return userFiles(value);
  };

  it("are also those of experiments that arms go on from, whose data have places of their own", async () => {
    await write("main.ablation.json", experiment({ from: { experiment: "before/pretrain", arm: "one" } }));
    await write("before/pretrain.ablation.json", experiment({ from: { experiment: "first", arm: "one" } }));
    await write("before/first.ablation.json", experiment({}));
    await write("text.corpus.json", corpus("/data/new"));
    await write("before/text.corpus.json", corpus("/data/old"));
    const { entries, needs, needsOfOrigins } = await files("main.ablation.json");
    assert.deepEqual(entries.map(({ path }) => path).sort(), [
      "files/before/first.ablation.json",
      "files/before/pretrain.ablation.json",
      "files/before/text.corpus.json",
      "files/main.ablation.json",
      "files/text.corpus.json",
    ]);
    assert.deepEqual(
      [needs, needsOfOrigins].map((each) => each.map(({ place }) => place)),
      [["data/text/files"], ["data/text/files-2"]],
    );
    const moved = entries.find(({ path }) => path === "files/before/text.corpus.json");
    assert.match(String(moved?.content), /"\.\.\/data\/text\/files-2"/);
  });

  it("are refused with a key or a password in them, wherever it stands", async () => {
    const secret = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8".slice(0, 36)}`;
    await write("main.ablation.json", experiment({}));
    await write("text.corpus.json", corpus("texts", { description: `Fetched\nwith ${secret}` }));
    await assert.rejects(files("main.ablation.json"), /text\.corpus\.json:1: this looks like a secret \(.*take it out/);
    await write("text.corpus.json", corpus("texts"));
    await write("main.ablation.json", `\n// ${secret}\n${experiment({})}`);
    await assert.rejects(files("main.ablation.json"), /main\.ablation\.json:2: this looks like a secret/);
    await write("main.ablation.json", experiment({}));
    await write("text.corpus.json", corpus("texts", { rules: "rules" }));
    await write("rules/todo.json", JSON.stringify({ name: "a", password: secret }));
    await assert.rejects(files("main.ablation.json"), /todo\.json:1: this looks like a secret/);
  });

  it("come with commands that have no key in them", async () => {
    const command = ["run", "a.ablation.json", "--key", `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8".slice(0, 36)}`];
    assert.deepEqual(await commandWithoutSecrets(command), ["run", "a.ablation.json", "--key", "…"]);
  });

  it("are refused where one is larger than files of rules are", async () => {
    await write("main.ablation.json", experiment({}));
    await write("text.corpus.json", corpus("texts", { rules: "rules" }));
    await write("rules/large.json", "{}");
    await truncate(join(folder, "rules/large.json"), (16 << 20) + 1);
    await assert.rejects(files("main.ablation.json"), /large\.json is too large for a bundle \(16777217 bytes\)/);
  });
});
