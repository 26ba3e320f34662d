import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { repositoryName } from "../../../src/experiment/corpus/repository-name.ts";
import { StageError } from "../../../src/stage/runner.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { declared, documentsOf, fingerprintOf, MOST_BYTES, type ReadDocument } from "./documents-of.ts";
import { TestRepository } from "./test-repository.ts";

describe("many repositories as a source", () => {
  const folder = temporaryFolder();
  const source = (members: object): Parameters<typeof documentsOf>[0] => ({
    name: "all",
    type: "git",
    class: "code",
    ...members,
  });
  const documents = (members: object): Promise<ReadDocument[]> =>
    documentsOf(source(members), join(folder.path, "cache"));
  const repository = (name: string): TestRepository => new TestRepository(join(folder.path, name));

  it("are those of a list in the file, each at its revision or date, whatever order they are opened in", async () => {
    const one = repository("one");
    const first = one.commit("first", { "a.py": "1\n" }, { at: "2024-01-01T00:00:00Z" });
    const second = one.commit("second", { "a.py": "2\n" }, { at: "2024-06-30T00:00:00Z" });
    const two = repository("two");
    two.commit("first", { "src/b.py": "b\n", "c.md": "c\n" });
    const bare = join(folder.path, "bare.git");
    execFileSync("git", ["clone", "--quiet", "--bare", two.folder, bare]);
    const list = [{ url: one.folder, at: "2024-06-30", licence: "MIT" }, { url: one.folder, revision: second }, bare];
    const found = await documents({ repositories: list, include: ["*.py"], fetches: 2 });
    assert.deepEqual(
      found.map(({ path, revision, repository: name, licence, time, text }) => [
        path,
        revision,
        name,
        licence,
        time,
        text,
      ]),
      [
        ["one/a.py", first, "one", "MIT", "2024-01-01T00:00:00.000Z", "1\n"],
        [`one@${second}/a.py`, second, `one@${second}`, undefined, "2024-06-30T00:00:00.000Z", "2\n"],
        ["bare/src/b.py", two.git("rev-parse", "HEAD"), "bare", undefined, "2024-01-01T00:00:00.000Z", "b\n"],
      ],
    );
    assert.equal(found[0]?.blob, one.git("rev-parse", `${first}:a.py`));
  });

  it("may be listed in a text file beside the corpus file", async () => {
    repository("lists/one").commit("first", { "a.py": "1\n" });
    folder.write("lists/list.txt", "# ours\n\none main # a branch\n");
    const found = await documents({ repositories: join(folder.path, "lists/list.txt") });
    assert.deepEqual(
      found.map(({ path }) => path),
      ["one/a.py"],
    );
    folder.write("lists/list.txt", "one main too\n");
    await assert.rejects(
      documents({ repositories: join(folder.path, "lists/list.txt") }),
      /list\.txt:1: a line is an address/,
    );
  });

  it("name each one that fails, after all were tried, or go on without when told to", async () => {
    const goodOne = repository("good");
    const good = goodOne.folder;
    goodOne.commit("first", { "a.py": "1\n" });
    const repositories = [join(folder.path, "missing"), good, { url: good, revision: "v9" }, "ext::sh -c true"];
    await assert.rejects(documents({ repositories }), (error: Error) => {
      assert.match(
        error.message,
        /3 of 4 repositories failed[^]*missing[^]*no revision "v9"[^]*not an address to fetch from/,
      );
      return error instanceof StageError;
    });
    const found = await documents({ repositories, skipFailed: true });
    assert.deepEqual(
      found.map(({ path, problem }) => [path, problem === undefined]),
      [
        ["missing", false],
        ["good/a.py", true],
        ["good@v9", false],
        ["ext::sh -c true", false],
      ].map((entry, index) => (index === 3 ? [found[3]?.path, false] : entry)),
    );
    await assert.rejects(
      documents({ repositories: [{ url: good, revision: "--upload-pack=x" }] }),
      /not the name of a branch/,
    );
    await assert.rejects(documents({ url: good, at: "1999-01-01" }), /no commit of HEAD before 1999-01-01/);
  });

  it("may turn out broken, or without the folder that is wanted, only when they are read", async () => {
    const whole = repository("whole");
    whole.commit("first", { "src/a.py": "1\n" });
    const broken = repository("broken");
    broken.commit("first", { "src/b.py": "2\n" });
    broken.commit("second", { "d.py": "4\n" });
    const tree = broken.git("rev-parse", "HEAD:src");
    rmSync(join(broken.folder, ".git/objects", tree.slice(0, 2), tree.slice(2)));
    const other = repository("other");
    other.commit("first", { "c.py": "3\n" });
    const declaration = { repositories: [whole.folder, broken.folder, other.folder], path: "src" };
    await assert.rejects(documents(declaration), (error: Error) => {
      assert.match(error.message, /^Source "all": broken cannot be read \(.+\)\.$/);
      return error instanceof StageError;
    });
    const found = await documents({ ...declaration, skipFailed: true });
    assert.deepEqual(
      found.map(({ path, text }) => [path, text]),
      [
        ["whole/a.py", "1\n"],
        ["broken", undefined],
        ["other", undefined],
      ],
    );
    assert.match(found[2]?.problem ?? "", /has no files in src at HEAD/);
  });

  it("have a fingerprint of their commits, and tell how far they are", async () => {
    const one = repository("one");
    one.commit("first", { "a.py": "1\n" });
    repository("two").commit("first", { "b.py": "1\n" });
    const declaration = source({ repositories: [one.folder, join(folder.path, "two")] });
    const before = await fingerprintOf(declaration, folder.path);
    const lines: string[] = [];
    const opened = openSource(declared(declaration), MOST_BYTES, folder.path, (line) => lines.push(line));
    assert.equal(await opened.fingerprint(new AbortController().signal), before);
    assert.deepEqual(lines, ["all: 1 of 2 repositories", "all: 2 of 2 repositories"]);
    one.commit("second", { "a.py": "2\n" });
    assert.notEqual(await fingerprintOf(declaration, folder.path), before);
    const stopped = opened.fingerprint(AbortSignal.abort(new Error("stopped")));
    assert.equal(await stopped, before);
    await assert.rejects(
      openSource(declared(declaration), MOST_BYTES, folder.path).fingerprint(AbortSignal.abort(new Error("stopped"))),
      /stopped/,
    );
  });
});

describe("a repository's name", () => {
  const names: readonly [address: string, name: string][] = [
    ["https://github.com/owner/name.git", "owner/name"],
    ["https://user:secret@gitlab.example:8443/group/sub/name?x#y", "gitlab.example/group/sub/name"],
    ["git@github.com:owner/name.git", "owner/name"],
    ["/home/ada/name/.git", "name"],
    ["/home/ada/name.git/", "name"],
    ["https://x/../../etc", "x/etc"],
  ];
  for (const [address, name] of names) {
    it(`of ${address} is ${name}`, () => {
      assert.equal(repositoryName(address), name);
    });
  }
});
