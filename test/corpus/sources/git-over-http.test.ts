import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { StageError } from "../../../src/stage/runner.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { declared, documentsOf, MOST_BYTES, type ReadDocument } from "./documents-of.ts";
import { GitServer } from "./git-server.ts";
import { TestRepository } from "./test-repository.ts";

describe("a git source behind http", function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  let server: GitServer;
  let app: TestRepository;
  let first: string;

  const publish = (): void =>
    void execFileSync("git", ["-C", join(folder.path, "app"), "push", "--quiet", "served", "main"]);
  const source = (url: string, members: object = {}): Parameters<typeof documentsOf>[0] => ({
    ...{ name: "far", type: "git", class: "code", url },
    ...members,
  });
  const cache = (): string => join(folder.path, "cache");
  const documents = (url: string, members: object = {}): Promise<ReadDocument[]> =>
    documentsOf(source(url, members), cache());
  const texts = async (url: string, members: object = {}): Promise<unknown> =>
    (await documents(url, members)).map(({ path, text }) => [path, text]);
  /** What is left of clones that were not finished. */
  const leftOver = (): string[] =>
    existsSync(join(cache(), "repositories")) ? readdirSync(join(cache(), "repositories")) : [];

  beforeEach(async () => {
    server = await GitServer.open(join(folder.path, "served"));
    app = new TestRepository(join(folder.path, "app"));
    first = app.commit("first", { "a.py": "x = 1\n" });
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", join(folder.path, "served/app.git")]);
    app.git("remote", "add", "served", join(folder.path, "served/app.git"));
    publish();
  });
  afterEach(() => server.close());

  it("is cloned once, and asked again for what is new, but not for a commit that is there", async () => {
    const url = server.address("app.git");
    assert.deepEqual(await texts(url), [["a.py", "x = 1\n"]]);
    app.commit("second", { "a.py": "x = 2\n" });
    publish();
    assert.deepEqual(await texts(url), [["a.py", "x = 2\n"]]);
    const asked = server.requests.length;
    assert.deepEqual(await texts(url, { revision: first }), [["a.py", "x = 1\n"]]);
    assert.equal(server.requests.length, asked);
    assert.equal(leftOver().length, 1);
    server.instead = (_request, response) => {
      response.writeHead(503).end();
      return true;
    };
    await assert.rejects(documents(url), /Source "far": http:.*\/app\.git cannot be fetched \(.*503/);
    assert.deepEqual(await texts(url, { revision: first }), [["a.py", "x = 1\n"]]);
    server.instead = () => false;
    await assert.rejects(documents(url, { revision: "v9" }), /Source "far": http:.*\/app\.git has no revision "v9"/);
  });

  it("gives a branch and a tag of it", async () => {
    app.git("checkout", "--quiet", "-b", "side/b");
    app.commit("On the side", { "b.py": "y = 1\n" });
    app.git("tag", "v1");
    app.git("push", "--quiet", "served", "side/b", "v1");
    for (const revision of ["side/b", "v1"])
      assert.deepEqual(await texts(server.address("app.git"), { revision, include: ["b.py"] }), [["b.py", "y = 1\n"]]);
  });

  it("says in a sentence what is not there, and leaves nothing behind", async () => {
    await assert.rejects(documents(server.address("none.git")), (error) => {
      assert.ok(error instanceof StageError);
      assert.match(error.message, /^Source "far": http:.*\/none\.git cannot be cloned \(.*not found/);
      return true;
    });
    assert.deepEqual(leftOver(), []);
    const address = server.address("app.git");
    await server.close();
    await assert.rejects(documents(address), /cannot be cloned \(.*Failed to connect|refused/i);
    server = await GitServer.open(join(folder.path, "served"));
  });

  it("asks nobody for a password", async () => {
    server.instead = (_request, response) => {
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="far"' }).end("Who are you?");
      return true;
    };
    await assert.rejects(
      documents(server.address("app.git")),
      /cannot be cloned \(fatal: could not read Username .*disabled/,
    );
    // A wrong password in the address ends it as well, and is not told.
    await assert.rejects(documents(server.address("app.git", "ada:secret@")), (error) => {
      assert.ok(error instanceof StageError);
      assert.match(error.message, /cannot be cloned \(/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    assert.deepEqual(leftOver(), []);
  });

  it("is reached by the password in its address, which is nowhere on disk then", async () => {
    const password = "s@fe=p4ss";
    const expected = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
    server.instead = (request, response) => {
      if (request.headers.authorization === expected) return false;
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="far"' }).end();
      return true;
    };
    const url = server.address("app.git", `ada:${password}@`);
    assert.deepEqual(await texts(url), [["a.py", "x = 1\n"]]);
    app.commit("second", { "a.py": "x = 2\n" });
    publish();
    assert.deepEqual(await texts(url), [["a.py", "x = 2\n"]]);
    const files = readdirSync(cache(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name);
      assert.doesNotMatch(readFileSync(file, "latin1"), /p4ss/, file);
    }
    // Another password is no other repository.
    assert.equal(leftOver().length, 1);
    assert.deepEqual(await texts(server.address("app.git"), { revision: first }), [["a.py", "x = 1\n"]]);
  });

  it("ends when it is cancelled, while the server keeps it waiting", async () => {
    const controller = new AbortController();
    server.instead = () => {
      controller.abort(new Error("cancelled by the user"));
      return true;
    };
    const opened = openSource(declared(source(server.address("app.git"))), MOST_BYTES, cache());
    await assert.rejects(opened.fingerprint(controller.signal), /cancelled by the user/);
    opened.close();
    assert.deepEqual(leftOver(), []);
  });
});
