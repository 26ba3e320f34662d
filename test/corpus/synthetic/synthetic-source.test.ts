import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { documentText } from "../../../src/corpus/synthetic/document.ts";
import { parseProblem } from "../../../src/corpus/synthetic/problem.ts";
import { readProblems } from "../../../src/corpus/synthetic/read-problems.ts";
import { openIsolatedSandbox } from "../../../src/corpus/synthetic/sandbox.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";

const ADD = {
  id: "add",
  prompt: "Add two numbers.\nThey are whole.",
  solution: "def add(a, b):\n    return a + b\n",
  tests: "assert add(1, 2) == 3",
  provenance: { model: "tester", promptVersion: 1, endpoint: "localhost", seed: 7, time: "2026-01-02T03:04:05.000Z" },
};
const signal = new AbortController().signal;

describe("problems with tests", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-synthetic-"));
  });

  after(() => rm(folder, { recursive: true }));

  const problems = async (file: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const problem of readProblems(file, "python", signal)) found.push(problem);
    return found;
  };

  it("are read in the layouts of HumanEval and MBPP too", () => {
    const humanEval = {
      task_id: "HumanEval/0",
      prompt: 'def add(a, b):\n    """Add."""\n',
      canonical_solution: "    return a + b\n",
      test: "def check(candidate):\n    assert candidate(1, 2) == 3",
      entry_point: "add",
    };
    assert.deepEqual(parseProblem(humanEval, "python"), {
      id: "HumanEval/0",
      prompt: "",
      solution: 'def add(a, b):\n    """Add."""\n    return a + b\n',
      tests: "def check(candidate):\n    assert candidate(1, 2) == 3\ncheck(add)\n",
      language: "python",
      provenance: {},
    });
    const mbpp = {
      task_id: 2,
      text: "Add.",
      code: "def add(a, b):\r\n  return a + b",
      test_list: ["assert add(1, 2) == 3"],
      test_setup_code: "",
    };
    assert.deepEqual(parseProblem(mbpp, "python"), {
      id: "2",
      prompt: "Add.",
      solution: "def add(a, b):\n  return a + b",
      tests: "assert add(1, 2) == 3",
      language: "python",
      provenance: {},
    });
  });

  it("are read from JSONL, gzip and lists; what is wrong is told with its line", async () => {
    const [plain, zipped, list] = [join(folder, "a.jsonl"), join(folder, "b.jsonl.gz"), join(folder, "c.json")];
    await writeFile(plain, `${JSON.stringify(ADD)}\n\n${JSON.stringify({ ...ADD, id: "b" })}`);
    await writeFile(zipped, gzipSync(JSON.stringify(ADD)));
    await writeFile(list, JSON.stringify([ADD]));
    assert.equal((await problems(plain)).length, 2);
    assert.deepEqual(await problems(zipped), await problems(list));

    await writeFile(plain, `${JSON.stringify(ADD)}\n{"id": 1`);
    await assert.rejects(problems(plain), /a\.jsonl:2: this is not valid JSON\./);
    await writeFile(plain, `${JSON.stringify(ADD)}\n{"id": "x"}`);
    await assert.rejects(problems(plain), /a\.jsonl:2: it is no problem with tests: prompt/);
    await writeFile(plain, `${JSON.stringify(ADD)}\n${JSON.stringify(ADD)}`);
    await assert.rejects(problems(plain), /a\.jsonl:2: another problem has the id "add" already\./);
    await writeFile(plain, JSON.stringify({ ...ADD, language: "cobol" }));
    await assert.rejects(problems(plain), /programs in cobol cannot be verified; there are python/);
    await assert.rejects(problems(join(folder, "none.jsonl")), /There is no file of problems/);
    await writeFile(zipped, "not gzip");
    await assert.rejects(problems(zipped), /b\.jsonl\.gz cannot be read: incorrect header check\./);
  });

  it("show as a comment and code", () => {
    const problem = parseProblem({ ...ADD, language: "py" }, "javascript");
    assert.ok(!("complaint" in problem));
    const text = "# Add two numbers.\n# They are whole.\n\ndef add(a, b):\n    return a + b\n";
    assert.equal(documentText(problem, false), text);
    assert.equal(documentText(problem, true), `${text}\nassert add(1, 2) == 3\n`);
  });

  it("become documents where the solution passes, and are dropped as unverified where not", async function () {
    this.timeout(60_000);
    await openIsolatedSandbox(signal).catch(() => this.skip());
    const file = join(folder, "problems.jsonl");
    const lines = [
      ADD,
      { ...ADD, id: "wrong", solution: "def add(a, b):\n    return a * b\n" },
      {
        ...ADD,
        id: "js",
        language: "javascript",
        solution: "const add = (a, b) => a + b;",
        tests: 'if (add(1, 2) !== 3) throw new Error("no");',
      },
    ];
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
    const corpus = corpusFileSchema.parse({ sources: [{ name: "made", type: "synthetic", path: file }], heldOut: 0 });
    const output = await curateCorpus(folder, corpus);
    const row = z.object({
      path: z.string(),
      class: z.string(),
      language: z.string().nullable(),
      rule: z.string(),
      reason: z.string(),
      provenance: z.string(),
    });
    const sql = 'SELECT path, "class", language, rule, reason, provenance FROM read_parquet($file) ORDER BY path';
    const rows: z.infer<typeof row>[] = [];
    const values = { file: join(output, "documents.parquet") };
    for await (const document of queryRows({ sql, values, row })) rows.push(document);
    assert.deepEqual(
      rows.map((document) => [document.path, document.class, document.language, document.rule]),
      [
        ["add.py", "synthetic", "Python", "kept"],
        ["js.js", "synthetic", "JavaScript", "kept"],
        ["wrong.py", "synthetic", null, "unverified"],
      ],
    );
    assert.equal(rows[2]?.reason, 'its solution is not verified: it fails with "AssertionError" (tests.py, line 1)');
    const provenance = z.record(z.string(), z.unknown()).parse(JSON.parse(rows[0]?.provenance ?? ""));
    assert.equal(provenance["model"], "tester");
    assert.match(String(provenance["verifiedBy"]), /^Python 3\./);
    assert.equal(provenance["sandbox"], "isolated");
  });
});
