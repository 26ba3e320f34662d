import type { AblationFile } from "./ablation-file.ts";
import type { ArmDeclaration, Mixture } from "./arm-declaration.ts";
import { LONGEST_ARM_NAME } from "./generators/arm-names.ts";
import { expandArms, generatorsOf, MOST_ARMS } from "./generators/expand-arms.ts";
import type { ExpandedArm } from "./generators/expanded-arm.ts";
import type { ArmGenerator } from "./generators/generator.ts";
import { gridProblems } from "./generators/grid.ts";
import { leaveOneOutProblems } from "./generators/leave-one-out.ts";
import { proportionProblems } from "./generators/proportion.ts";
import { swarmProblems } from "./generators/swarm.ts";
import { variantsProblems } from "./generators/variants.ts";
import type { Problem } from "./problem.ts";
import type { JsonPath, SourceText } from "./source-text.ts";
import { editDistance } from "./validate.ts";

/** What the checks of arms need to know of their file. */
export interface ArmSurroundings {
  readonly source: SourceText;
  readonly file: AblationFile;
  /** The file's arms, of which there may be one more than there may be. */
  readonly arms: readonly ExpandedArm[];
  /** Tokens of one step of an arm. */
  readonly stepTokens: (arm: ArmDeclaration) => number;
  /** What is wrong with a mixture at `path`. */
  mixtureProblems(path: JsonPath, mixture: Mixture, owner: string): Iterable<Problem>;
  /** What is wrong with the names in a mixture at `path`, whatever its shares. */
  namesProblems(path: JsonPath, mixture: Mixture, owner: string): Iterable<Problem>;
  /** What is wrong with the text at `path`, which names what a mixture draws from. */
  sourceProblems(path: JsonPath, name: string, owner: string): Iterable<Problem>;
}

/** What is wrong with the arms of a file and with what generates them, apart from how they are trained. */
export function* armProblems(world: ArmSurroundings): Generator<Problem> {
  for (const { generator, place } of generatorsOf(world.file.arms)) yield* generatorProblems(world, generator, place);
  if (world.arms.length > MOST_ARMS) {
    yield world.source.problem(
      ["arms"],
      `these are more than ${String(MOST_ARMS)} arms, which is the most there can be`,
    );
    return;
  }
  yield* nameProblems(world);
  yield* phaseProblems(world);
  yield* modelProblems(world);
  yield* baselineProblems(world);
}

function* generatorProblems(world: ArmSurroundings, generator: ArmGenerator, place: JsonPath): Generator<Problem> {
  const { source } = world;
  switch (generator.generate) {
    case "proportion": {
      const { of, against } = generator;
      yield* world.sourceProblems([...place, "of"], of, "the generator");
      if (typeof against === "string") yield* world.sourceProblems([...place, "against"], against, "the generator");
      else yield* world.mixtureProblems([...place, "against"], against, "the mixture against which the share is taken");
      yield* proportionProblems(source, generator, place);
      break;
    }
    case "swarm":
      yield* world.namesProblems([...place, "available"], generator.available, "the swarm");
      yield* swarmProblems(source, generator, place);
      break;
    case "leaveOneOut":
      yield* world.mixtureProblems([...place, "mixture"], generator.mixture, "the whole mixture");
      yield* leaveOneOutProblems(source, generator, place);
      break;
    case "grid":
      yield* gridProblems(source, generator, expandArms(generator.arms), place);
      break;
    case "variants":
      yield* variantsProblems(source, generator, place);
  }
}

function* nameProblems({ source, arms }: ArmSurroundings): Generator<Problem> {
  const owners = new Map<string, JsonPath>();
  for (const { arm, place } of arms) {
    const owner = owners.get(arm.name);
    owners.set(arm.name, owner ?? place);
    if (arm.name.length > LONGEST_ARM_NAME) {
      const message = `the arm's name "${arm.name}" is longer than ${String(LONGEST_ARM_NAME)} characters; give what it is made of shorter names`;
      yield source.problem(place, message);
    }
    // A generator says itself what in it makes one name twice.
    if (owner === undefined || owner === place) continue;
    if (arm.name === source.valueAt([...place, "name"])) {
      yield source.problem([...place, "name"], `another arm is called "${arm.name}" already`);
    } else {
      yield source.problem(place, `another arm is called "${arm.name}" already; give this generator a "name"`);
    }
  }
}

function* phaseProblems(world: ArmSurroundings): Generator<Problem> {
  const { source, arms } = world;
  const checked = new Set<string>();
  for (const { arm, place, phasePlaces } of arms) {
    const stepTokens = world.stepTokens(arm);
    for (const [index, { mixture, tokens, added }] of arm.phases.entries()) {
      const path = phasePlaces[index] ?? place;
      // What a generator mixes is checked where the generator says it.
      if (path !== place && !checked.has(path.join("/"))) {
        yield* world.mixtureProblems([...path, "mixture"], mixture, `the mixture of arm "${arm.name}"`);
        if (added !== undefined) yield* world.namesProblems([...path, "added"], added, `arm "${arm.name}" adds, and`);
        checked.add(path.join("/"));
      }
      const { match } = world.file;
      if (added !== undefined && match !== "tokens" && !checked.has("match")) {
        const message = `arms that add tokens are compared at the same text, not at the same ${match}; leave "match" out`;
        yield source.problem(["match"], message);
        checked.add("match");
      }
      if (tokens < stepTokens) {
        const message = `${String(tokens)} tokens are less than one step (${String(stepTokens)} tokens)`;
        const key = `${path.join("/")} ${message}`;
        if (!checked.has(key)) yield source.problem([...path, "tokens"], message);
        checked.add(key);
      }
    }
  }
}

function* modelProblems({ source, file, arms }: ArmSurroundings): Generator<Problem> {
  if (typeof file.model !== "object" || !("from" in file.model)) return;
  const own = arms.find(({ arm }) => arm.model !== undefined);
  if (own === undefined) return;
  const message = `all arms start from the checkpoint in "model"; the arm "${own.arm.name}" cannot have another`;
  yield source.problem([...own.place, "model"], message);
}

/** Names of arms in a message, at most. */
const MOST_NAMES = 12;

function* baselineProblems({ source, file, arms }: ArmSurroundings): Generator<Problem> {
  const names = arms.map(({ arm }) => arm.name);
  if (names.includes(file.baseline)) return;
  const near = names
    .map((name) => ({ name, distance: editDistance(name, file.baseline) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
  const listed = names.length <= MOST_NAMES ? names : [...near, `and ${String(names.length - MOST_NAMES)} more`];
  yield source.problem(["baseline"], `no arm is called "${file.baseline}"; there are ${listed.join(", ")}`);
}
