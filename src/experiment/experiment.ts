import { type AblationFile, ablationFileSchema } from "./ablation-file.ts";
import type { AblationReferences } from "./ablation-references.ts";
import { armProblems } from "./arm-checks.ts";
import type { ArmDeclaration, Mixture } from "./arm-declaration.ts";
import { armModel } from "./arm-model.ts";
import { armTraining } from "./arm-training.ts";
import type { CorpusFile } from "./corpus-file.ts";
import type { Checkpoint, FindCheckpoint } from "./checkpoint.ts";
import { expandArms, generatedArms, generatorsOf } from "./generators/expand-arms.ts";
import type { ExpandedArm } from "./generators/expanded-arm.ts";
import { MixtureSources, unknownCorpus } from "./mixture-sources.ts";
import { declaredShape } from "./model-presets.ts";
import { type ModelShape, modelShape } from "./model.ts";
import { originProblems } from "./origin-checks.ts";
import type { Parsed, Problem } from "./problem.ts";
import { expandSeeds, seedProblems, type TrainingSeed } from "./seeds.ts";
import { type JsonPath, SourceText } from "./source-text.ts";
import { trainingProblems } from "./training-checks.ts";
import { validate } from "./validate.ts";

/** A validated ablation: presets looked up, generators expanded. */
export interface Experiment {
  readonly description: string;
  readonly corpora: readonly string[];
  /** Undefined where the tokenizer is that of the checkpoint. */
  readonly tokenizer: AblationFile["tokenizer"];
  readonly tokens: AblationFile["tokens"];
  readonly model: ModelShape;
  /** What all arms start from; undefined where they start from their seeds. */
  readonly checkpoint: Checkpoint | undefined;
  readonly training: AblationFile["training"];
  /** The numbers by which results know the seeds. */
  readonly seeds: readonly number[];
  /** What these numbers stand for, in the same order. */
  readonly trainingSeeds: readonly TrainingSeed[];
  readonly baseline: string;
  readonly match: AblationFile["match"];
  readonly repetition: AblationFile["repetition"];
  /** The difference that the experiment is to find, if it states one. */
  readonly effect?: AblationFile["effect"];
  /** As the file has them. What they are trained on is settled when it is known how many tokens there are (`budgets/`). */
  readonly arms: readonly ArmDeclaration[];
  /** What each generator of the file makes, those within others after them. */
  readonly generated: readonly GeneratedArms[];
  readonly evaluation: AblationFile["evaluation"];
}

/** The arms that a generator makes, and where it stands. Those of a generator within another are its arms before they are varied. */
export interface GeneratedArms {
  readonly place: JsonPath;
  readonly arms: readonly ArmDeclaration[];
}

const sumTolerance = 1e-6;

/** Reads the text of an ablation file, and checks it against what it refers to. Slices get their one spelling. */
export function parseAblationFile(text: string, file: string, references: AblationReferences): Parsed<Experiment> {
  const source = new SourceText(file, text);
  const parsed = validate(source, ablationFileSchema);
  if (parsed.value === undefined) return parsed;
  const declared = declaredModel(source, parsed.value, references.checkpoint);
  const { training } = parsed.value;
  const expanded = expandArms(parsed.value.arms);
  const stepTokens = (arm: ArmDeclaration): number => {
    const context = "shape" in declared ? armModel({ model: declared.shape }, arm).context : 1;
    return armTraining(training, arm).sequencesPerStep * context;
  };
  const sources = new MixtureSources(parsed.value, references);
  const problems = [
    ...("shape" in declared ? [] : [declared]),
    ...crossChecks({ source, file: parsed.value, arms: expanded, stepTokens, sources }, references),
    ...originProblems({
      source,
      seeds: expandSeeds(parsed.value.seeds).map(({ seed }) => seed),
      arms: expanded,
      model: "shape" in declared ? declared.shape : undefined,
      references,
    }),
  ];
  if (!("shape" in declared) || problems.some(({ severity }) => severity === "error"))
    return { value: undefined, problems };
  const { $schema: _schema, model: _model, ...withReferences } = parsed.value;
  const { arms: declaredArms, tokenizer: declaredTokenizer, seeds: declaredSeeds, ...rest } = withReferences;
  const { shape: model, checkpoint } = declared;
  const arms = expanded.map(({ arm }) => sources.canonicalArm(arm));
  const generated = [...generatorsOf(declaredArms)].map(({ generator, place }) => ({
    place,
    arms: Array.from(generatedArms(generator, place), ({ arm }) => sources.canonicalArm(arm)),
  }));
  const tokenizer =
    declaredTokenizer === undefined
      ? undefined
      : { ...declaredTokenizer, mixture: sources.canonicalMixture(declaredTokenizer.mixture) };
  const repetition = sources.canonicalLimits(rest.repetition);
  const trainingSeeds = expandSeeds(declaredSeeds);
  const seeds = trainingSeeds.map(({ seed }) => seed);
  const declaredValues = { ...rest, repetition, tokenizer, model, checkpoint };
  return { value: { ...declaredValues, seeds, trainingSeeds, arms, generated }, problems };
}

/** A file that is checked: where its values stand, what it says, its arms, tokens of a step of each, and what mixtures may draw from. */
interface CheckedFile {
  readonly source: SourceText;
  readonly file: AblationFile;
  readonly arms: readonly ExpandedArm[];
  readonly stepTokens: (arm: ArmDeclaration) => number;
  readonly sources: MixtureSources;
}

interface DeclaredModel {
  readonly shape: ModelShape;
  readonly checkpoint: Checkpoint | undefined;
}

/** The shape that the file asks for: of a preset or of fields over its tokenizer's vocabulary, or a checkpoint's. */
function declaredModel(
  source: SourceText,
  { model, tokenizer }: AblationFile,
  findCheckpoint: FindCheckpoint,
): DeclaredModel | Problem {
  if (typeof model === "object" && "from" in model) {
    if (tokenizer !== undefined) {
      return source.problem(["tokenizer"], `the tokenizer is that of the checkpoint in "model"; leave "tokenizer" out`);
    }
    const checkpoint = findCheckpoint(model.from);
    if ("complaint" in checkpoint) return source.problem(["model", "from"], checkpoint.complaint);
    const { context: longest } = checkpoint.shape;
    const { context = longest } = model;
    if (context > longest) {
      return source.problem(["model", "context"], `the checkpoint was made for at most ${String(longest)} tokens`);
    }
    return { shape: { ...checkpoint.shape, context }, checkpoint };
  }
  const declared = declaredShape(model);
  if (declared === undefined) return source.problem(["model"], "no such preset");
  if (tokenizer === undefined) return source.problem([], `"tokenizer" is missing (only a checkpoint brings its own)`);
  return { shape: modelShape(declared, tokenizer.vocabulary), checkpoint: undefined };
}

function* crossChecks(checked: CheckedFile, references: AblationReferences): Generator<Problem> {
  const { source, file, arms, stepTokens, sources } = checked;
  const corpora = file.corpora.map((name) => references.corpus(name));
  for (const [index, name] of file.corpora.entries()) {
    if (corpora[index] === undefined) {
      yield source.problem(
        ["corpora", index],
        `unknown corpus "${name}": there is no ${name}.corpus.json beside this file`,
      );
    }
    if (file.corpora.indexOf(name) < index) yield source.problem(["corpora", index], `"${name}" is listed twice`);
  }
  if (file.tokenizer !== undefined) {
    const { mixture } = file.tokenizer;
    yield* mixtureProblems(checked, ["tokenizer", "mixture"], mixture, "the tokenizer's mixture");
  }
  for (const name of Object.keys(file.tokens)) {
    if (!file.corpora.includes(name)) {
      yield source.problemAtName(["tokens"], name, unknownCorpus(file, name, `"tokens"`));
    }
  }
  for (const name of Object.keys(file.repetition.sources)) {
    const problem = checked.sources.problemOf(name, `"repetition"`);
    if (problem !== undefined) {
      yield source.problemInName(["repetition", "sources"], name, problem, problem.message);
    }
  }
  yield* seedProblems(source, file.seeds, typeof file.model === "object" && "from" in file.model);
  yield* repeated(source, ["evaluation", "suites"], file.evaluation.suites, "suite");
  yield* armProblems({
    ...checked,
    mixtureProblems: (path, mixture, owner) => mixtureProblems(checked, path, mixture, owner),
    namesProblems: (path, names, owner) => sources.problems(source, path, names, owner),
    *sourceProblems(path, name, owner) {
      const problem = sources.problemOf(name, owner);
      if (problem !== undefined) yield source.problemInText(path, problem, problem.message);
    },
  });
  yield* trainingProblems(source, file.training, arms, (arm, tokens) =>
    Math.max(1, Math.round(tokens / stepTokens(arm))),
  );
  // What a corpus that is missing or wrong would hold cannot be known.
  const known = corpora.filter((corpus) => typeof corpus === "object");
  if (known.length === corpora.length) yield* suiteProblems(source, file, known);
}

/** Suites that these corpora leave nothing to ask about: told now rather than after the training. */
function* suiteProblems(source: SourceText, file: AblationFile, corpora: readonly CorpusFile[]): Generator<Problem> {
  const heldOut = corpora.filter((corpus) => corpus.heldOut > 0).flatMap(({ sources }) => sources);
  const hasWordNet = corpora.some(({ sources }) => sources.some(({ type }) => type === "wordnet"));
  for (const [index, suite] of file.evaluation.suites.entries()) {
    const path = ["evaluation", "suites", index];
    if ((suite === "knowledge" || suite === "reasoning") && !hasWordNet) {
      const message = `the suite ${suite} asks about WordNet, and no corpus has a source of type "wordnet"`;
      yield source.problem(path, `${message}; add one, or leave ${suite} out of "suites"`);
    }
    if (suite === "bitsPerByte" && heldOut.length === 0) {
      yield source.problem(path, `the suite bitsPerByte needs held-out documents; raise "heldOut" in a corpus`);
    }
    if (suite === "code" && !heldOut.some((from) => from.class === "code")) {
      const message = `the suite code asks about held-out documents of class "code", and no corpus has any`;
      yield source.problem(path, `${message}; add a source or raise "heldOut", or leave code out of "suites"`);
    }
  }
}

function* mixtureProblems(
  { source, sources }: CheckedFile,
  path: JsonPath,
  mixture: Mixture,
  owner: string,
): Generator<Problem> {
  yield* sources.problems(source, path, mixture, owner);
  const sum = Object.values(mixture).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) > sumTolerance) {
    yield source.problem(path, `${owner} sums to ${String(Number(sum.toFixed(6)))}; the shares must sum to 1`);
  }
}

function* repeated(
  source: SourceText,
  path: JsonPath,
  values: readonly (number | string)[],
  what: string,
): Generator<Problem> {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index)
      yield source.problem([...path, index], `${what} ${String(value)} stands here twice`);
  }
}
