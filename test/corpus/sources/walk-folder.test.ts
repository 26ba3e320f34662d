import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { walkFolder } from "../../../src/corpus/sources/walk-folder.ts";
import { temporaryFolder } from "../temporary-folder.ts";

describe("a walk through a folder", () => {
  const folder = temporaryFolder();
  const walked = async (): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path } of walkFolder(folder.path, new AbortController().signal)) paths.push(path);
    return paths;
  };

  it("respects .gitignore files, the deeper before the shallower, and brings nothing back from an ignored folder", async () => {
    folder.write(".gitignore", "*.log\n/build/\n!keep.log\n");
    folder.write("build/.gitignore", "!*\n");
    folder.write("build/out.js", "x");
    folder.write("src/build/a.js", "x");
    folder.write("src/a.log", "x");
    folder.write("src/keep.log", "x");
    folder.write("lib/.gitignore", "!a.log\nkeep.log\n");
    folder.write("lib/a.log", "x");
    folder.write("lib/keep.log", "x");
    folder.write(".git/config", "x");
    assert.deepEqual(await walked(), [".gitignore", "lib/.gitignore", "lib/a.log", "src/build/a.js", "src/keep.log"]);
  });

  it("follows no symbolic link, so that it neither leaves the folder nor runs in circles", async () => {
    folder.write("a/file.txt", "x");
    symlinkSync("..", join(folder.path, "a/circle"));
    symlinkSync("/etc", join(folder.path, "a/outside"));
    symlinkSync("/etc/passwd", join(folder.path, "a/passwd"));
    assert.deepEqual(await walked(), ["a/file.txt"]);
  });

  it("takes names with any bytes", async () => {
    const names = ["new\nline.txt", "quote\"'.txt", "$(touch x).txt", "-rf.txt", "naïve 文字.txt", "back\\slash.txt"];
    for (const name of [...names, "$(touch y).log"]) folder.write(name, "x");
    folder.write(".gitignore", "*.log\n");
    assert.deepEqual((await walked()).toSorted(), [".gitignore", ...names].toSorted());
  });
});
