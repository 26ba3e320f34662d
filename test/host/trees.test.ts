import assert from "node:assert/strict";
import { View } from "../../src/editor/identifiers.ts";
import { activatedExtension, treeLines } from "./extension-under-test.ts";

describe("the trees of a workspace in which nothing was run", () => {
  it("list the experiments with their arms and mixtures", async () => {
    const { trees } = await activatedExtension();
    const arms = [
      "  programs-0 100 % stories · baseline",
      "  programs-50 50 % stories · 50 % programs",
      "  programs-100 100 % programs",
    ];
    assert.deepEqual(await treeLines(trees.get(View.experiments)), [
      "long not run · 3 arms",
      ...arms,
      "tiny not run · 3 arms",
      ...arms,
      "wrong 2 problems",
    ]);
  });

  it("list the corpora with their sources", async () => {
    const { trees } = await activatedExtension();
    assert.deepEqual(await treeLines(trees.get(View.corpora)), [
      "misspelt 1 problem",
      "programs code · not curated",
      "  programs code",
      "stories text · not curated",
      "  stories text",
    ]);
  });

  it("list no run", async () => {
    const { trees } = await activatedExtension();
    assert.deepEqual(await treeLines(trees.get(View.runs)), []);
  });
});
