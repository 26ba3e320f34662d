import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { engineArguments } from "../../../src/editor/engine/engine-arguments.ts";
import { bundledEngine, withTrainer } from "../../../src/editor/engine/engine-program.ts";

describe("how the editor starts the engine", () => {
  it("passes a file by a name that cannot be taken for an option", () => {
    const file = "/w/--devices=evil.ablation.json";
    assert.deepEqual(engineArguments("run", file, "/w", { devices: "cpu", threads: 2 }).slice(-2), ["--", file]);
  });

  it("leaves the number of threads to the engine where the setting is 0", () => {
    assert.deepEqual(engineArguments("curate", "/w/a.corpus.json", "/w", { devices: "cpu", threads: 0 }), [
      ...["--json", "curate", "--workspace", "/w", "--devices", "cpu", "--detach", "--", "/w/a.corpus.json"],
    ]);
  });

  it("has the stages of runs made by Slurm where the setting says so, and nothing else", () => {
    const settings = { devices: "cpu", threads: 0, executor: "slurm" } as const;
    assert.ok(engineArguments("run", "/w/a.ablation.json", "/w", settings).join(" ").includes("--executor slurm"));
    assert.ok(!engineArguments("results", "/w/a.ablation.json", "/w", settings).includes("--executor"));
  });

  it("asks results for a report where there is a path for it", () => {
    const settings = { devices: "cpu", threads: 0 };
    const given = engineArguments("results", "/w/a.ablation.json", "/w", settings, { report: "/w/r.html" });
    assert.equal(given[given.indexOf("--html") + 1], "/w/r.html");
  });

  it("inspects a file by the rules of its corpus where it has one", () => {
    const settings = { devices: "cpu", threads: 0 };
    assert.deepEqual(engineArguments("inspect", "/w/a.py", "/w", settings, { corpus: "/w/a.corpus.json" }), [
      ...["--json", "inspect", "--corpus", "/w/a.corpus.json", "--", "/w/a.py"],
    ]);
    assert.deepEqual(engineArguments("inspect", "/w/a.py", "/w", settings), ["--json", "inspect", "--", "/w/a.py"]);
  });

  it("runs the bundled engine as Node, without what concerns the editor's own process", () => {
    const environment = {
      PATH: "/bin",
      VSCODE_PID: "1",
      ELECTRON_FOO: "1",
      NODE_OPTIONS: "--inspect",
      NODE_V8_COVERAGE: "/c",
    };
    const engine = bundledEngine("/x/out/cli.mjs", "/usr/bin/code", environment);
    assert.deepEqual(engine.prefix, ["/x/out/cli.mjs"]);
    assert.deepEqual(engine.environment, { PATH: "/bin", NODE_V8_COVERAGE: "/c", ELECTRON_RUN_AS_NODE: "1" });
    assert.equal(withTrainer(engine, ""), engine);
    assert.equal(withTrainer(engine, "/t/trainer").environment["ABLATE_TRAINER"], "/t/trainer");
  });
});
