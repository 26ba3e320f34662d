import assert from "node:assert/strict";
import { formatLicence } from "../../../src/corpus/licence/expression.ts";
import { licenceInHeader } from "../../../src/corpus/licence/header.ts";

describe("a licence header", () => {
  const stated = (text: string): string | null => {
    const expression = licenceInHeader(text);
    return expression === null ? null : formatLicence(expression);
  };

  it("is SPDX's line in any comment", () => {
    assert.equal(stated("// SPDX-License-Identifier: MIT\nlet a;\n"), "MIT");
    assert.equal(
      stated("/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */\n"),
      "GPL-2.0-only WITH Linux-syscall-note",
    );
    assert.equal(stated("<!-- SPDX-License-Identifier: (MIT OR ISC) -->\n"), "MIT OR ISC");
    assert.equal(stated("# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: CC0-1.0\n"), "MIT AND CC0-1.0");
    assert.equal(stated("// SPDX-License-Identifier: see the file LICENSE\n"), null);
  });

  it("is the notice that a licence asks for", () => {
    const gnu = ` * This program is free software; you can redistribute it and/or modify
 * it under the terms of the GNU Lesser General Public License as
 * published by the Free Software Foundation; either version 2.1 of the
 * License, or (at your option) any later version.`;
    assert.equal(stated(`/*\n${gnu}\n */\n`), "LGPL-2.1-or-later");
    assert.equal(stated('# Licensed under the Apache License, Version 2.0\n# (the "License")\n'), "Apache-2.0");
    assert.equal(stated("// under the terms of version 2 of the GNU General Public License.\n"), "GPL-2.0-only");
  });

  it("is not talk about a licence, nor a string far down", () => {
    assert.equal(stated("// The GNU General Public License is a copyleft licence, version 3 of it too.\n"), null);
    assert.equal(stated(`${"let a;\n".repeat(1000)}const s = "SPDX-License-Identifier: MIT";\n`), null);
  });
});
