import assert from "node:assert/strict";
import { parseDevices, slotsFor } from "../../src/scheduler/devices.ts";

describe("the devices that packs run on", () => {
  it("are slots: the CPU's cores, parts of them, and GPUs", () => {
    assert.deepEqual(parseDevices("cpu", 16), [{ device: "cpu", threads: 16, name: "cpu" }]);
    assert.deepEqual(parseDevices("cpu=4, cpu=6,cuda:1", 16), [
      { device: "cpu", threads: 4, name: "cpu" },
      { device: "cpu", threads: 6, name: "cpu#2" },
      { device: "cuda:1", threads: 2, name: "cuda:1" },
    ]);
  });

  it("are refused with the reason", () => {
    assert.throws(() => parseDevices("cpu,gpu0", 16), /"gpu0" is no device; write cpu, cpu=4/);
    assert.throws(() => parseDevices("cpu=0", 16), /"cpu=0" is no device/);
    assert.throws(() => parseDevices("cuda:0,cuda:0", 16), /cuda:0 is there twice/);
  });

  it("train and score on the GPUs where there are any, and do all else on the CPU", () => {
    const slots = parseDevices("cuda:0,cpu=4", 16);
    const names = (kind: "train" | "measure"): readonly string[] => slotsFor(kind, slots, 16).map(({ name }) => name);
    assert.deepEqual([names("train"), names("measure")], [["cuda:0"], ["cpu"]]);
    assert.deepEqual(slotsFor("curate", slots.slice(0, 1), 16), [{ device: "cpu", threads: 16, name: "cpu" }]);
  });
});
