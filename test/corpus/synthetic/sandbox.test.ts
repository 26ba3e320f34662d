import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { type SandboxLanguage, sandboxLimits } from "../../../src/experiment/corpus/synthetic-source.ts";
import { limitsOnlySandbox, openIsolatedSandbox, type Sandbox } from "../../../src/corpus/synthetic/sandbox.ts";
import { findTool } from "../../../src/corpus/synthetic/tools.ts";
import { verify } from "../../../src/corpus/synthetic/verify.ts";

const signal = new AbortController().signal;
const limits = sandboxLimits.parse({ seconds: 5, memoryBytes: 500_000_000 });
const PASSES = "assert add(1, 2) == 3";
const ADD = "def add(a, b):\n    return a + b\n";

describe("the sandbox", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;

  before(async function () {
    try {
      sandbox = await openIsolatedSandbox(signal);
    } catch {
      // A machine without namespaces refuses synthetic sources; there is nothing to attack.
      this.skip();
    }
  });

  const verdict = async (
    solution: string,
    tests: string,
    language: SandboxLanguage = "python",
    changed: object = {},
  ): Promise<string | undefined> =>
    verify({ language, solution, tests }, sandbox, await findTool(language), { ...limits, ...changed }, signal);

  it("verifies what passes its tests", async () => {
    assert.equal(await verdict(ADD, PASSES), undefined);
    assert.equal(
      await verdict("const add = (a, b) => a + b;", 'require("assert").equal(add(1, 2), 3);', "javascript"),
      undefined,
    );
    const module = 'import assert from "node:assert"; await 0; assert.equal(add(1, 2), 3);';
    assert.equal(await verdict("export function add(a, b) { return a + b; }", module, "javascript"), undefined);
    assert.equal(await verdict("add() { echo $(($1 + $2)); }", '[ "$(add 1 2)" = 3 ]', "bash"), undefined);
    const main = "#include <assert.h>\nint main() { assert(add(1, 2) == 3); }";
    assert.equal(await verdict("int add(int a, int b) { return a + b; }", main, "c"), undefined);
    assert.equal(await verdict("#include <vector>\nint add(int a, int b) { return a + b; }", main, "cpp"), undefined);
  });

  it("says what failed", async () => {
    assert.equal(
      await verdict("def add(a, b):\n    return a - b\n", PASSES),
      'it fails with "AssertionError" (tests.py, line 1)',
    );
    assert.equal(
      await verdict("def add(a, b) return", PASSES),
      `it fails with "SyntaxError: expected ':'" (solution.py, line 1)`,
    );
    assert.match(
      (await verdict("int add(int a, int b) { return 0; }", "int main() { return 3; }", "c")) ?? "",
      /status 3/,
    );
    assert.equal(await verdict(ADD, ""), "it has no tests");
    assert.equal(await verdict(ADD, "assert True"), "its tests pass without the solution, so that they verify nothing");
  });

  it("ends an endless loop, printing without end, a large allocation and a fork bomb", async () => {
    const short = { seconds: 1 };
    // Twenty processes that each keep within the limit of one.
    const herd =
      "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        x = bytearray(100_000_000)\n        time.sleep(9)\ntime.sleep(9)";
    const verdicts = await Promise.all([
      verdict("while True: pass", PASSES, "python", short),
      verdict("import time\ntime.sleep(1000)", PASSES, "python", short),
      verdict("while True: print('x' * 10000)", PASSES),
      verdict("x = bytearray(10_000_000_000)", PASSES),
      verdict(herd, PASSES),
    ]);
    assert.deepEqual(verdicts, [
      "it takes more than 1 s",
      "it takes more than 1 s",
      "it prints more than 1000000 bytes",
      'it fails with "MemoryError" (solution.py, line 1)',
      "it takes more than 500000000 bytes of memory",
    ]);
    const hoard = "const a = []; for (;;) a.push(Buffer.alloc(1e8, 1));";
    assert.notEqual(await verdict(hoard, "a()", "javascript"), undefined);
    const bomb = "import os, time\nfor _ in range(1000):\n    if os.fork() == 0: time.sleep(1000)";
    assert.match((await verdict(bomb, PASSES)) ?? "", /BlockingIOError|processes/);
  });

  it("hides the machine's files and lets nothing be written to them", async () => {
    const secret = join(homedir(), ".ablate-sandbox-test");
    await writeFile(secret, "secret").catch(() => undefined);
    try {
      const paths = ["/etc/shadow", "/etc/passwd", secret, join(homedir(), ".bashrc"), process.cwd()];
      const read = `import os\nseen = [p for p in ${JSON.stringify(paths)} if os.access(p, os.R_OK)]\nassert not seen, seen\n${ADD}`;
      assert.equal(await verdict(read, PASSES), undefined);
    } finally {
      await rm(secret, { force: true });
    }
    process.env["ABLATE_SANDBOX_TEST"] = "a key of ours";
    try {
      const environment = `try: seen = open("/proc/1/environ").read()\nexcept OSError: seen = ""\nassert "key of ours" not in seen\n${ADD}`;
      assert.equal(await verdict(environment, PASSES), undefined);
    } finally {
      delete process.env["ABLATE_SANDBOX_TEST"];
    }
    const places = ["/usr/ablate-was-here", "/ablate-was-here", "/dev/ablate-was-here"];
    const write = `for place in ${JSON.stringify(places)}:\n    try: open(place, "w"); raise SystemError(place)\n    except OSError: pass\n${ADD}`;
    assert.equal(await verdict(write, PASSES), undefined);
    assert.deepEqual(
      places.filter((place) => existsSync(place)),
      [],
    );
    assert.equal(await verdict(`open("/tmp/mine", "w").write("x")\n${ADD}`, PASSES), undefined);
    assert.equal(existsSync("/tmp/mine"), false);
    const fill = `f = open("/tmp/large", "wb")\nfor _ in range(100): f.write(bytes(1_000_000))\nf.flush()`;
    assert.match((await verdict(fill, PASSES)) ?? "", /File too large/);
    assert.equal(
      await verdict(
        `import os\nassert set(os.environ) <= {"PATH", "HOME", "TMPDIR", "LANG", "PYTHONHASHSEED", "LC_CTYPE"}\n${ADD}`,
        PASSES,
      ),
      undefined,
    );
  });

  it("has no network", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const connect = `import socket\nsocket.create_connection(("127.0.0.1", ${String(port)}), 2)`;
      assert.match((await verdict(connect, PASSES)) ?? "", /Network is unreachable|Cannot assign|Connection refused/);
      assert.equal(asked, 0);
    } finally {
      server.close();
    }
  });

  it("is not taken in by an exit status or by what is printed", async () => {
    for (const fake of ["import sys; sys.exit(0)", "raise SystemExit"]) {
      assert.equal(await verdict(fake, PASSES), 'it fails with "it exits before its tests are done"');
    }
    assert.equal(
      await verdict("import os; print('all tests passed'); os._exit(0)", PASSES),
      "it ends before its tests do",
    );
    assert.equal(
      await verdict("import os; os.write(3, b'passed'); os._exit(0)", PASSES),
      "it ends before its tests do",
    );
    assert.equal(await verdict("process.exit(0)", "add()", "javascript"), "it ends before its tests do");
    assert.equal(await verdict("exit 0", "add", "bash"), "it ends before its tests do");
    const constructor = "#include <stdlib.h>\n__attribute__((constructor)) void f() { _Exit(0); }";
    assert.equal(await verdict(constructor, "int main() { return 1; }", "c"), "it ends before its tests do");
  });

  it("ends what runs when it is aborted", async () => {
    const abort = new AbortController();
    const python = await findTool("python");
    const running = verify(
      { language: "python", solution: "while True: pass", tests: "x" },
      sandbox,
      python,
      limits,
      abort.signal,
    );
    setTimeout(() => abort.abort(new Error("stopped by the user")), 300);
    await assert.rejects(running, /stopped by the user/);
  });
});

describe("limits without a sandbox", function () {
  this.timeout(60_000);
  const sandbox = limitsOnlySandbox();
  const verdict = async (solution: string, tests: string, changed: object = {}): Promise<string | undefined> => {
    const python = await findTool("python");
    return verify({ language: "python", solution, tests }, sandbox, python, { ...limits, ...changed }, signal);
  };

  before(function () {
    // prlimit is of util-linux.
    if (process.platform !== "linux") this.skip();
  });

  it("verify what passes its tests, and say what does not", async () => {
    assert.equal(sandbox.description, "limits-only");
    assert.equal(await verdict(ADD, PASSES), undefined);
    assert.equal(
      await verdict("def add(a, b):\n    return a - b\n", PASSES),
      'it fails with "AssertionError" (tests.py, line 1)',
    );
    assert.equal(
      await verdict("import sys; sys.exit(0)", PASSES),
      'it fails with "it exits before its tests are done"',
    );
  });

  it("end what takes too long, prints too much, or takes too much memory", async () => {
    assert.deepEqual(
      await Promise.all([
        verdict("while True: pass", PASSES, { seconds: 1 }),
        verdict("import time\ntime.sleep(1000)", PASSES, { seconds: 1 }),
        verdict("while True: print('x' * 10000)", PASSES),
        verdict("x = bytearray(10_000_000_000)", PASSES),
      ]),
      [
        "it takes more than 1 s",
        "it takes more than 1 s",
        "it prints more than 1000000 bytes",
        'it fails with "MemoryError" (solution.py, line 1)',
      ],
    );
    const large = `f = open("large", "wb")\nfor _ in range(100): f.write(bytes(1_000_000))\nf.flush()`;
    assert.match((await verdict(large, PASSES)) ?? "", /File too large/);
  });

  it("hide nothing but the environment: files can be read, which is why the name says so", async () => {
    const here = join(process.cwd(), "package.json");
    const solution = `import os\nassert os.access(${JSON.stringify(here)}, os.R_OK)\nassert "HOME" in os.environ and "USER" not in os.environ\n${ADD}`;
    assert.equal(await verdict(solution, PASSES), undefined);
  });

  it("leave nothing running and no files behind", async () => {
    const mark = join(process.cwd(), "left-behind");
    const daemon = `import os, sys, time\nif os.fork() == 0:\n    time.sleep(2)\n    open(${JSON.stringify(mark)}, "w")\n    os._exit(0)\n${ADD}`;
    assert.equal(await verdict(daemon, PASSES), undefined);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.equal(existsSync(mark), false);
  });
});
