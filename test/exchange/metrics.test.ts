import assert from "node:assert/strict";
import { crc32c } from "../../src/exchange/tensorboard/crc32c.ts";
import { scalarEvent, versionEvent } from "../../src/exchange/tensorboard/event.ts";
import { eventFile } from "../../src/exchange/tensorboard/event-file.ts";
import { tfRecord } from "../../src/exchange/tensorboard/record.ts";
import type { RunHistory } from "../../src/exchange/run-history.ts";
import { wandbFiles } from "../../src/exchange/wandb-run.ts";
import { reference } from "./reference/reference.ts";

const run: RunHistory = {
  arm: "code-50",
  seed: 2,
  startedAt: 1_700_000_000,
  seconds: 8,
  points: [
    { step: 1, tokens: 256, time: 1_700_000_002, phase: 1, loss: 5.5, gradientNorm: 0.25, rate: 0.003 },
    { step: 2, tokens: 512, time: 1_700_000_004, phase: 1, loss: null, gradientNorm: null, rate: 0.002 },
  ],
  scores: { "code:accuracy": 0.25 },
  phases: [
    {
      steps: 2,
      optimiser: { epsilon: 1e-8, far: -1.5e-9, most: 1e21 },
      checkpoint: { folder: "/home/me/base", fingerprint: "f" },
    },
  ],
};

describe("metrics for other programs", () => {
  it("has the checksums of CRC-32C", () => {
    // RFC 3720, B.4: 32 bytes of zeroes, and of ones; the check value of the catalogue of parametrised CRCs.
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
  });

  it("writes the bytes that TensorBoard's own writer writes", () => {
    const events = [
      versionEvent(1_700_000_000.25),
      scalarEvent(1_700_000_000.25, 1, { "train/loss": 5.5, "train/rate": 0.003 }),
      scalarEvent(1_700_000_001.5, 300, { "train/loss": NaN, "evaluation/code:accuracy": 0.25 }),
    ];
    assert.equal(Buffer.concat(events.map(tfRecord)).toString("hex"), reference.tensorboard);
  });

  it("tells TensorBoard of every point, and of the scores at the last step", () => {
    const expected = Buffer.concat(
      [
        versionEvent(1_700_000_000),
        scalarEvent(1_700_000_002, 1, { "train/loss": 5.5, "train/gradient_norm": 0.25, "train/rate": 0.003, "train/tokens": 256 }), // prettier-ignore
        scalarEvent(1_700_000_004, 2, { "train/loss": NaN, "train/gradient_norm": NaN, "train/rate": 0.002, "train/tokens": 512 }), // prettier-ignore
        scalarEvent(1_700_000_008, 2, { "evaluation/code:accuracy": 0.25 }),
      ].map(tfRecord),
    );
    assert.deepEqual(eventFile(run), expected);
  });

  it("writes a run in the files that Weights & Biases keeps of one, without places of this machine", () => {
    const experiment = {
      name: "e",
      file: "e.ablation.json",
      baseline: "code-0",
      mixture: { code: 1 },
      tokens: 512,
      parameters: 9,
    };
    const files = wandbFiles(run, experiment);
    const history = (files["wandb-history.jsonl"] ?? "").trim().split("\n").map((line): unknown => JSON.parse(line)); // prettier-ignore
    assert.deepEqual(history[1], {
      _step: 2,
      _timestamp: 1_700_000_004,
      _runtime: 4,
      "train/loss": null,
      "train/gradient_norm": null,
      "train/rate": 0.002,
      "train/tokens": 512,
      "train/phase": 1,
    });
    const summary: unknown = JSON.parse(files["wandb-summary.json"] ?? "");
    assert.deepEqual(summary, { ...Object(history[1]), "evaluation/code:accuracy": 0.25, _runtime: 8 });
    const config: unknown = JSON.parse(files["config.yaml"] ?? "");
    assert.deepEqual(config, {
      wandb_version: 1,
      experiment: { value: "e" },
      arm: { value: "code-50" },
      seed: { value: 2 },
      baseline: { value: "code-0" },
      mixture: { value: { code: 1 } },
      tokens: { value: 512 },
      parameters: { value: 9 },
      phases: { value: [{ steps: 2, optimiser: { epsilon: 1e-8, far: -1.5e-9, most: 1e21 } }] },
    });
    // YAML 1.1 takes 1e-8 for a text.
    for (const number of ["1.0e-8", "-1.5e-9", "1.0e+21"]) assert.ok(files["config.yaml"]?.includes(`: ${number}`), number); // prettier-ignore
    assert.ok(!Object.values(files).join("").includes("/home/me"));
  });
});
