import assert from "node:assert/strict";
import { analyse } from "../../src/analysis/analyse.ts";
import { resultsCsv } from "../../src/analysis/csv.ts";
import { resultsReport } from "../../src/analysis/report.ts";
import { resultsSchema } from "../../src/analysis/results.ts";
import { resultsTable } from "../../src/analysis/table.ts";
import { StageError } from "../../src/stage/runner.ts";
import { exampleExperiment, exampleRecords } from "./example.ts";

const results = analyse(exampleExperiment, exampleRecords());

describe("analyse", () => {
  it("puts wholes before slices, in the order in which they are read", () => {
    assert.deepEqual(
      results.metrics.map((metric) => metric.id),
      [
        "bitsPerByte/text",
        "bitsPerByte/code",
        "knowledge:accuracy",
        "knowledge:correctProbability",
        "reasoning:accuracy",
        "reasoning:correctProbability",
        "code:accuracy",
        "code:correctProbability",
        "bitsPerByte/text/sotu",
        "bitsPerByte/text/wordnet",
        "bitsPerByte/code/app",
        "bitsPerByte/code/library",
        "reasoning/hypernym:accuracy",
        "reasoning/hypernym:correctProbability",
        "reasoning/template:accuracy",
        "reasoning/template:correctProbability",
      ],
    );
  });

  it("computes bits per byte per source, and the mean of the sources for the corpus", () => {
    const bits = (slice: string): number => {
      const rows = exampleRecords().filter((row) => row.slice === slice && row.arm === "code-50" && row.seed === 2);
      const total = (of: "nats" | "bytes"): number => rows.reduce((sum, row) => sum + (row[of] ?? NaN), 0);
      return total("nats") / Math.LN2 / total("bytes");
    };
    const text = results.metrics[0]?.arms.find((estimate) => estimate.arm === "code-50");
    const expected = (bits("text/sotu") + bits("text/wordnet")) / 2;
    assert.ok(Math.abs((text?.seeds[1]?.value ?? NaN) - expected) < 1e-12);
  });

  it("says by rule what the mixture did, in each metric and in one sentence", () => {
    assert.match(results.headline, /^At \d+\u00a0% code, text BPB rose by .* against code-0, code BPB fell by /);
    assert.match(results.headline, /reasoning .*not distinguishable\.$/);
    assert.equal(results.proportionOf, "code");
    assert.match(results.metrics[1]?.finding ?? "", /^Bits per byte on code is lowest at code-100, .* below code-0$/);
    assert.equal(results.metrics[4]?.finding, "Accuracy on reasoning: no arm is distinguishable from code-0");
    assert.equal(results.metrics[2]?.chance, 0.25);
  });

  it("survives a trip through JSON", () => {
    assert.deepEqual(resultsSchema.parse(JSON.parse(JSON.stringify(results))), results);
  });

  it("refuses an experiment without items, and a baseline that is no arm", () => {
    assert.throws(() => analyse(exampleExperiment, []), StageError);
    assert.throws(() => analyse({ ...exampleExperiment, baseline: "x" }, exampleRecords()), StageError);
  });
});

describe("resultsTable", () => {
  it("keeps to the width and aligns its columns", () => {
    for (const width of [60, 80, 140]) {
      const lines = resultsTable(results, width).split("\n");
      assert.ok(
        lines.every((line) => line.length <= width),
        `a line is longer than ${width}`,
      );
      const header = lines.findIndex((line) => line.startsWith("arm "));
      const end = (lines[header] ?? "").indexOf("text BPB") + "text BPB".length;
      assert.match((lines[header + 2] ?? "").slice(0, end), /^code-0 .* ±\d\.\d+$/);
    }
  });
});

describe("what the arms were trained on", () => {
  const trained = {
    text: { tokenShare: 0.75, byteShare: 0.8, epochs: 0.5 },
    code: { tokenShare: 0.25, byteShare: 0.2, epochs: 4.25 },
  };
  const counted = { ...results, arms: results.arms.map((arm) => ({ ...arm, trained })) };

  it("stands beside what was declared, in the table and in the CSV file", () => {
    const row = resultsTable(counted, 140)
      .split("\n")
      .findLast((line) => line.startsWith("code-25 "));
    assert.match(row ?? "", /^code-25 +75\.0 +80\.0 +0\.50 +25\.0 +20\.0 +4\.25$/);
    assert.match(
      resultsCsv(counted).split("\r\n")[0] ?? "",
      /,share_code,byte_share_text,epochs_text,byte_share_code,/,
    );
    assert.match(resultsCsv(counted), /,code-25,400000,0\.75,0\.25,0\.8,0\.5,0\.2,4\.25,/);
  });
});

describe("items that training documents have", () => {
  const suite = { suite: "knowledge", items: 200, touched: 20, short: 7, byDesign: 100 };
  const sources = [{ corpus: "text", source: "wordnet", items: 20, documents: 3 }];
  const contamination = { documents: 1000, unsearched: 0, suites: [{ ...suite, sources }] };
  const touched = analyse(
    { ...exampleExperiment, contamination },
    exampleRecords().map((row) =>
      row.suite === "knowledge" && Number(row.item) < 20 ? { ...row, touched: true } : row,
    ),
  );

  it("are told, and what is scored without them stands beside the whole", () => {
    assert.deepEqual(
      touched.metrics.flatMap(({ id, items, untouched }) => (untouched === true ? [[id, items]] : [])),
      [
        ["knowledge/untouched:accuracy", 180],
        ["knowledge/untouched:correctProbability", 180],
      ],
    );
    const records = exampleRecords().filter(
      ({ suite: of, arm, seed, item }) => of === "knowledge" && arm === "code-50" && seed === 1 && Number(item) >= 20,
    );
    const clean = touched.metrics.find(({ id }) => id === "knowledge/untouched:accuracy");
    assert.equal(
      clean?.arms.find(({ arm }) => arm === "code-50")?.seeds[0]?.value,
      records.filter(({ correct }) => correct).length / 180,
    );
    const wholes = (of: typeof results): unknown => of.metrics.filter(({ slice }) => slice === undefined);
    assert.deepEqual(wholes(touched), wholes(results));
    assert.match(
      resultsTable(touched, 200),
      /20 of 200 items of knowledge stand in training documents: text\/wordnet \(3 documents\)\./,
    );
    assert.match(
      resultsTable(touched, 200),
      /1000 training documents were searched for the items, of which 7 of knowledge are too short .*, 100 of knowledge ask/,
    );
    assert.doesNotMatch(resultsTable(results, 200), /training documents/);
  });
});

describe("resultsCsv", () => {
  it("has a row for every metric and arm, and quotes what needs quotes", () => {
    const named = { ...results, metrics: results.metrics.map((metric) => ({ ...metric, title: 'a "b", c' })) };
    const lines = resultsCsv(named).split("\r\n");
    assert.equal(lines.length, 1 + results.metrics.length * results.arms.length + 1);
    assert.ok(lines[1]?.startsWith('bitsPerByte/text,"a ""b"", c",bitsPerByte,text,,'));
  });
});

describe("resultsReport", () => {
  it("lets no name in the data end its element, and allows no other script than its own", () => {
    const evil = { ...results, experiment: "</script><script>alert(1)</script>" };
    const html = resultsReport(evil, { script: "run('</script>')", style: "body{}" });
    assert.equal(html.split("<script>").length, 2);
    assert.ok(!html.includes("alert(1)</script>"));
    assert.match(html, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
  });
});
