import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  failedFilter,
  failedFilterSql,
  type Filterable,
  filtersOf,
  unmeasuredSignals,
} from "../../../src/corpus/curate/filters.ts";

const filters = filtersOf({ presets: [], filters: { quality: { min: 0.3 }, parseErrorShare: { max: 0.1 } } });

function measured(members: Partial<Filterable>): Filterable {
  return { quality: 0.5, signals: {}, syntaxProblem: null, class: "code", language: "Go", ...members };
}

describe("filters", () => {
  it("name the value and the bound, with the digits that tell them apart", () => {
    assert.equal(failedFilter(measured({ quality: 0.2 }), filters)?.reason, "quality 0.2 is below 0.3");
    assert.deepEqual(failedFilter(measured({ signals: { parseErrorShare: 0.1000123 } }), filters), {
      rule: "parseErrorShare",
      reason: "parseErrorShare 0.10001 is above 0.1",
    });
  });

  it("drop nothing by a signal that does not apply, but what could not be measured", () => {
    assert.equal(failedFilter(measured({}), filters), undefined);
    assert.equal(
      failedFilter(measured({ syntaxProblem: "the parser failed on it" }), filters)?.reason,
      "parseErrorShare is not known: the parser failed on it",
    );
  });

  it("are refused where they bound no signal", () => {
    assert.throws(
      () => filtersOf({ presets: [], filters: { niceness: { min: 1 } } }),
      /No signal is called "niceness"; there are quality, /,
    );
  });

  it("of a preset come before the corpus's own, for its classes and languages alone", () => {
    const both = filtersOf({ presets: ["starcoder"], filters: { maxLineLength: { max: 10 } } });
    const long = { signals: { maxLineLength: 1001, characterCount: 6000 } };
    assert.deepEqual(failedFilter(measured(long), both), {
      rule: "starcoder/maxLineLength",
      reason: "maxLineLength 1001 is above 1000",
    });
    assert.equal(failedFilter(measured({ ...long, class: "text" }), both)?.rule, "maxLineLength");
    const data = { signals: { characterCount: 6000 }, class: "markup" } as const;
    assert.equal(failedFilter(measured({ ...data, language: "JSON" }), both)?.rule, "starcoder/characterCount");
    assert.equal(failedFilter(measured({ ...data, language: "XML" }), both), undefined);
  });

  it("may be for some languages alone", () => {
    const some = filtersOf({ presets: [], filters: { lineCount: { min: 9, languages: ["Python", "C++"] } } });
    const short = { signals: { lineCount: 2 } };
    assert.equal(failedFilter(measured({ ...short, language: "C++" }), some)?.rule, "lineCount");
    assert.equal(failedFilter(measured({ ...short, language: "Go" }), some), undefined);
    assert.equal(failedFilter(measured({ ...short, language: null }), some), undefined);
  });

  it("are told of by name where a document has nothing to be filtered by", () => {
    const comments = filtersOf({ presets: ["starcoder"], filters: {} });
    const missing = unmeasuredSignals(measured({ language: "COBOL", signals: { maxLineLength: 1 } }), comments);
    assert.deepEqual(missing, ["meanLineLength", "alphanumericShare", "xmlDeclaration", "commentShare"]);
  });

  it("drop the same documents as SQL", async () => {
    const documents: Filterable[] = [0.29, 0.3, 0.1 + 0.2].flatMap((quality) =>
      [undefined, 0.1, 0.10000000000000002].flatMap((share) =>
        [null, "the parser failed on it"].flatMap((syntaxProblem) =>
          ["Python", "Go", null].map((language) =>
            measured({
              ...{ quality, syntaxProblem, language },
              signals: share === undefined ? {} : { parseErrorShare: share },
            }),
          ),
        ),
      ),
    );
    const restricted = [
      ...filters,
      { rule: "ours", signal: "quality", min: 0.4, languages: ["Python", "C"], classes: ["code"] },
      { rule: "others", signal: "quality", min: 0.4, exceptLanguages: ["Go"] },
    ] as const;
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      "CREATE TABLE measured (class VARCHAR, language VARCHAR, quality DOUBLE, signal_parse_error_share DOUBLE, syntax_problem VARCHAR)",
    );
    for (const { quality, signals, syntaxProblem, class: documentClass, language } of documents) {
      const values = [documentClass, language, quality, signals["parseErrorShare"] ?? null, syntaxProblem];
      await connection.run("INSERT INTO measured VALUES ($1, $2, $3, $4, $5)", values);
    }
    const rows = await connection.runAndReadAll(`SELECT ${failedFilterSql(restricted)} FROM measured`);
    connection.closeSync();
    assert.deepEqual(
      rows.getRowsJS().map(([rule]) => rule),
      documents.map((document) => failedFilter(document, restricted)?.rule ?? null),
    );
  });
});
