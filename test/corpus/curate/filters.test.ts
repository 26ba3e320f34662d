import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { failedFilter, failedFilterSql, type Filterable, filtersOf } from "../../../src/corpus/curate/filters.ts";

const filters = filtersOf({ filters: { quality: { min: 0.3 }, parseErrorShare: { max: 0.1 } } });

function measured(members: Partial<Filterable>): Filterable {
  return { quality: 0.5, signals: {}, syntaxProblem: null, ...members };
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
      () => filtersOf({ filters: { niceness: { min: 1 } } }),
      /No signal is called "niceness"; there are quality, /,
    );
  });

  it("drop the same documents as SQL", async () => {
    const documents: Filterable[] = [0.29, 0.3, 0.1 + 0.2].flatMap((quality) =>
      [undefined, 0.1, 0.10000000000000002].flatMap((share) =>
        [null, "the parser failed on it"].map((syntaxProblem) =>
          measured({ quality, syntaxProblem, signals: share === undefined ? {} : { parseErrorShare: share } }),
        ),
      ),
    );
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      "CREATE TABLE measured (quality DOUBLE, signal_parse_error_share DOUBLE, syntax_problem VARCHAR)",
    );
    for (const { quality, signals, syntaxProblem } of documents) {
      const values = [quality, signals["parseErrorShare"] ?? null, syntaxProblem];
      await connection.run("INSERT INTO measured VALUES ($1, $2, $3)", values);
    }
    const rows = await connection.runAndReadAll(`SELECT ${failedFilterSql(filters)} FROM measured`);
    connection.closeSync();
    assert.deepEqual(
      rows.getRowsJS().map(([rule]) => rule),
      documents.map((document) => failedFilter(document, filters)?.rule ?? null),
    );
  });
});
