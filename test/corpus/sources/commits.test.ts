import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";
import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { declared, documentsOf } from "./documents-of.ts";
import { TestRepository } from "./test-repository.ts";

describe("the commits of a repository as a source", () => {
  const folder = temporaryFolder();

  it("are the changes of files, newest first; what is left out says why", async () => {
    const repository = new TestRepository(join(folder.path, "app"));
    repository.commit("Add what there is to begin with", { "a.py": "x = 1\n", "b.py": "y = 1\n", "c.bin": "\0" });
    const change = repository.commit("Make x two\n\n:100644 is no change", { "a.py": "x = 2\n" });
    repository.commit("short", { "a.py": "x = 3\n" });
    repository.commit("Bump x by a program", { "a.py": "x = 4\n" }, { author: "renovate[bot]" });
    repository.commit("Change two files at once", { "a.py": "x = 5\n", "b.py": "y = 2\n" });
    repository.commit("A file that is too large now", { "b.py": "y = 2\n".repeat(200) });
    repository.commit("Change what is not text", { "c.bin": "\0\0" });
    repository.git("checkout", "--quiet", "-b", "side", change);
    repository.commit("On the side, a new file", { "d.py": "z = 1\n" });
    repository.git("checkout", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-edit", "side");
    const found = await documentsOf(
      { name: "app", type: "commits", class: "adjacent", url: repository.folder },
      join(folder.path, "cache"),
    );
    const refused = found.filter(({ rule }) => rule !== undefined);
    assert.deepEqual(
      refused.map(({ rule, problem }) => [rule, problem]),
      [
        ["merge", "it merges branches"],
        ["no-edit", "the commit adds the file"],
        ["wide-commit", "it touches 2 files; maxFiles is 1"],
        ["bot", "its author, renovate[bot], is a bot"],
        ["message-length", "its message has 5 characters, fewer than minMessage, 10"],
        ["wide-commit", "it touches 3 files; maxFiles is 1"],
      ],
    );
    assert.match(refused[1]?.path ?? "", /^[\da-f]{12}\/d\.py$/);
    const [binary, large, document, ...more] = found.filter(({ rule }) => rule === undefined);
    assert.deepEqual(more, []);
    assert.equal(binary?.text, "\0");
    assert.equal(large?.size, 6 + 1200);
    assert.deepEqual(document, {
      path: `${change.slice(0, 12)}/a.py`,
      revision: change,
      repository: "app",
      licence: undefined,
      blob: repository.git("rev-parse", `${change}:a.py`),
      time: "2024-01-01T00:00:00.000Z",
      size: null,
      text: "<commit_before>x = 1\n<commit_msg>Make x two\n\n:100644 is no change<commit_after>x = 2\n",
    });
  });

  it("are counted without being listed, and tell how many have been gone through, also of those that give none", async () => {
    const repository = new TestRepository(join(folder.path, "counted"));
    repository.commit("Begin in two folders", { "src/a.py": "x = 1\n", "b.md": "B\n" });
    repository.commit("Make x two", { "src/a.py": "x = 2\n" });
    repository.commit("Say it in b", { "b.md": "x is two\n" });
    const goneThrough = async (members: object): Promise<unknown> => {
      const of = { name: "counted", type: "commits", class: "adjacent", url: repository.folder, ...members } as const;
      const source = openSource(declared(of), 1000, join(folder.path, "cache"));
      const { signal } = new AbortController();
      const reached: number[] = [];
      let documents = 0;
      const listener = { reached: (amount: number) => void reached.push(amount) };
      for await (const _file of source.files(signal, listener)) documents += 1;
      const extent = await source.extent?.(signal);
      source.close();
      return [documents, reached, extent];
    };
    assert.deepEqual(await goneThrough({ include: ["*.py"], maxFiles: 5 }), [
      2,
      [1, 2, 3],
      { amount: 3, unit: "commits" },
    ]);
    assert.deepEqual(await goneThrough({ path: "src" }), [2, [1, 2], { amount: 2, unit: "commits" }]);
  });
});
