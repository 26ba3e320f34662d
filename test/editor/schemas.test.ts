import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { schemaFiles } from "../../scripts/write-schemas.ts";

describe("the JSON Schemas that the editor completes from", () => {
  for (const [path, text] of Object.entries(schemaFiles)) {
    it(`${path} is what write-schemas makes of the validator's schema`, () => {
      assert.equal(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"), text);
    });
  }
});
