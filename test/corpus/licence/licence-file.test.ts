import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import spdxTexts from "spdx-license-list/spdx-full.json" with { type: "json" };
import { formatLicence } from "../../../src/corpus/licence/expression.ts";
import { isLicenceFile, type LicenceEvidence, readLicenceFile } from "../../../src/corpus/licence/licence-file.ts";
import { FolderLicences } from "../../../src/corpus/licence/licence-of-path.ts";
import { loadLicenceMatcher } from "../../../src/corpus/licence/licence-texts.ts";
import type { LicenceMatcher } from "../../../src/corpus/licence/matcher.ts";

const grammars = fileURLToPath(new URL("../../../grammars", import.meta.url));

describe("licence files", () => {
  let matcher: LicenceMatcher;
  before(async () => {
    matcher = await loadLicenceMatcher(grammars);
  });
  const read = (path: string, text: string): LicenceEvidence => {
    const evidence = readLicenceFile(path, text, matcher);
    assert.ok(evidence !== null, path);
    return evidence;
  };
  const shown = ({ expression }: Pick<LicenceEvidence, "expression">): string | null =>
    expression === null ? null : formatLicence(expression);

  const mit = spdxTexts.MIT.licenseText
    .replace("<year> <copyright holders>", "2020 Ada Lovelace <ada@analytical.org>")
    .replace("MIT License", "The MIT License (MIT)\n=====================");

  it("are known by their names", () => {
    for (const path of [
      "LICENSE",
      "a/LICENCE.md",
      "COPYING.LESSER",
      "LICENSE-MIT",
      "UNLICENSE",
      "LICENSES/MIT.txt",
      "x/package.json",
    ])
      assert.ok(isLicenceFile(path), path);
    for (const path of ["src/license.ts", "licensing.md", "licenses.py", "copyingmachine", "package-lock.json"])
      assert.ok(!isLicenceFile(path), path);
  });

  it("are told by their text, with the likeness, whoever holds the copyright", () => {
    const evidence = read("LICENSE", mit);
    assert.equal(shown(evidence), "MIT");
    assert.ok(evidence.score > 0.95 && evidence.score <= 1);
    assert.equal(shown(read("COPYING", spdxTexts["GPL-2.0-only"].licenseText)), "GPL-2.0-only");
    const withoutAppendix = spdxTexts["Apache-2.0"].licenseText.replace(/APPENDIX[\s\S]*/, "");
    assert.equal(shown(read("LICENSE", withoutAppendix)), "Apache-2.0");
  });

  it("hold all of the licences in them, and say so where they say more", () => {
    const both = `${mit}\n\nParts of it are under this licence:\n\n${spdxTexts["Apache-2.0"].licenseText}`;
    assert.equal(shown(read("LICENSE", both)), "Apache-2.0 AND MIT");
    const more = "No one may sell it, teach with it, or run it on a Sunday without a letter of the author. ".repeat(8);
    assert.equal(shown(read("LICENSE", `${mit}\n${more}`)), "MIT AND LicenseRef-further-terms");
    assert.equal(shown(read("LICENSE", "All rights reserved; do not copy.")), null);
  });

  it("may be manifests", () => {
    assert.equal(shown(read("package.json", '{ "license": { "type": "BSD-2-Clause" } }')), "BSD-2-Clause");
    assert.equal(
      shown(read("package.json", '{ "licenses": [{ "type": "MIT" }, { "type": "GPL-2.0-only" }] }')),
      "MIT OR GPL-2.0-only",
    );
    assert.equal(shown(read("Cargo.toml", '[package]\nname = "a"\nlicense = "MIT/Apache-2.0"\n')), "MIT OR Apache-2.0");
    assert.equal(shown(read("pyproject.toml", '[project]\nlicense = { text = "Apache 2.0" }\n')), "Apache-2.0");
    assert.equal(
      shown(read("PKG-INFO", "Metadata-Version: 2.1\nClassifier: License :: OSI Approved :: MIT License\n\nx")),
      "MIT",
    );
    assert.equal(readLicenceFile("package.json", '{ "license": [[[', matcher), null);
    assert.equal(readLicenceFile("Cargo.toml", '[dependencies.x]\nlicense = "MIT"\n', matcher), null);
  });

  it("speak for what lies beneath them, the nearest first, a manifest before a text", () => {
    const licences = new FolderLicences([
      read("LICENSE", mit),
      read("vendor/x/COPYING", spdxTexts["GPL-3.0-only"].licenseText),
      read("vendor/y/LICENSE-MIT", mit),
      read("vendor/y/LICENSE-APACHE", spdxTexts["Apache-2.0"].licenseText),
      read("vendor/y/Cargo.toml", '[package]\nlicense = "MIT OR Apache-2.0"\n'),
      read("vendor/z/LICENSE", "Ask me."),
    ]);
    const of = (path: string): (string | null)[] => {
      const known = licences.of(path);
      return known === undefined ? [] : [shown(known), known.origin];
    };
    assert.deepEqual(of("src/deep/down/a.ts"), ["MIT", "LICENSE"]);
    assert.deepEqual(of("vendor/x/src/b.c"), ["GPL-3.0-only", "vendor/x/COPYING"]);
    assert.deepEqual(of("vendor/y/c.rs"), ["MIT OR Apache-2.0", "vendor/y/Cargo.toml"]);
    assert.deepEqual(of("vendor/z/d.c"), [null, "vendor/z/LICENSE"]);
    assert.deepEqual(new FolderLicences([]).of("a.ts"), undefined);
  });
});
