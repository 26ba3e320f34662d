import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOrigin } from "../../src/store/origin.ts";

describe("origin of a stage", () => {
  let folder: string;
  const git = (...parameters: string[]): string =>
    execFileSync("git", ["-C", folder, ...parameters], { encoding: "utf8" });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-origin-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("names the commit of the workspace and whether its files differ from it, and keeps no password", async () => {
    assert.equal((await readOrigin(folder, "1.0.0", [])).commit, null);
    git("init", "--quiet");
    await writeFile(join(folder, "a.ablation.json"), "{}");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "first");
    const revision = git("rev-parse", "HEAD").trim();
    const command = ["run", "a.ablation.json", "--endpoint", "https://me:secret@example.org/v1"];
    const origin = await readOrigin(folder, "1.0.0", command);
    assert.deepEqual(origin.commit, { revision, changed: false });
    assert.deepEqual(origin.command.at(-1), "https://example.org/v1");
    await writeFile(join(folder, "a.ablation.json"), "{ }");
    assert.deepEqual((await readOrigin(folder, "1.0.0", [])).commit, { revision, changed: true });
  });

  it("starts no program that the repository's configuration names", async () => {
    git("config", "core.fsmonitor", `touch ${join(folder, "started")}; true`);
    await readOrigin(folder, "1.0.0", []);
    assert.equal(existsSync(join(folder, "started")), false);
  });
});
