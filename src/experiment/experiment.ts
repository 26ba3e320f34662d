import { type AblationFile, ablationFileSchema, type ArmDeclaration, type Mixture } from "./ablation-file.ts";
import { expandArms } from "./arms.ts";
import { modelPresets, type ModelShape, modelShape } from "./model.ts";
import type { Parsed, Problem } from "./problem.ts";
import { type JsonPath, SourceText } from "./source-text.ts";
import { editDistance, validate } from "./validate.ts";

/** A validated ablation: presets looked up, generators expanded. */
export interface Experiment {
  readonly description: string;
  readonly corpora: readonly string[];
  readonly tokenizer: AblationFile["tokenizer"];
  readonly model: ModelShape;
  readonly training: AblationFile["training"];
  readonly seeds: readonly number[];
  readonly baseline: string;
  readonly arms: readonly ArmDeclaration[];
  readonly evaluation: AblationFile["evaluation"];
}

const sumTolerance = 1e-6;

/**
 * Reads the text of an ablation file. `corpusExists` says whether the file of a corpus is there, by the name that the
 * ablation gives it.
 */
export function parseAblationFile(
  text: string,
  file: string,
  corpusExists: (name: string) => boolean,
): Parsed<Experiment> {
  const source = new SourceText(file, text);
  const parsed = validate(source, ablationFileSchema);
  if (parsed.value === undefined) return parsed;
  const problems = [...crossChecks(source, parsed.value, corpusExists)];
  if (problems.some(({ severity }) => severity === "error")) return { value: undefined, problems };
  const { $schema: _schema, arms, model, ...rest } = parsed.value;
  const declared = typeof model === "string" ? modelPresets[model] : model;
  if (declared === undefined) return { value: undefined, problems: [source.problem(["model"], "no such preset")] };
  const shape = modelShape(declared, rest.tokenizer.vocabulary);
  return { value: { ...rest, model: shape, arms: expandArms(arms) }, problems };
}

function* crossChecks(
  source: SourceText,
  file: AblationFile,
  corpusExists: (name: string) => boolean,
): Generator<Problem> {
  for (const [index, name] of file.corpora.entries()) {
    if (!corpusExists(name)) {
      yield source.problem(
        ["corpora", index],
        `unknown corpus "${name}": there is no ${name}.corpus.json beside this file`,
      );
    }
    if (file.corpora.indexOf(name) < index) yield source.problem(["corpora", index], `"${name}" is listed twice`);
  }
  yield* mixtureProblems(source, file, ["tokenizer", "mixture"], file.tokenizer.mixture, "the tokenizer's mixture");
  yield* repeated(source, ["seeds"], file.seeds, "seed");
  yield* Array.isArray(file.arms)
    ? listedArmProblems(source, file, file.arms)
    : generatorProblems(source, file, file.arms);
  const names = expandArms(file.arms).map(({ name }) => name);
  if (!names.includes(file.baseline)) {
    yield source.problem(["baseline"], `no arm is called "${file.baseline}"; there are ${names.join(", ")}`);
  }
}

function* listedArmProblems(
  source: SourceText,
  file: AblationFile,
  arms: readonly ArmDeclaration[],
): Generator<Problem> {
  for (const [index, arm] of arms.entries()) {
    if (arms.findIndex(({ name }) => name === arm.name) < index) {
      yield source.problem(["arms", index, "name"], `another arm is called "${arm.name}" already`);
    }
    for (const [phase, { mixture, tokens }] of arm.phases.entries()) {
      const path = ["arms", index, "phases", phase];
      yield* mixtureProblems(source, file, [...path, "mixture"], mixture, `the mixture of arm "${arm.name}"`);
      yield* stepProblems(source, file, [...path, "tokens"], tokens);
    }
  }
}

function* generatorProblems(
  source: SourceText,
  file: AblationFile,
  generator: Exclude<AblationFile["arms"], readonly unknown[]>,
): Generator<Problem> {
  for (const role of ["of", "against"] as const) {
    if (!file.corpora.includes(generator[role])) {
      yield source.problem(["arms", role], unknownInMixture(file, generator[role], "the generator"));
    }
  }
  if (generator.of === generator.against) {
    yield source.problem(["arms", "against"], `"of" and "against" are the same corpus`);
  }
  yield* repeated(source, ["arms", "shares"], generator.shares, "share");
  yield* stepProblems(source, file, ["arms", "tokens"], generator.tokens);
}

function* mixtureProblems(
  source: SourceText,
  file: AblationFile,
  path: JsonPath,
  mixture: Mixture,
  owner: string,
): Generator<Problem> {
  for (const name of Object.keys(mixture)) {
    if (!file.corpora.includes(name)) yield source.problemAtName(path, name, unknownInMixture(file, name, owner));
  }
  const sum = Object.values(mixture).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) > sumTolerance) {
    yield source.problem(path, `${owner} sums to ${String(Number(sum.toFixed(6)))}; the shares must sum to 1`);
  }
}

function unknownInMixture(file: AblationFile, name: string, owner: string): string {
  const near = file.corpora.find((corpus) => editDistance(corpus, name) <= Math.max(1, Math.floor(name.length / 3)));
  const hint = near === undefined ? `"corpora" lists ${file.corpora.join(", ")}` : `did you mean "${near}"?`;
  return `${owner} names an unknown corpus "${name}"; ${hint}`;
}

function* stepProblems(source: SourceText, file: AblationFile, path: JsonPath, tokens: number): Generator<Problem> {
  const model = typeof file.model === "string" ? modelPresets[file.model] : file.model;
  const tokensPerStep = file.training.sequencesPerStep * (model?.context ?? 1);
  if (tokens < tokensPerStep) {
    yield source.problem(path, `${String(tokens)} tokens are less than one step (${String(tokensPerStep)} tokens)`);
  }
}

function* repeated(source: SourceText, path: JsonPath, values: readonly number[], what: string): Generator<Problem> {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index)
      yield source.problem([...path, index], `${what} ${String(value)} stands here twice`);
  }
}
