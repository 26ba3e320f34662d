import assert from "node:assert/strict";
import { formatLicence, parseLicenceExpression } from "../../../src/corpus/licence/expression.ts";

describe("a licence expression", () => {
  const spelled = (text: string): string | null => {
    const expression = parseLicenceExpression(text);
    return expression === null ? null : formatLicence(expression);
  };

  it("is read as SPDX writes it: WITH before AND before OR", () => {
    assert.equal(spelled("mit or apache-2.0 and isc"), "MIT OR Apache-2.0 AND ISC");
    assert.equal(spelled("(MIT OR Apache-2.0) AND ISC"), "(MIT OR Apache-2.0) AND ISC");
    assert.equal(spelled("GPL-2.0-only WITH Classpath-exception-2.0"), "GPL-2.0-only WITH Classpath-exception-2.0");
  });

  it("is read as people write it", () => {
    assert.equal(spelled("MIT/Apache-2.0"), "MIT OR Apache-2.0");
    assert.equal(spelled("Apache License, Version 2.0"), "Apache-2.0");
    assert.equal(spelled("The MIT License"), "MIT");
    assert.equal(spelled("GPL-3.0+"), "GPL-3.0+");
    assert.equal(spelled("UNLICENSED"), "LicenseRef-proprietary");
  });

  it("is not prose, an open parenthesis or a tower of them", () => {
    for (const text of ["SEE LICENSE IN LICENSE.md", "MIT OR", "(MIT", "", "MIT MIT", `${"(".repeat(500)}MIT`]) {
      assert.equal(spelled(text), null, text);
    }
  });
});
