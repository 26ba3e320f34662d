import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { createMeasureRunner } from "../../../src/corpus/measure/stage.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { engineEventSchema, type ProgressEvent } from "../../../src/scheduler/events.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus, grammarsFolder, measureParameters } from "../../fixtures/curate-corpus.ts";
import { parquetContents } from "../../fixtures/parquet-contents.ts";
import { runContext, stageWork } from "../../fixtures/run-stage.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const tiny = join(import.meta.dirname, "../../fixtures/tiny");
const engine = join(import.meta.dirname, "../../../src/cli.ts");
const PART_ROWS = 2048;

describe("the measure stage", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("gives the same documents for any number of threads", async () => {
    cpSync(tiny, join(folder.path, "source"), { recursive: true });
    cpSync(join(tiny, "programs"), join(folder.path, "source/copies"), { recursive: true });
    const sources = ["code", "text"].map((name) => ({
      ...{ name, type: "folder", path: join(folder.path, "source"), class: name },
    }));
    const corpus = corpusFileSchema.parse({ sources, heldOut: 0.3, filters: { quality: { min: 0.4 } } });
    const results: string[][] = [];
    for (const threads of [1, 2, 3]) {
      const work = await curateCorpus(join(folder.path, String(threads)), corpus, { threads });
      const files = ["code", "text"].map((name) => join(work, "../measured", name)).concat(work);
      results.push(await Promise.all(files.map((place) => parquetContents(join(place, "documents.parquet")))));
    }
    assert.match(results[0]?.[0] ?? "", /^4\d rows, /);
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  });

  it("gives documents of a source without a class the class of their language", async () => {
    for (const name of ["a.py", "b.md", "c.json", "d.txt"]) folder.write(`source/${name}`, "1\n");
    const corpus = corpusFileSchema.parse({
      sources: [{ name: "app", type: "folder", path: join(folder.path, "source") }],
    });
    const work = await curateCorpus(folder.path, corpus, { threads: 1 });
    const row = z.object({ class: z.string() });
    const sql = "SELECT class FROM read_parquet($file) ORDER BY path";
    const file = join(work, "../measured/app/documents.parquet");
    const classes: string[] = [];
    for await (const found of queryRows({ sql, values: { file }, row })) classes.push(found.class);
    assert.deepEqual(classes, ["code", "markup", "markup", "text"]);
    const { sources } = z
      .object({ sources: z.array(z.object({ class: z.null() })) })
      .parse(JSON.parse(readFileSync(join(work, "summary.json"), "utf8")));
    assert.equal(sources.length, 1);
  });

  it("loses one document to a crash of the parser, names it, and leaves the others as they are", async () => {
    for (const name of ["a", "crash-b", "c", "d", "never-e", "f"])
      folder.write(`source/${name}.js`, `// ${name}\nexport const value = "${name}";\n`);
    const corpus = corpusFileSchema.parse({
      sources: [{ name: "app", type: "folder", path: join(folder.path, "source"), class: "code" }],
    });
    const cacheFolder = join(folder.path, "cache");
    const workerFile = new URL("failing-worker.ts", import.meta.url);
    const runner = createMeasureRunner({ workerFile, grammarsFolder, cacheFolder });
    const parameters = await measureParameters(corpus, cacheFolder);
    const context = runContext();
    const work = await stageWork(runner, join(folder.path, "work"), parameters[0] ?? {}, {});
    await runner.run([work], context);

    const row = z.object({
      ...{ path: z.string(), problem: z.string().nullable(), parsed: z.boolean(), syntax: z.string().nullable() },
    });
    const rows: z.infer<typeof row>[] = [];
    const sql = `SELECT path, problem, signal_parse_error_share IS NOT NULL AS parsed, syntax_problem AS syntax
      FROM read_parquet($file)`;
    const file = join(work.folder, "documents.parquet");
    for await (const found of queryRows({ sql, values: { file }, row })) rows.push(found);
    const whole = { problem: null, parsed: true, syntax: null };
    assert.deepEqual(rows, [
      { path: "a.js", ...whole },
      { path: "c.js", ...whole },
      { path: "crash-b.js", problem: null, parsed: false, syntax: "the parser failed on it" },
      { path: "d.js", ...whole },
      { path: "f.js", ...whole },
      { path: "never-e.js", problem: "unreadable", parsed: false, syntax: null },
    ]);
    assert.deepEqual(context.lines, [
      "warning: app:never-e.js cannot be measured: the thread that measured it failed or hung",
    ]);
  });

  it("goes on after the documents that it had written when it was killed", async () => {
    // Files that are too large are not read: enough of them for one part are quick, and enough follow to be killed in.
    const names = Array.from({ length: PART_ROWS + 300 }, (_, index) => `${String(index).padStart(5, "0")}.txt`);
    for (const [index, name] of names.entries()) folder.write(`source/${name}`, index < PART_ROWS ? "too large" : name);
    const sources = [{ name: "files", type: "folder", path: "source", class: "text" }];
    // Names of ten characters are too large, and those of nine are not.
    folder.write("files.corpus.json", JSON.stringify({ sources, maxFileBytes: 9 }));
    const undisturbed = await measured("one", () => undefined);
    const killed = await measured("two", (progress, child) => {
      if ((progress.documents?.done ?? 0) > PART_ROWS) child.kill("SIGKILL");
    });
    assert.equal(killed.contents, undefined);
    const again = await measured("two", () => undefined);
    assert.equal(again.progress[0]?.documents?.done, PART_ROWS);
    assert.equal(again.contents, undisturbed.contents);
  });

  interface Measured {
    readonly progress: readonly ProgressEvent[];
    /** Of the measured table; undefined where the stage did not come to its end. */
    readonly contents: string | undefined;
  }

  async function measured(
    workspace: string,
    watch: (progress: ProgressEvent, child: ChildProcess) => void,
  ): Promise<Measured> {
    const root = join(folder.path, workspace);
    const parameters = ["--json", "curate", "--workspace", root, join(folder.path, "files.corpus.json")];
    const child = spawn(process.execPath, [engine, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "close");
    const progress: ProgressEvent[] = [];
    let key = "";
    for await (const line of createInterface({ input: child.stdout })) {
      const event = engineEventSchema.parse(JSON.parse(line));
      if (event.event === "plan") key = event.stages[0]?.key ?? "";
      if (event.event !== "progress" || event.keys[0] !== key) continue;
      progress.push(event);
      watch(event, child);
    }
    await exit;
    if (child.exitCode !== 0) return { progress, contents: undefined };
    const stage = join(root, ".ablate/stages", `measure-${key}`);
    assert.match(readFileSync(join(stage, "manifest.json"), "utf8"), /"label": "measure files"/);
    return { progress, contents: await parquetContents(join(stage, "documents.parquet")) };
  }
});
