import assert from "node:assert/strict";
import { nodeState, reasonsOf, stageGraph } from "../../webview/plan/stage-graph.ts";
import { examplePlan } from "./example-plan.ts";

describe("the graph of a plan", () => {
  it("has a column for each kind and phase, and seeds of an arm as one node", () => {
    const { columns } = stageGraph(examplePlan(3), new Set());
    assert.deepEqual(
      columns.map(({ title, nodes }) => [title, ...nodes.map((node) => `${node.title}: ${nodeState(node).text}`)]),
      [
        ["Measure", "text: there", "code: there"],
        ["Curate", "text: there", "code: there"],
        ["Tokenizer, contamination", "contamination: there", "tokenizer: there"],
        ["Tokenize", "text: there", "code: there"],
        ["Train, phase 1", "all 3 arms: all 2 there"],
        ["Train, phase 2", "code-0: 2 to do", "code-50: 2 to do", "code-100: 2 to do"],
        ["Evaluate", "code-0: 2 to do", "code-50: 2 to do", "code-100: 2 to do"],
      ],
    );
  });

  it("leaves out lines that others imply", () => {
    const { edges, inputs } = stageGraph(examplePlan(2), new Set());
    // measure → curate 2; curate → contamination, tokenizer 4; tokenizer → tokenize 2; tokenize text → start, tokenize code → arms 3;
    // start → arms 2; arms → evaluate 2. That arms are trained on text too is implied by the start that they share.
    assert.equal(edges.length, 15);
    const [evaluation] = [...inputs].at(-1) ?? [];
    assert.deepEqual(
      edges.filter(({ to }) => to === evaluation).map(({ from }) => from),
      ["5 code-100"],
    );
  });

  it("folds a column of many arms to one node, until it is opened", () => {
    const plan = examplePlan(101);
    const folded = stageGraph(plan, new Set()).columns.at(-1);
    assert.deepEqual([folded?.unfolded, folded?.nodes.map(({ title }) => title)], [101, ["101 arms"]]);
    const [node] = folded?.nodes ?? [];
    assert.ok(node);
    assert.deepEqual(reasonsOf(node), [{ reason: "training.peak: 0.001 → 0.003", stages: 202 }]);
    assert.equal(stageGraph(plan, new Set(["Evaluate"])).columns.at(-1)?.nodes.length, 101);
  });
});
