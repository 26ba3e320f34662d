import type { Experiment } from "../../experiment/experiment.ts";
import { splitSlice } from "../../experiment/slices/slice.ts";
import type { PlanWarning } from "../../scheduler/plan/plan-details.ts";
import { type JsonPath, JsonPlaces } from "../language/json-places.ts";

/** Members of an ablation file that a kind of warning is about, the likeliest first. */
const members: Readonly<Record<PlanWarning["kind"], readonly JsonPath[]>> = {
  repetition: [["repetition"], ["arms"]],
  epochs: [["arms"]],
  empty: [["corpora"]],
  budget: [["repetition"], ["arms"]],
  contamination: [["evaluation", "suites"], ["evaluation"]],
  seeds: [["effect"], ["seeds"]],
  disk: [],
  matching: [["match"], ["arms"]],
};

/**
 * The line, from 1, of an ablation file's text that each warning of its plan is about: that of its arm (of the generator that makes
 * it), else of its corpus, else of the member that decides. Null where there is none.
 */
export function warningLines(
  warnings: readonly PlanWarning[],
  text: string,
  experiment: Pick<Experiment, "generated"> | undefined,
): readonly (number | null)[] {
  const places = new JsonPlaces(text);
  const arms = namedPlaces(places, ["arms"], (path) => places.textAt([...path, "name"]));
  const corpora = namedPlaces(places, ["corpora"], (path) => places.textAt(path));
  for (const { place, arms: made } of experiment?.generated ?? []) {
    for (const { name } of made) arms.set(name, place);
  }
  return warnings.map(({ kind, arm, source }) => {
    const named = [
      arm === undefined ? undefined : arms.get(arm),
      source === undefined ? undefined : corpora.get(splitSlice(source).corpus),
    ];
    for (const path of [...named, ...members[kind]]) {
      const place = path === undefined ? undefined : places.value(path);
      if (place !== undefined) return text.slice(0, place.offset).split("\n").length;
    }
    return null;
  });
}

function namedPlaces(
  places: JsonPlaces,
  list: JsonPath,
  nameAt: (path: JsonPath) => string | undefined,
): Map<string, JsonPath> {
  return new Map(
    places.elementsOf(list).flatMap((path) => {
      const name = nameAt(path);
      return name === undefined ? [] : [[name, path] as const];
    }),
  );
}
