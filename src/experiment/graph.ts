import { z } from "zod";
import { stageKey } from "../stage/key.ts";
import type { JsonObject, JsonValue } from "../stage/json.ts";
import type { Stage, StageKey, StageKind } from "../stage/stage.ts";
import { armModel, shortestContext } from "./arm-model.ts";
import { armTraining } from "./arm-training.ts";
import type { ArmDeclaration, Mixture, PhaseDeclaration } from "./ablation-file.ts";
import type { CorpusFile, CorpusSource } from "./corpus-file.ts";
import type { Experiment } from "./experiment.ts";
import { phaseAmounts } from "./budgets/amounts.ts";
import { type Comparison, comparisonOf } from "./budgets/comparison.ts";
import { type SettledArms, settleArms } from "./budgets/settle.ts";
import type { SourceSize } from "./budgets/source-size.ts";
import { lastRate, phaseSchedules } from "./learning-rate.ts";
import type { OriginDeclaration } from "./origin.ts";
import type { TrainingSeed } from "./seeds.ts";
import { StageError } from "../stage/runner.ts";
import { type MixtureSource, splitSlice } from "./slices/slice.ts";
import { rearranges, type Sentinel, sentinelsOf, syntaxShares } from "./token-options.ts";

/** A corpus as the graph needs it: its file with absolute paths, and digests of what else its documents depend on. */
export interface CorpusInput {
  readonly file: CorpusFile;
  /** By the names of the sources: of what each holds now. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Of the rules by which documents are measured, the user's own among them. */
  readonly rules: string;
  /** Of its classifier, where it has one. */
  readonly classifier?: string;
  /** The names of the user's own rules; left out without any. */
  readonly ruleNames?: readonly string[];
}

/** A checkpoint as the graph needs it: where it lies, and digests of what it holds now. */
export interface CheckpointInput {
  /** Absolute. */
  readonly folder: string;
  /** Of its tokenizer. */
  readonly tokenizer: string;
  /** Of its configuration and weights. */
  readonly model: string;
}

/** One arm trained with one seed: a `train` stage for each phase, and the evaluation of the last one. */
export interface ArmRun {
  readonly arm: string;
  readonly seed: number;
  readonly phases: readonly StageKey[];
  readonly evaluation: StageKey;
}

/** All stages of an experiment, each after the stages that it needs. */
export interface StageGraph {
  readonly stages: ReadonlyMap<StageKey, Stage>;
  readonly armRuns: readonly ArmRun[];
  /** The `curate` stage of each corpus. */
  readonly documents: Readonly<Record<string, StageKey>>;
  /** The stage that looks for the items of the suites in training documents; a graph of one corpus has none. */
  readonly contamination?: StageKey;
}

/** The graph of an experiment, and what was settled on the way. */
export interface CompiledGraph extends StageGraph {
  /** The arms as they are trained, and what that changes of the file. */
  readonly budgets: SettledArms & {
    readonly comparison: Comparison;
    /** The `tokenize` stage of each source of a mixture. */
    readonly tokenized: Readonly<Record<string, StageKey>>;
  };
}

export type StageVersions = Readonly<Record<StageKind, number>>;

/**
 * Compiles an experiment to its stages. Labels name the first arm that needs a stage; arms that agree in everything
 * that a stage depends on share it. `checkpoint` is what the experiment starts from, if it names one. `sizes` are those of the
 * `tokenize` stages that are complete; `origins` are the graphs of the experiments that its arms go on from; an experiment whose budgets depend on others has other stages of training once they are.
 */
export function compileGraph(
  experiment: Experiment,
  corpora: ReadonlyMap<string, CorpusInput>,
  versions: StageVersions,
  checkpoint?: CheckpointInput,
  sizes: ReadonlyMap<StageKey, SourceSize> = new Map(),
  origins: ReadonlyMap<string, StageGraph> = new Map(),
): CompiledGraph {
  const stages = new Map<StageKey, Stage>();
  const addStage = (stage: Stage): StageKey => {
    if (!stages.has(stage.key)) stages.set(stage.key, stage);
    return stage.key;
  };
  const add = (
    kind: StageKind,
    label: string,
    parameters: JsonObject,
    inputs: Readonly<Record<string, StageKey>>,
    identity = parameters,
  ): StageKey => addStage({ kind, label, parameters, inputs, key: stageKey(kind, versions[kind], identity, inputs) });

  const documents: Record<string, StageKey> = {};
  for (const [name, corpus] of corpora) {
    const { measures, curate } = corpusStages(name, corpus, versions);
    measures.forEach(addStage);
    documents[name] = addStage(curate);
  }
  const wordnet = wordnetFolder(corpora);
  const { precision, ...asked } = experiment.evaluation;
  const asking = { ...asked, context: shortestContext(experiment) };
  const evaluated = roles("documents", experiment.corpora, documents);
  const trained = [...trainedCorpora(experiment)].sort();
  const contamination = add(
    "contamination",
    "contamination of the suites",
    { ...asking, wordnet, trained },
    evaluated,
    { ...asking, wordnet: wordnet !== null, trained },
  );
  const tokenizer = addTokenizer(experiment, documents, checkpoint, add);
  const tokens: Record<string, StageKey> = {};
  for (const name of trainedSources(experiment)) {
    const { corpus, condition } = sourceOf(experiment, name);
    const inputs = { documents: keyOf(documents, corpus), tokenizer };
    tokens[name] = add(
      "tokenize",
      `tokenize ${name}`,
      {
        corpus,
        split: "train",
        ...(condition === undefined ? {} : { slice: condition }),
        ...tokenParameters(experiment, corpus),
      },
      inputs,
    );
  }

  const sizeOf = (source: string): SourceSize | undefined => sizes.get(keyOf(tokens, source));
  const settled = settleArms(experiment, sizeOf);
  const comparison = comparisonOf(experiment, settled.arms, sizeOf);
  const trainedPhases = new Map<string, readonly StageKey[]>();
  const trainedBy = (arm: ArmDeclaration, seed: TrainingSeed): readonly StageKey[] => {
    const name = JSON.stringify([arm.name, seed.seed]);
    const known = trainedPhases.get(name);
    if (known !== undefined) return known;
    const origin = arm.from === undefined ? undefined : originOf(arm.from, seed.seed);
    if (origin !== undefined && origin.inputs["tokenizer"] !== tokenizer) throw otherTokenizer(arm);
    const keys = trainPhases(experiment, arm, seed, origin, (label, parameters, phase, from) => {
      const inputs = { ...roles("tokens", Object.keys(used(phase.mixture)), tokens), tokenizer };
      if (from !== undefined) return add("train", label, parameters, { ...inputs, from });
      if (checkpoint === undefined) return add("train", label, parameters, inputs);
      const { folder, model } = checkpoint;
      const started = { ...parameters, checkpoint: { folder, fingerprint: model } };
      return add("train", label, started, inputs, { ...parameters, checkpoint: model });
    });
    trainedPhases.set(name, keys);
    return keys;
  };
  const originOf = ({ experiment: other, arm: name, seed: stated, phase }: OriginDeclaration, own: number): Stage => {
    const seed = stated ?? own;
    const graph = other === undefined ? undefined : origins.get(other);
    const arm = settled.arms.find((each) => each.name === name);
    const inOther = graph?.armRuns.find((each) => each.arm === name && each.seed === seed)?.phases;
    const ownSeed = experiment.trainingSeeds.find((each) => each.seed === seed);
    const isOwn = other === undefined && arm !== undefined && ownSeed !== undefined;
    const keys = inOther ?? (isOwn ? trainedBy(arm, ownSeed) : []);
    const key = keys.at((phase ?? 0) - 1) ?? "";
    if (graph !== undefined) addWithInputs(graph, key, addStage);
    const stage = stages.get(key);
    if (stage === undefined) throw new Error(`no stage trains ${name} with seed ${String(seed)}`);
    return stage;
  };
  const armRuns = settled.arms.flatMap((arm) =>
    experiment.trainingSeeds.map((trainingSeed): ArmRun => {
      const { seed } = trainingSeed;
      const phases = trainedBy(arm, trainingSeed);
      const parameters = { ...asking, ...(precision === "float32" ? {} : { precision }), wordnet };
      const evaluation = add(
        "evaluate",
        `evaluate ${arm.name} seed ${String(seed)}`,
        parameters,
        { model: phases.at(-1) ?? "", tokenizer, ...evaluated },
        // What WordNet's folder holds is in the fingerprint of the corpus that has it as a source.
        { ...parameters, wordnet: wordnet !== null },
      );
      return { arm: arm.name, seed, phases, evaluation };
    }),
  );
  const budgets = { ...settled, comparison, tokenized: tokens };
  return { stages, armRuns, documents, contamination, budgets };
}

type AddStage = (
  kind: StageKind,
  label: string,
  parameters: JsonObject,
  inputs: Readonly<Record<string, StageKey>>,
  identity?: JsonObject,
) => StageKey;

/** The tokenizer is learnt from the corpora, or that of a checkpoint, which may lie anywhere. */
function addTokenizer(
  experiment: Experiment,
  documents: Readonly<Record<string, StageKey>>,
  checkpoint: CheckpointInput | undefined,
  add: AddStage,
): StageKey {
  const { tokenizer, model, checkpoint: declared } = experiment;
  const special = sentinelParameters(experiment);
  if (checkpoint !== undefined && declared !== undefined) {
    const identity = {
      checkpoint: checkpoint.tokenizer,
      vocabulary: model.vocabulary,
      endOfText: declared.endOfText,
      ...special,
    };
    const place = { folder: checkpoint.folder, fingerprint: checkpoint.tokenizer };
    return add("tokenizer", "tokenizer", { ...identity, checkpoint: place }, {}, identity);
  }
  if (tokenizer === undefined) throw new Error("an experiment has a tokenizer or a checkpoint");
  const { vocabulary, mixture, sampleBytes } = tokenizer;
  const drawn = Object.keys(used(mixture)).map((name) => ({ name, ...sourceOf(experiment, name) }));
  const inputs = roles("documents", [...new Set(drawn.map(({ corpus }) => corpus))], documents);
  const slices = Object.fromEntries(
    drawn.flatMap(({ name, corpus, condition }) => (condition === undefined ? [] : [[name, { corpus, condition }]])),
  );
  const parameters = { vocabulary, mixture: used(mixture), sampleBytes, seed: 1, ...special };
  // Left out where there are none, so that stages from before there were slices keep their keys.
  const sliced = Object.keys(slices).length === 0 ? {} : { slices };
  return add("tokenizer", "tokenizer", { ...parameters, ...sliced }, inputs);
}

/** The stages that make a corpus's documents. */
export interface CorpusStages {
  /** One for each source, in their order. Corpora that declare the same source share it. */
  readonly measures: readonly Stage[];
  readonly curate: Stage;
}

/**
 * The stages of a corpus. What its file says for people alone is no part of them, nor, for their keys, where its sources lie:
 * the fingerprints say what they hold, and a workspace that was moved keeps its stages.
 */
export function corpusStages(
  name: string,
  { file, fingerprints, rules, ruleNames = [], classifier }: CorpusInput,
  versions: Pick<StageVersions, "measure" | "curate">,
): CorpusStages {
  const { $schema: _schema, description: _description, ...corpus } = file;
  const { maxFileBytes } = corpus;
  const measures = corpus.sources.map((source): Stage => {
    const content = { maxFileBytes, fingerprint: fingerprints[source.name] ?? "", rules };
    const identity = { source: plainJson(withoutPlace(source)), ...content };
    return {
      kind: "measure",
      key: stageKey("measure", versions.measure, identity, {}),
      label: `measure ${source.name}`,
      // Where rules lie says nothing about what they are: their digest does.
      parameters: {
        source: plainJson(source),
        ...content,
        rulesFolder: corpus.rules ?? null,
        ruleNames: [...ruleNames],
      },
      inputs: {},
    };
  });
  const { rules: _rulesFolder, ...declared } = corpus;
  const benchmarks = Object.fromEntries(
    (corpus.decontaminate?.benchmarks ?? []).map((each) => [each.name, fingerprints[benchmarkRole(each.name)] ?? ""]),
  );
  const identity = {
    corpus: plainJson({
      ...declared,
      classifier,
      sources: corpus.sources.map(withoutPlace),
      ...withoutBenchmarkPlaces(corpus),
    }),
    benchmarks,
  };
  const inputs = Object.fromEntries(
    corpus.sources.map((source, index) => [`measured:${source.name}`, measures[index]?.key ?? ""]),
  );
  const curate: Stage = {
    kind: "curate",
    key: stageKey("curate", versions.curate, identity, inputs),
    label: `curate ${name}`,
    parameters: {
      corpus: plainJson(corpus),
      benchmarks,
      ruleNames: [...ruleNames],
      ...(classifier === undefined ? {} : { classifier }),
    },
    inputs,
  };
  return { measures, curate };
}

/** What a benchmark's digest is called among the fingerprints of a corpus; no source's name has a colon. */
export function benchmarkRole(name: string): string {
  return `benchmark:${name}`;
}

function withoutBenchmarkPlaces({ decontaminate }: Pick<CorpusFile, "decontaminate">): object {
  if (decontaminate === undefined) return {};
  const benchmarks = decontaminate.benchmarks.map(({ path: _path, ...rest }) => rest);
  return { decontaminate: { ...decontaminate, benchmarks } };
}

function withoutPlace(source: CorpusSource): object {
  if (source.type === "git" || source.type === "commits") {
    const { url: _url, repositories: _repositories, fetches: _fetches, ...rest } = source;
    return rest;
  }
  const { path: _path, ...rest } = source;
  return rest;
}

/** The round trip leaves out members that are undefined, which JSON has no value for. */
function plainJson(value: object): JsonValue {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

/** Options that ask for nothing are left out, so that stages from before there were any keep their keys. */
function tokenParameters({ tokens }: Experiment, corpus: string): JsonObject {
  const options = tokens[corpus];
  if (options === undefined || !rearranges(options)) return {};
  const { fillInTheMiddle } = options;
  // The shares are in the key even where the file leaves them out; other levels know none.
  const shares = fillInTheMiddle?.level === "syntax" ? syntaxShares(fillInTheMiddle) : {};
  return {
    tokens: plainJson(
      fillInTheMiddle === undefined ? options : { ...options, fillInTheMiddle: { ...fillInTheMiddle, ...shares } },
    ),
  };
}

function sentinelParameters(experiment: Experiment): { readonly sentinels?: Sentinel[] } {
  const trained = trainedCorpora(experiment);
  const options = Object.entries(experiment.tokens).flatMap(([name, of]) => (trained.includes(name) ? [of] : []));
  const sentinels = sentinelsOf(options);
  return sentinels.length === 0 ? {} : { sentinels: [...sentinels] };
}

/** A seed in the trainer is that of the arm, and the number of the phase in the bits above. */
const PHASE_SEEDS = 2 ** 32;

/** What of a stage's parameters says how what goes on from it begins. */
const trainedStage = z.object({
  seed: z.number(),
  steps: z.number(),
  schedule: z.object({
    shape: z.enum(["cosine", "linear", "constant", "wsd"]),
    peak: z.number(),
    final: z.number(),
    warmupSteps: z.number(),
    decay: z.object({ steps: z.number(), shape: z.enum(["squareRoot", "linear"]) }).optional(),
  }),
});

function otherTokenizer({ name, from }: ArmDeclaration): StageError {
  const origin = from?.experiment === undefined ? "" : ` of ${from.experiment}.ablation.json`;
  return new StageError(
    `${name} goes on from the arm "${from?.arm ?? ""}"${origin}, which has another tokenizer. State the same "tokenizer" and the same ` +
      `"tokens" in both files, over the same corpora.`,
  );
}

/** Takes a stage over from another graph, with all that it needs, each after its inputs. */
function addWithInputs(graph: StageGraph, key: StageKey, addStage: (stage: Stage) => StageKey): void {
  const stage = graph.stages.get(key);
  if (stage === undefined) return;
  for (const input of Object.values(stage.inputs)) addWithInputs(graph, input, addStage);
  addStage(stage);
}

function trainPhases(
  experiment: Experiment,
  arm: ArmDeclaration,
  seed: TrainingSeed,
  origin: Stage | undefined,
  add: (label: string, parameters: JsonObject, phase: PhaseDeclaration, from: StageKey | undefined) => StageKey,
): readonly StageKey[] {
  const keys: StageKey[] = [];
  const model = armModel(experiment, arm);
  const training = armTraining(experiment.training, arm);
  const steps = arm.phases.map(({ tokens }) => phaseSteps(model.context, training.sequencesPerStep, tokens));
  const before = origin === undefined ? undefined : trainedStage.parse(origin.parameters);
  const originRate = before === undefined ? undefined : lastRate(before.schedule, before.steps);
  const schedules = phaseSchedules(training, arm.phases, steps, originRate);
  // The phases of an origin count, so that an arm is the same stages whether it names or repeats them.
  const phasesBefore = before === undefined ? 0 : Math.floor(before.seed / PHASE_SEEDS) + 1;
  for (const [index, phase] of arm.phases.entries()) {
    const part = arm.phases.length > 1 ? ` phase ${String(index + 1)}` : "";
    const label = `train ${arm.name}${part} seed ${String(seed.seed)}`;
    const parameters = {
      ...trainParameters({ ...experiment, model, training }, phase, seed, phasesBefore + index),
      steps: steps[index] ?? 1,
      schedule: plainJson(schedules[index] ?? {}),
    };
    keys.push(add(label, parameters, phase, keys.at(-1) ?? origin?.key));
  }
  return keys;
}

function trainParameters(
  { model, training, checkpoint }: Pick<Experiment, "model" | "training" | "checkpoint">,
  phase: PhaseDeclaration,
  { initialisation, order }: TrainingSeed,
  index: number,
): JsonObject {
  return {
    ...(training.precision === "float32" ? {} : { precision: training.precision }),
    model: plainJson(model),
    optimiser: {
      beta1: training.beta1,
      beta2: training.beta2,
      epsilon: training.epsilon,
      weightDecay: training.weightDecay,
      clip: training.clip,
      // What is not stated is left out, so that stages from before there was a choice keep their keys.
      ...(training.decayEmbeddings ? {} : { decayEmbeddings: false }),
      ...(training.optimiser.kind === "muon" ? { muon: { momentum: training.optimiser.momentum } } : {}),
    },
    sequencesPerStep: training.sequencesPerStep,
    ...(training.sequencesPerPart === undefined ? {} : { sequencesPerPart: training.sequencesPerPart }),
    ...(training.zLoss === 0 ? {} : { zLoss: training.zLoss }),
    ...(training.documentMasking ? { documentMasking: true } : {}),
    // A later phase draws other sequences than the first did: the upper 32 bits number the phase.
    seed: order + index * PHASE_SEEDS,
    // Of the phase that begins with it, and left out where it is not apart, so that stages from before it could be keep their keys.
    ...(index === 0 && checkpoint === undefined && initialisation !== order
      ? { initialisationSeed: initialisation }
      : {}),
    mixture: used(phase.mixture),
    carryOptimiser: index > 0 && phase.carryOptimiser,
  };
}

/** Optimiser steps of a phase: its tokens in whole batches, rounded to the nearest and at least one. */
export function phaseSteps(context: number, sequencesPerStep: number, tokens: number): number {
  return Math.max(1, Math.round(tokens / (context * sequencesPerStep)));
}

/** The corpora that any arm draws from, as a whole or in slices. */
function trainedCorpora(experiment: Experiment): readonly string[] {
  return [...new Set(trainedSources(experiment).map((name) => sourceOf(experiment, name).corpus))];
}

/** What any arm draws from: corpora and slices of them, by corpus in the file's order, the whole before its slices. */
function trainedSources(experiment: Experiment): readonly string[] {
  const names = new Set(
    experiment.arms.flatMap(({ phases }) => phases.flatMap((phase) => Object.keys(used(phaseAmounts(phase))))),
  );
  return experiment.corpora.flatMap((corpus) => [
    ...(names.has(corpus) ? [corpus] : []),
    ...[...names].filter((name) => name !== corpus && sourceOf(experiment, name).corpus === corpus).sort(),
  ]);
}

/** The corpus and the condition of a name in a mixture. */
function sourceOf({ corpora }: Pick<Experiment, "corpora">, name: string): MixtureSource {
  return corpora.includes(name) ? { corpus: name, condition: undefined } : splitSlice(name);
}

/** The mixture without the corpora that have no share in it, so that they are no inputs either. */
function used(mixture: Mixture): Mixture {
  return Object.fromEntries(Object.entries(mixture).filter(([, weight]) => weight > 0));
}

function roles(
  prefix: string,
  names: readonly string[],
  keys: Readonly<Record<string, StageKey>>,
): Record<string, StageKey> {
  return Object.fromEntries(names.map((name) => [`${prefix}:${name}`, keyOf(keys, name)]));
}

function keyOf(keys: Readonly<Record<string, StageKey>>, name: string): StageKey {
  const key = keys[name];
  if (key === undefined) throw new Error(`no stage makes the corpus ${name}`);
  return key;
}

function wordnetFolder(corpora: ReadonlyMap<string, CorpusInput>): string | null {
  for (const { file } of corpora.values()) {
    for (const source of file.sources) if (source.type === "wordnet") return source.path;
  }
  return null;
}
