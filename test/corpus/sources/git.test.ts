import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { CorpusSource } from "../../../src/experiment/corpus-file.ts";
import { gitSource } from "../../../src/corpus/sources/git.ts";
import { StageError } from "../../../src/stage/runner.ts";
import { temporaryFolder } from "../temporary-folder.ts";

type GitDeclaration = Extract<CorpusSource, { type: "git" }>;

describe("a git source", () => {
  const folder = temporaryFolder();
  const git = (...args: string[]): string => {
    const identity = ["-c", "user.name=A", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
    return execFileSync("git", ["-C", folder.path, ...identity, ...args], { encoding: "utf8" }).trim();
  };
  const commit = (message: string): string => {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
    return git("rev-parse", "HEAD");
  };
  const declare = (members: Partial<GitDeclaration>): GitDeclaration => ({
    ...{ type: "git", name: "app", class: "code", url: folder.path, revision: "HEAD", history: false },
    ...{ fetches: 4, skipFailed: false, notebooks: "structured" },
    ...members,
  });
  const contents = async (members: Partial<GitDeclaration>): Promise<(string | null)[][]> => {
    const source = gitSource(declare(members), folder.path);
    const files: (string | null)[][] = [];
    try {
      for await (const { path, revision, read } of source.files(new AbortController().signal)) {
        files.push([path, revision, Buffer.from(await read()).toString()]);
      }
    } finally {
      source.close();
    }
    return files;
  };

  beforeEach(() => {
    git("init", "--quiet");
  });

  it("reads a revision from the object store, whatever the work tree holds", async () => {
    folder.write("src/a.js", "one\n");
    folder.write("docs/x\ny.md", "text\n");
    const first = commit("first");
    folder.write("src/a.js", "two\n");
    commit("second");
    folder.write("src/a.js", "not committed\n");
    assert.deepEqual(await contents({ revision: first }), [
      ["docs/x\ny.md", first, "text\n"],
      ["src/a.js", first, "one\n"],
    ]);
    assert.deepEqual(await contents({ revision: first, path: "src", include: ["*.js"] }), [["a.js", first, "one\n"]]);
    assert.deepEqual(await contents({ revision: first, exclude: ["*.md", "src/"] }), []);
  });

  it("adds earlier versions with the commit that brought them in, each once", async () => {
    folder.write("a.js", "one\n");
    const first = commit("first");
    folder.write("a.js", "two\n");
    const second = commit("second");
    folder.write("a.js", "one\n");
    commit("back to one");
    folder.write("a.js", "three\n");
    const last = commit("last");
    const files = await contents({ history: true });
    assert.deepEqual(
      files.map(([, , text]) => text),
      ["three\n", "one\n", "two\n"],
    );
    assert.equal(files[0]?.[1], last);
    assert.notEqual(files[1]?.[1], first);
    assert.equal(files[2]?.[1], second);
  });

  it("names a repository, a revision or a folder that is not there", async () => {
    folder.write("a.js", "one\n");
    commit("first");
    await assert.rejects(contents({ url: `${folder.path}/missing` }), /no repository .*missing/);
    await assert.rejects(contents({ revision: "v9" }), /no revision "v9"/);
    await assert.rejects(contents({ path: "src" }), /no files in src at HEAD/);
    await assert.rejects(
      gitSource(declare({ revision: "--all" }), folder.path).fingerprint(new AbortController().signal),
      StageError,
    );
  });
});
