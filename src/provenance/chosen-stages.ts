import { InvalidInput } from "../stage/runner.ts";
import type { StoredStage } from "../store/stage-store.ts";

const SHORTEST = 4;

/**
 * The stages that people name by their keys, or all where they name none. A name is `<kind>-<key>`, a key, or the first digits of
 * either. Throws a StageError for a name that fits none, or several.
 */
export function chosenStages(all: readonly StoredStage[], names: readonly string[]): readonly StoredStage[] {
  if (names.length === 0) return all;
  return names.map((name) => {
    if (name.length < SHORTEST)
      throw new InvalidInput(`"${name}" is too short; give at least ${SHORTEST} digits of a key`);
    const fitting = all.filter(
      (stage) => stage.name.startsWith(name) || stage.name.slice(stage.name.indexOf("-") + 1).startsWith(name),
    );
    const [only, another] = fitting;
    if (only === undefined) throw new InvalidInput(`no stage is called "${name}"; ablate plan FILE --json lists keys`);
    if (another !== undefined)
      throw new InvalidInput(`"${name}" fits ${fitting.map((stage) => stage.name).join(", ")}; give more digits`);
    return only;
  });
}
