import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { readBenchmark } from "../../../src/corpus/contamination/read-benchmark.ts";
import { decontaminationSchema } from "../../../src/experiment/corpus/decontamination.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { readCorpusSummary } from "../../../src/store/corpus-summary.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import type { RunContext } from "../../../src/stage/runner.ts";
import { runContext } from "../../fixtures/run-stage.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const QUESTION =
  "A farmer walks eleven miles to the market, sells nine baskets of plums for seven shillings each, and buys a goat. How much is left?";
const PROGRAM = `def running_totals(numbers, start):
    """Sums of all beginnings of a list."""
    totals = []
    total = start
    for number in numbers:
        if number is None:
            continue
        total = total + number * 2
        totals.append(total)
    return totals
`;

const hitSchema = z.object({
  path: z.string(),
  item: z.string(),
  kind: z.string(),
  excerpt: z.string(),
  reason: z.string(),
});
const rowSchema = z.object({ path: z.string(), rule: z.string(), text: z.string().nullable() });

describe("contamination of a corpus by benchmarks", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  async function rowsOf<Row>(file: string, row: z.ZodType<Row>): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const found of queryRows({ sql: "SELECT * FROM read_parquet($file)", values: { file }, row }))
      rows.push(found);
    return rows;
  }
  async function curate(settings: object, changes: Partial<RunContext> = {}, searcher?: URL): Promise<string> {
    folder.write("sums.jsonl", `${JSON.stringify({ id: "sums/1", question: { stem: QUESTION }, answer: "52" })}\n`);
    folder.write("programs.jsonl", `${JSON.stringify({ prompt: "Write it.", solution: PROGRAM })}\n`);
    const decontaminate = {
      benchmarks: [
        { name: "sums", path: join(folder.path, "sums.jsonl"), fields: ["question.stem"], id: "id" },
        { name: "programs", path: join(folder.path, "programs.jsonl"), fields: ["solution"], code: ["solution"] },
      ],
      ...settings,
    };
    const sources = [
      { name: "text", type: "folder", path: join(folder.path, "text"), class: "text" },
      { name: "code", type: "folder", path: join(folder.path, "code"), class: "code" },
    ];
    return curateCorpus(folder.path, corpusFileSchema.parse({ sources, heldOut: 0, decontaminate }), changes, searcher);
  }
  beforeEach(() => {
    folder.write("text/clean.txt", "A farmer walks to the market and sells plums. He has a goat, and nine baskets.\n");
    folder.write(
      "text/copy.txt",
      `From the forum:\n\n${QUESTION.toUpperCase().replaceAll(" ", "\n")}\n\nNobody knew.\n`,
    );
    const renamed = PROGRAM.replaceAll("number", "value")
      .replaceAll("total", "subtotal")
      .replace(/"""[^"]*"""/, '"""Other words."""');
    folder.write("code/renamed.py", `import sys\n\n\n# A helper.\n${renamed}\nprint(running_totals(sys.argv, 0))\n`);
    folder.write(
      "code/other.py",
      "def longest(words):\n    best = ''\n    for word in words:\n        if len(word) > len(best):\n            best = word\n    return best\n",
    );
  });

  it("drops what has a run of an item's words or its code under other names, and names the item", async () => {
    const work = await curate({});
    assert.deepEqual(
      (await rowsOf(join(work, "documents.parquet"), rowSchema)).map(({ path, rule }) => [path, rule]),
      [
        ["clean.txt", "kept"],
        ["copy.txt", "contamination"],
        ["other.py", "kept"],
        ["renamed.py", "contamination"],
      ],
    );
    const hits = await rowsOf(join(work, "contamination.parquet"), hitSchema);
    assert.deepEqual(
      hits.map(({ path, item, kind, reason }) => [path, item, kind, reason]),
      [
        ["copy.txt", "sums/1", "words", "it has 25 words in a row of item sums/1 of sums"],
        [
          "renamed.py",
          "1",
          "syntax",
          "it has 41 tokens of code in a row of item 1 of programs, but for the names of identifiers",
        ],
      ],
    );
    assert.deepEqual((await readCorpusSummary(work))?.contamination, [
      { benchmark: "sums", items: 1, documents: 1 },
      { benchmark: "programs", items: 1, documents: 1 },
    ]);
  });

  it("takes the item out of the document where the corpus asks for that", async () => {
    const rows = await rowsOf(join(await curate({ action: "redact" }), "documents.parquet"), rowSchema);
    assert.equal(
      rows.find(({ path }) => path === "copy.txt")?.text,
      "From the forum:\n\n<BENCHMARK>?\n\nNobody knew.\n",
    );
  });

  it("finds the same with any number of threads", async () => {
    for (let number = 1; number <= 40; number += 1)
      folder.write(
        `text/${String(number)}.txt`,
        `Number ${String(number)}. ${number % 3 === 0 ? QUESTION : "No copy."}\n`,
      );
    const found: unknown[] = [];
    for (const threads of [1, 3]) {
      const work = await curate({}, { threads });
      found.push([
        await rowsOf(join(work, "contamination.parquet"), z.record(z.string(), z.unknown())),
        await rowsOf(join(work, "documents.parquet"), rowSchema),
      ]);
    }
    assert.deepEqual(found[0], found[1]);
  });

  it("loses one document at most where a thread fails, and says which", async () => {
    folder.write("code/crash.py", `# crash\n${PROGRAM}`);
    folder.write("code/never.py", `# never\n${PROGRAM}`);
    const context = runContext();
    const work = await curate({}, context, new URL("../contamination/failing-worker.ts", import.meta.url));
    const rows = await rowsOf(join(work, "documents.parquet"), rowSchema.extend({ reason: z.string() }));
    assert.deepEqual(
      rows
        .filter(({ path, rule }) => path.endsWith(".py") && rule !== "kept")
        .map(({ path, rule, reason }) => [path, rule, reason]),
      [
        // Its words are compared all the same.
        ["crash.py", "contamination", "it has 32 words in a row of item 1 of programs"],
        [
          "never.py",
          "contamination",
          "it cannot be searched for items of benchmarks: the thread that searched it failed or hung",
        ],
        [
          "renamed.py",
          "contamination",
          "it has 41 tokens of code in a row of item 1 of programs, but for the names of identifiers",
        ],
      ],
    );
    assert.match(context.lines.join("\n"), /warning: code:never\.py is dropped/);
  });

  it("knows the fields of well-known benchmarks, and takes every text of others", async () => {
    const stem = { id: "q1", question: { stem: QUESTION, choices: [{ text: "52", label: "A" }] }, answerKey: "A" };
    folder.write("arc.jsonl", `${JSON.stringify(stem)}\n`);
    folder.write("own.json", JSON.stringify([{ number: 7, parts: [{ ask: QUESTION }] }]));
    const [head = "", ...body] = PROGRAM.split("\n");
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const row = ["h/0", head, `\n${body.join("\n")}`].map(quoted).join(",");
    folder.write("humaneval.csv", `task_id,prompt,canonical_solution\n${row}\n`);
    const at = (name: string, file: string): object => ({ name, path: join(folder.path, file) });
    const benchmarks = [at("ARC-Easy", "arc.jsonl"), at("HumanEval", "humaneval.csv")];
    const hits = await rowsOf(join(await curate({ benchmarks }), "contamination.parquet"), hitSchema);
    assert.deepEqual(
      hits.map(({ path, item, kind }) => [path, item, kind]),
      [
        ["copy.txt", "q1", "words"],
        ["renamed.py", "h/0", "syntax"],
      ],
    );
    const own = await rowsOf(
      join(await curate({ benchmarks: [at("own", "own.json")] }), "contamination.parquet"),
      hitSchema,
    );
    assert.deepEqual(
      own.map(({ path, item }) => [path, item]),
      [["copy.txt", "1"]],
    );
  });

  it("tells how far each phase is", async () => {
    const context = runContext();
    await curate({}, context);
    const phases = new Map(
      context.reports.flatMap(({ phase, done, total }) =>
        phase === undefined ? [] : [[phase.name, [phase.number, phase.of, done, total]]],
      ),
    );
    assert.deepEqual(Object.fromEntries(phases), {
      judging: [1, 3, 4, 4],
      deduplication: [2, 3, 2, 2],
      writing: [3, 3, 4, 4],
    });
  });

  it("says which benchmark cannot be read, and where", async () => {
    const read = async (benchmark: object): Promise<number> => {
      const [parsed] = decontaminationSchema.parse({ benchmarks: [{ name: "it", ...benchmark }] }).benchmarks;
      assert.ok(parsed !== undefined);
      let items = 0;
      for await (const _item of readBenchmark(parsed, new AbortController().signal)) items += 1;
      return items;
    };
    folder.write("broken.jsonl", '{"text": "a"}\n{"text"\n');
    folder.write("sums.jsonl", '{"text": "a"}\n');
    await assert.rejects(read({ path: "/none.jsonl" }), /Benchmark "it": \/none\.jsonl cannot be read/);
    await assert.rejects(read({ path: "/none.txt" }), /does not tell its format: \.jsonl/);
    await assert.rejects(read({ path: join(folder.path, "broken.jsonl") }), /broken\.jsonl:2: it is not JSON/);
    const stem = { path: join(folder.path, "sums.jsonl"), fields: ["stem"] };
    await assert.rejects(read(stem), /no item of .*sums\.jsonl has text in the field "stem"/);
    assert.equal(await read({ path: stem.path }), 1);
  });
});
