import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryName } from "../../src/experiment/corpus/repository-name.ts";
import { withoutCredentials, withoutSecrets } from "../../src/store/without-credentials.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { completeStage } from "../provenance/completed-stages.ts";

describe("addresses with a password in them", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["https://ada:secret@example.org/a.git", "https://example.org/a.git"],
    ["https://token@example.org/a", "https://example.org/a"],
    ["https://ada:se@cr:et@example.org:8443/a", "https://example.org:8443/a"],
    ["git+https://ada:secret@example.org", "git+https://example.org"],
    ["ssh://me@example.org/a", "ssh://example.org/a"],
    ["git@example.org:a/b.git", "git@example.org:a/b.git"],
    ["https://example.org/@scope/a and mail@example.org", "https://example.org/@scope/a and mail@example.org"],
    ['{"url":"https://a:b@h/x","by":"me@h"}', '{"url":"https://h/x","by":"me@h"}'],
    ['["https://h","me@h"]', '["https://h","me@h"]'],
  ];
  for (const [text, expected] of cases) {
    it(`${text} is ${expected}`, () => {
      assert.equal(withoutCredentials(text), expected);
    });
  }

  it("keep the user of ssh where they are fetched from: another user is another place", () => {
    assert.equal(withoutSecrets("ssh://git:secret@example.org/a"), "ssh://git@example.org/a");
    assert.equal(withoutSecrets("https://token@example.org/a"), "https://example.org/a");
  });

  it("give a repository's name without any of it", () => {
    assert.equal(repositoryName("https://ada:se@cret@example.org/a/b.git"), "example.org/a/b");
  });

  it("stand in no manifest, however deep in the parameters", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ablate-credentials-"));
    try {
      const repositories = ["https://ada:secret@example.org/a", { url: "https://ada:secret@example.org/b" }];
      const stage = { kind: "measure", key: "0123", parameters: { source: { repositories } } } as const;
      const made = await completeStage(new Workspace(folder), stage, {});
      const manifest = await readFile(join(made, "manifest.json"), "utf8");
      assert.match(manifest, /https:\/\/example\.org\/b/);
      assert.doesNotMatch(manifest, /secret/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
