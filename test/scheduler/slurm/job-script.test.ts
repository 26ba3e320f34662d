import assert from "node:assert/strict";
import { parseSlurmFile, slurmJobSettings, slurmSeconds } from "../../../src/experiment/slurm-file.ts";
import { jobScript, submitArguments } from "../../../src/scheduler/slurm/job-script.ts";

const file = `{
  "account": "nlp", "time": "4:00:00", "setUp": ["module load gcc"], "options": ["--constraint=a100"],
  "stages": { "train": { "partition": "gpu", "time": "1-00:00:00", "gpus": 1, "cpus": 8, "memory": "32G", "options": ["--exclusive"] } }
}`;

describe("the script of a job array", () => {
  it("asks for what the settings say of the kind, else of all, and gives the shell's place to the command", () => {
    const { value, problems } = parseSlurmFile(file, "ablate.slurm.json");
    assert.deepEqual(problems, []);
    assert.ok(value);
    const script = {
      name: "ablate-train",
      comment: "ablate:20260102T030405-0a1b2c3d",
      graceSeconds: 120,
      command: ["/opt/node", "/home/o'neill/cli.mjs", "stage", "/w/tasks.json"],
    };
    assert.deepEqual(jobScript(script, slurmJobSettings(value, "train")).split("\n"), [
      "#!/bin/bash",
      "#SBATCH --job-name=ablate-train",
      "#SBATCH --comment=ablate:20260102T030405-0a1b2c3d",
      "#SBATCH --requeue",
      "#SBATCH --open-mode=append",
      "#SBATCH --signal=B:USR2@120",
      "#SBATCH --partition=gpu",
      "#SBATCH --account=nlp",
      "#SBATCH --time=1-00:00:00",
      "#SBATCH --ntasks=1",
      "#SBATCH --cpus-per-task=8",
      "#SBATCH --mem=32G",
      "#SBATCH --gpus-per-node=1",
      "#SBATCH --constraint=a100",
      "#SBATCH --exclusive",
      "module load gcc",
      "trap '' USR2",
      `exec '/opt/node' '/home/o'\\''neill/cli.mjs' 'stage' '/w/tasks.json' --task "$SLURM_ARRAY_TASK_ID"`,
      "",
    ]);
    assert.match(jobScript(script, slurmJobSettings(value, "curate")), /--account=nlp\n#SBATCH --time=4:00:00\n/);
  });

  it("is submitted with its indices as ranges, and with a folder whose per cent signs are not Slurm's", () => {
    assert.deepEqual(submitArguments("/w/50 % code", "/w/job.sh", [0, 1, 2, 5], "afterok:7", 10), [
      "--parsable",
      "--array=0-2,5%10",
      "--output=/w/50 %% code/%a.events.jsonl",
      "--error=/w/50 %% code/%a.log",
      "--dependency=afterok:7",
      "--kill-on-invalid-dep=yes",
      "/w/job.sh",
    ]);
  });
});

describe("ablate.slurm.json", () => {
  it("has times as Slurm writes them", () => {
    const seconds = ["90", "1:30", "4:00:00", "1-12", "1-12:30", "2-0:0:5", "0"].map(slurmSeconds);
    assert.deepEqual(seconds, [5400, 90, 14_400, 129_600, 131_400, 172_805, Infinity]);
  });

  const problem = (text: string): string => {
    const [first] = parseSlurmFile(text, "ablate.slurm.json").problems;
    return `${String(first?.line)}:${String(first?.column)} ${first?.message ?? ""}`;
  };

  it("is told what is wrong, and where, before anything is submitted", () => {
    assert.match(problem(`{\n  "partitoin": "gpu"\n}`), /^2:3 unknown name "partitoin"; did you mean "partition"\?/);
    assert.match(problem(`{\n  "time": "a day"\n}`), /^2:11 a time as Slurm writes it/);
    assert.match(problem(`{\n  "partition": "gpu --wrap=x"\n}`), /^2:16 a name without spaces/);
    assert.match(
      problem(`{\n  "time": "2", "graceSeconds": 120\n}`),
      /^2:11 such a job is told to end as soon as it begins/,
    );
    assert.match(problem(`{\n  "stages": { "train": { "time": "1:30" } }\n}`), /^2:34 such a job is told to end/);
    assert.match(problem(`{\n  "setUp": ["one\\ntwo"]\n}`), /^2:13 one line/);
    assert.match(problem(`{\n  "stages": { "tokenizer": { "shards": 4 } }\n}`), /^2:30 unknown name "shards"/);
  });
});
