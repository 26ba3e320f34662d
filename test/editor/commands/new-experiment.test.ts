import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nameProblem } from "../../../src/editor/commands/experiment-name.ts";
import { scaleChoices, studyChoices } from "../../../src/editor/commands/study-choices.ts";
import type { StudyEvent } from "../../../src/scheduler/events.ts";

const cost = {
  ...{ arms: 5, seeds: 2, trainings: 10, parameters: [800_000], tokens: 4_000_000, flops: 3.35e13 },
  ...{ sourceTokens: { text: 400_000, code: 400_000 }, diskBytes: 160_000_000 },
};

function offer(study: StudyEvent["study"], scale: StudyEvent["scale"], seconds: number): StudyEvent {
  const times = [{ machine: "this machine", seconds }];
  return { event: "study", study, scale, file: `/w/${study}/${study}.ablation.json`, cost, times };
}

describe("a new experiment", () => {
  const offers = [offer("proportion", "toy", 720), offer("scale", "toy", 60), offer("proportion", "laptop", 36_000)];

  it("is one of the paper's studies, each told once with its question", () => {
    assert.deepEqual(
      studyChoices(offers).map(({ label }) => label),
      ["proportion", "scale"],
    );
    assert.match(studyChoices(offers)[0]?.description ?? "", /\?$/);
  });

  it("says at every scale what it takes, before anything is written", () => {
    assert.deepEqual(
      scaleChoices(offers, "proportion").map(({ label, detail }) => [label, detail]),
      [
        ["toy", "5 arms × 2 seeds, 4M tokens, 3.4e+13 FLOPs · 12 min on this machine · 160 MB of disk"],
        ["laptop", "5 arms × 2 seeds, 4M tokens, 3.4e+13 FLOPs · 10 h on this machine · 160 MB of disk"],
      ],
    );
  });

  it("has a name that is the name of a folder and of a file, and leads nowhere else", () => {
    for (const name of ["code-share", "v1.2", "a_b"]) assert.equal(nameProblem(name), undefined);
    for (const name of ["", "..", ".hidden", "a/b", "a\\b", "a b", "x".repeat(81)]) {
      assert.match(nameProblem(name) ?? "", /letters/, name);
    }
  });
});
