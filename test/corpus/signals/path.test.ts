import assert from "node:assert/strict";
import { measurePath } from "../../../src/corpus/signals/path.ts";

describe("signals of the path", () => {
  it("know folders that hold other people's code", () => {
    const vendored = [
      "vendor/a.go",
      "src/_vendor/b/c.py",
      "a/third_party/zlib/zlib.c",
      "packages/a/node_modules/b/index.js",
      "Pods/A/a.swift",
      "wheel/vendored/tags.py",
    ];
    assert.deepEqual(
      vendored.filter((path) => measurePath(path).vendoredPath === 0),
      [],
    );
  });

  it("are not misled by files and folders that are called alike", () => {
    const own = ["vendor.py", "src/vendoring/a.py", "src/deps/resolve.ts", "invendor/a.c", "external.js"];
    assert.deepEqual(
      own.filter((path) => measurePath(path).vendoredPath === 1),
      [],
    );
  });
});
