import assert from "node:assert/strict";
import type { LicencePolicy } from "../../../src/experiment/corpus/licences.ts";
import { licenceClass, licenceProblem } from "../../../src/corpus/licence/policy.ts";

const from = (licence: string, policy: LicencePolicy): string | null =>
  licenceProblem(licence, "vendor/LICENSE", policy);

describe("the licence policy", () => {
  it("classes licences: a choice is as free as its freest, a sum as its strictest", () => {
    assert.equal(licenceClass("MIT OR GPL-3.0-only"), "permissive");
    assert.equal(licenceClass("MIT AND GPL-3.0-only"), "non-permissive");
    assert.equal(licenceClass("CC-BY-NC-4.0"), "non-permissive");
    assert.equal(licenceClass("ask the author"), "non-permissive");
    assert.equal(licenceClass(null), "none");
  });

  it("gives a reason that names the licence, the file and the policy", () => {
    const policy: LicencePolicy = { allow: "permissive", unknown: "drop" };
    assert.equal(from("MIT", policy), null);
    assert.equal(
      from("GPL-3.0-only", policy),
      "its licence GPL-3.0-only (from vendor/LICENSE) is not permissive, as licences.allow asks",
    );
    assert.equal(
      from("LicenseRef-unrecognised", policy),
      "its licence (from vendor/LICENSE) is like none that SPDX lists, and licences.allow asks for permissive",
    );
    assert.equal(licenceProblem(null, null, policy), 'no licence is known for it, and licences.unknown is "drop"');
    assert.equal(licenceProblem(null, null, { ...policy, unknown: "keep" }), null);
  });

  it("takes a list of identifiers in any case", () => {
    const policy: LicencePolicy = { allow: ["mit", "GPL-3.0-only"], unknown: "drop" };
    assert.equal(from("GPL-3.0-only", policy), null);
    assert.match(from("Apache-2.0", policy) ?? "", /is not one of mit, GPL-3.0-only/);
  });
});
