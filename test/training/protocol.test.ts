import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  devicesEventSchema,
  generateConfigurationSchema,
  generateEventSchema,
  planEventSchema,
  protocolJsonSchema,
  scoreConfigurationSchema,
  scoreEventSchema,
  trainConfigurationSchema,
  trainEventSchema,
} from "../../src/training/protocol.ts";

const folder = join(import.meta.dirname, "..", "..", "trainer", "protocol");
const recorded = (name: string): string => readFileSync(join(folder, "recorded", name), "utf8");

function parseLines<T>(name: string, schema: z.ZodType<T>): T[] {
  return recorded(name)
    .trim()
    .split("\n")
    .map((line) => schema.parse(JSON.parse(line)));
}

/** The trainer's own tests (trainer/test/configuration_test.cpp, events_test.cpp) read and write the same files. */
describe("the trainer's protocol", () => {
  it("has configurations that the trainer reads", () => {
    const train = trainConfigurationSchema.parse(JSON.parse(recorded("train-configuration.json")));
    assert.deepEqual(
      train.arms.map(({ seed }) => seed),
      [1, 2 ** 32 + 1],
    );
    const score = scoreConfigurationSchema.parse(JSON.parse(recorded("score-configuration.json")));
    assert.equal(score.models.length, 2);
    const generate = generateConfigurationSchema.parse(JSON.parse(recorded("generate-configuration.json")));
    assert.equal(generate.sampling?.topK, 50);
  });

  it("has events as the trainer writes them", () => {
    const train = parseLines("train-events.jsonl", trainEventSchema);
    assert.deepEqual(
      train.map(({ event }) => event),
      ["start", "step", "arm_failed", "checkpoint", "done", "error"],
    );
    const [, step] = train;
    assert.ok(step?.event === "step");
    assert.deepEqual(
      step.arms.map(({ loss }) => loss),
      [6.25, null],
    );
    assert.deepEqual(
      parseLines("score-events.jsonl", scoreEventSchema).map(({ event }) => event),
      ["start", "progress", "done", "error"],
    );
    assert.deepEqual(
      parseLines("generate-events.jsonl", generateEventSchema).map(({ event }) => event),
      ["start", "progress", "done", "error"],
    );
    const [plan] = parseLines("plan-events.jsonl", planEventSchema);
    assert.ok(plan?.event === "plan" && plan.memoryBytes.length === 2);
    const [devices] = parseLines("devices-events.jsonl", devicesEventSchema);
    assert.equal(devices?.event, "devices");
  });

  it("is written down in schema.json (run: node scripts/write-trainer-schema.ts)", () => {
    const written: unknown = JSON.parse(readFileSync(join(folder, "schema.json"), "utf8"));
    assert.deepEqual(written, JSON.parse(JSON.stringify(protocolJsonSchema())));
  });
});
