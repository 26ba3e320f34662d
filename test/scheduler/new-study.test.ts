import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { namedMachine } from "../../src/experiment/studies/machines.ts";
import { type ScaleName, scaleNames, scales } from "../../src/experiment/studies/scale.ts";
import { type StudyName, studyNames } from "../../src/experiment/studies/study.ts";
import { studies } from "../../src/experiment/studies/studies.ts";
import { loadExperiment } from "../../src/scheduler/load-experiment.ts";
import {
  draftStudy,
  requireNew,
  type StudyDraft,
  type StudyRequest,
  writeStudy,
} from "../../src/scheduler/new-study.ts";
import { temporaryFolder } from "../corpus/temporary-folder.ts";

function request(folder: string, study: StudyName, scale: ScaleName, others: Partial<StudyRequest> = {}): StudyRequest {
  return {
    study: studies[study],
    scale: scales[scale],
    folder: join(folder, study),
    data: folder,
    corpora: {},
    ...others,
  };
}

describe("a new study", () => {
  const root = temporaryFolder();

  for (const study of studyNames) {
    for (const scale of scaleNames) {
      it(`of ${study} at ${scale} scale is an experiment without problems`, async () => {
        const folder = root.path;
        const draft = await draftStudy(request(folder, study, scale));
        assert.deepEqual(readdirSync(folder), [], "a draft writes nothing");
        await writeStudy(draft);
        const { value, problems } = await loadExperiment(draft.ablationFile);
        assert.deepEqual(problems, []);
        assert.deepEqual(value?.experiment.arms, draft.experiment.arms);
      });
    }
  }

  it("takes the corpora that are there, and its own folder's name", async () => {
    const folder = root.path;
    const corpus = JSON.stringify({ sources: [{ name: "a", type: "wordnet", path: "dict", class: "text" }] });
    writeFileSync(join(folder, "text.corpus.json"), corpus);
    mkdirSync(join(folder, "shared"));
    const web = join(folder, "shared", "web.corpus.json");
    writeFileSync(web, corpus.replace('"wordnet"', '"folder"').replace('"text"', '"code"'));
    const draft = await draftStudy(request(folder, "proportion", "toy", { corpora: { code: web } }));
    assert.deepEqual([...draft.files.keys()], [join(folder, "proportion", "proportion.ablation.json")]);
    assert.deepEqual(draft.experiment.corpora, ["../text", "../shared/web"]);
    // With WordNet there are questions of knowledge and reasoning.
    assert.deepEqual(draft.experiment.evaluation.suites, ["bitsPerByte", "knowledge", "reasoning", "code"]);
    await writeStudy(draft);
    assert.deepEqual((await loadExperiment(draft.ablationFile)).problems, []);
  });

  it("never overwrites a file", async () => {
    const folder = root.path;
    const draft = await draftStudy(request(folder, "cooldown", "toy"));
    await writeStudy(draft);
    await assert.rejects(writeStudy(draft), /is there already/);
    const again = await draftStudy(request(folder, "cooldown", "toy"));
    assert.throws(() => {
      requireNew(again);
    }, /is there already; name another folder/);
  });
});

describe("what a study takes", () => {
  const root = temporaryFolder();
  const costOf = async (study: StudyName, scale: ScaleName): Promise<StudyDraft["cost"]> =>
    (await draftStudy(request(root.path, study, scale))).cost;

  it("counts what arms share once: the cooldown study pretrains one model of the paper's 400 billion tokens", async () => {
    const cost = await costOf("cooldown", "paper");
    assert.deepEqual([cost.arms, cost.seeds, cost.trainings], [3, 1, 4]);
    // 200 + 200 billion once, and 40 for each cooldown, in whole steps of 512 × 8,192 tokens.
    const steps = 2 * Math.round(200e9 / 2 ** 22) + 2 * Math.round(40e9 / 2 ** 22);
    assert.equal(cost.tokens, steps * 2 ** 22);
    // Most text: half of the first 200 billion, nine tenths of the second, and all of a cooldown.
    assert.deepEqual(cost.sourceTokens, { text: 320e9, code: 128e9 });
  });

  it("is six trainings of the paper's 200 billion tokens for the proportion study, by 6N + 6·L·d·T a token", async () => {
    const cost = await costOf("proportion", "paper");
    const [parameters = 0] = cost.parameters;
    const steps = Math.round(200e9 / 2 ** 22);
    const training = 6 * steps * 2 ** 22 * (6 * parameters + 6 * 24 * 1280 * 8192);
    assert.ok(cost.flops > training && cost.flops < 1.001 * training, `${cost.flops} FLOPs, not ${training}`);
  });

  it("takes a named machine its arithmetic at two fifths of its peak", () => {
    assert.deepEqual(namedMachine("8xH100"), { title: "8 NVIDIA H100 SXM", flopsPerSecond: 8 * 989e12 * 0.4 });
    for (const name of ["", "h100x8", "0xh100", "z80"]) assert.equal(namedMachine(name), undefined);
  });
});
