import type { JsonObject } from "../stage/json.ts";
import type { RunHistory } from "./run-history.ts";

/** What of an experiment a run's configuration and metadata tell. */
export interface WandbExperiment {
  readonly name: string;
  /** Relative to the workspace. */
  readonly file: string;
  readonly baseline: string;
  readonly mixture: Readonly<Record<string, number>>;
  readonly tokens: number;
  readonly parameters: number;
}

/**
 * A run in the files that Weights & Biases keeps of one, by their names there: `config.yaml` (written as JSON, which YAML
 * contains: `{ name: { "value": … } }`), `wandb-history.jsonl` (one logged step a line, with `_step`, `_timestamp` in seconds
 * since 1970 and `_runtime` in seconds), `wandb-summary.json` (last values and scores) and `wandb-metadata.json`.
 */
export function wandbFiles(run: RunHistory, experiment: WandbExperiment): Readonly<Record<string, string>> {
  const { arm, seed, points, startedAt, seconds, scores, phases } = run;
  const evaluation = Object.fromEntries(Object.entries(scores).map(([id, value]) => [`evaluation/${id}`, value]));
  const { file, ...declared } = experiment;
  const values: JsonObject = {
    experiment: declared.name,
    arm,
    seed,
    baseline: declared.baseline,
    mixture: declared.mixture,
    tokens: declared.tokens,
    parameters: declared.parameters,
    phases: phases.map(withoutPlaces),
  };
  const config = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  const rows = points.map(({ step, time, ...measured }) => ({
    _step: step,
    _timestamp: time,
    _runtime: time - startedAt,
    "train/loss": measured.loss,
    "train/gradient_norm": measured.gradientNorm,
    "train/rate": measured.rate,
    "train/tokens": measured.tokens,
    "train/phase": measured.phase,
  }));
  const summary = { ...rows.at(-1), ...evaluation, _runtime: seconds };
  const metadata = {
    startedAt: new Date(startedAt * 1000).toISOString(),
    program: "ablate",
    args: ["run", file],
    codePath: file,
  };
  return {
    "config.yaml": yamlOf({ wandb_version: 1, ...config }),
    "wandb-history.jsonl": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    "wandb-summary.json": `${JSON.stringify(summary, null, 2)}\n`,
    "wandb-metadata.json": `${JSON.stringify(metadata, null, 2)}\n`,
  };
}

/**
 * JSON that is also YAML 1.1, a member a line: a number with an exponent and without a point is a text there (`1e-8`; with PyYAML, which
 * Weights & Biases reads it with).
 */
function yamlOf(value: object): string {
  const json = JSON.stringify(value, null, 2);
  return `${json.replace(/^(\s*(?:"(?:[^"\\]|\\.)*": )?-?\d+)(?=e[+-]\d+,?$)/gm, "$1.0")}\n`;
}

/** What a phase was trained with, but for the folder of the checkpoint that it began from. */
function withoutPlaces({ checkpoint: _checkpoint, ...parameters }: JsonObject): JsonObject {
  return parameters;
}
