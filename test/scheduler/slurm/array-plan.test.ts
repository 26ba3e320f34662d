import assert from "node:assert/strict";
import { dependencyText, type PlannedTask, planArrays } from "../../../src/scheduler/slurm/array-plan.ts";

const task = (name: string, kind: PlannedTask["kind"], ...after: readonly string[]): PlannedTask => ({
  name,
  kind,
  after,
  afterQueued: [],
});

/** Each array as "kind index:name …" with what it waits for, where arrays have the job ids 100, 101, … */
function described(tasks: readonly PlannedTask[], largest = 1000): string[] {
  const arrays = planArrays(tasks, largest);
  const ids = arrays.map((_, array) => String(100 + array));
  return arrays.map(({ tasks: members, dependencies }) => {
    const names = [...members].map(([index, { name }]) => `${String(index)}:${name}`);
    return [...names, dependencyText(dependencies, ids) ?? "-"].join(" ");
  });
}

describe("job arrays", () => {
  it("have the stages of a kind that wait for the same, and let each evaluation wait for its own training alone", () => {
    const study = [
      task("text", "curate"),
      task("code", "curate"),
      task("tokenizer", "tokenizer", "text", "code"),
      task("text tokens", "tokenize", "text", "tokenizer"),
      task("code tokens", "tokenize", "code", "tokenizer"),
      task("mixed 1", "train", "text tokens", "code tokens", "tokenizer"),
      task("mixed 2", "train", "text tokens", "code tokens", "tokenizer"),
      task("pure", "train", "text tokens", "tokenizer"),
      task("score 1", "evaluate", "mixed 1", "tokenizer", "text"),
      task("score 2", "evaluate", "mixed 2", "tokenizer", "text"),
      task("score pure", "evaluate", "pure", "tokenizer", "text"),
    ];
    assert.deepEqual(described(study), [
      "0:text 1:code -",
      "0:tokenizer afterok:100",
      "0:text tokens afterok:100_0,afterok:101",
      "0:code tokens afterok:100_1,afterok:101",
      "0:mixed 1 1:mixed 2 afterok:102,afterok:103,afterok:101",
      "0:pure afterok:102,afterok:101",
      "0:score 1 1:score 2 aftercorr:104,afterok:101,afterok:100_0",
      "0:score pure afterok:105,afterok:101,afterok:100_0",
    ]);
  });

  it("keep an index through a chain of phases, also where one arm has fewer", () => {
    const arms = [
      task("a1", "train"),
      task("b1", "train"),
      task("c1", "train"),
      task("a2", "train", "a1"),
      task("c2", "train", "c1"),
      task("a3", "evaluate", "a2"),
      task("c3", "evaluate", "c2"),
    ];
    assert.deepEqual(described(arms), ["0:a1 1:b1 2:c1 -", "0:a2 2:c2 aftercorr:100", "0:a3 2:c3 aftercorr:101"]);
  });

  it("share what two arms have in common without waiting for more", () => {
    const shared = [task("base", "train"), task("x", "train", "base"), task("y", "train", "base")];
    assert.deepEqual(described(shared), ["0:base -", "0:x 1:y afterok:100"]);
  });

  it("are no longer than Slurm allows", () => {
    const many = Array.from({ length: 5 }, (_, at) => task(String(at), "measure"));
    assert.deepEqual(described(many, 2), ["0:0 1:1 -", "0:2 1:3 -", "0:4 -"]);
  });

  it("wait for tasks that are in the queue already", () => {
    const late: PlannedTask = { name: "late", kind: "evaluate", after: [], afterQueued: ["7_1", "9_0"] };
    assert.deepEqual(described([late]), ["0:late afterok:7_1:9_0"]);
  });
});
