import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenStages } from "../../src/provenance/chosen-stages.ts";
import { verifyStages } from "../../src/provenance/verify-stages.ts";
import { readManifest, writeManifest } from "../../src/store/manifest.ts";
import { StageStore } from "../../src/store/stage-store.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { completeStage, origin } from "./completed-stages.ts";

describe("verify", () => {
  let workspace: Workspace;
  let tokenize: string;
  let train: string;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-verify-")));
    tokenize = await completeStage(
      workspace,
      { kind: "tokenize", key: "aaaa1" },
      { "tokens.bin": "abc", "tokens.idx": "" },
    );
    train = await completeStage(workspace, { kind: "train", key: "bbbb2", inputs: { "tokens:text": "aaaa1" } }, { "summary.json": "{}" }); // prettier-ignore
  });

  afterEach(() => rm(workspace.root, { recursive: true }));

  const verify = async () => {
    const all = await new StageStore(workspace).list();
    return verifyStages(all, all, { signal: new AbortController().signal, report: () => undefined });
  };

  it("finds a finished stage as it was made; its manifest has digests of its files and what made it", async () => {
    assert.deepEqual(
      (await verify()).map(({ label, state }) => [label, state]),
      [["tokenize aaaa1", "intact"], ["train bbbb2", "intact"]], // prettier-ignore
    );
    const manifest = await readManifest(tokenize);
    // SHA-256 of "abc" (FIPS 180-2, B.1) and of nothing.
    assert.deepEqual(manifest?.outputs, [
      { path: "tokens.bin", bytes: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
      { path: "tokens.idx", bytes: 0, sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    ]);
    assert.deepEqual(manifest.origin, origin);
  });

  it("tells what changed, what is gone, what was added and whose inputs are gone", async () => {
    await writeFile(join(tokenize, "tokens.bin"), "abd");
    await rm(join(tokenize, "tokens.idx"));
    await writeFile(join(train, "notes.txt"), "mine");
    const [damaged, noted] = await verify();
    assert.equal(damaged?.state, "damaged");
    assert.deepEqual(damaged.files, [
      { path: "tokens.bin", problem: "changed" },
      { path: "tokens.idx", problem: "missing" },
    ]);
    assert.equal(noted?.state, "intact");
    assert.deepEqual(noted.files, [{ path: "notes.txt", problem: "added" }]);
    await rm(tokenize, { recursive: true });
    assert.deepEqual((await verify())[0]?.missingInputs, ["tokens:text: aaaa1"]);
  });

  it("says of a manifest from before digests were recorded that it cannot be checked", async () => {
    const manifest = await readManifest(tokenize);
    assert.ok(manifest);
    const { outputs: _outputs, origin: _origin, ...old } = manifest;
    await writeManifest(tokenize, old);
    await writeFile(join(train, "manifest.json"), (await readFile(join(train, "manifest.json"), "utf8")).slice(0, 40));
    assert.deepEqual(
      (await verify()).map(({ state }) => state),
      ["unrecorded", "unreadable"],
    );
  });

  it("takes the first digits of a key for its stage", async () => {
    const all = await new StageStore(workspace).list();
    assert.deepEqual(chosenStages(all, ["bbbb", "tokenize-aaaa1"]).map(({ name }) => name), ["train-bbbb2", "tokenize-aaaa1"]); // prettier-ignore
    assert.throws(() => chosenStages(all, ["cccc"]), /no stage is called "cccc"/);
    assert.throws(() => chosenStages(all, ["b"]), /too short/);
  });
});
