import type { StageGraph } from "../experiment/graph.ts";
import type { PackForecast, StageWork } from "../stage/runner.ts";
import type { Stage } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readyGroups } from "./packs.ts";
import type { RunSurroundings } from "./run-graph.ts";

/**
 * What the pending stages of a graph will take, pack by pack in the order in which they would run; packs whose runner
 * cannot tell are left out. Rejects with a StageError where a stage does not fit on the device.
 */
export async function forecastPacks(
  graph: StageGraph,
  pending: readonly Stage[],
  world: RunSurroundings,
  measure: boolean,
): Promise<readonly PackForecast[]> {
  const { runners, store, signal, device, threads, memoryLimit } = world;
  const settings = {
    signal,
    device,
    threads,
    measure,
    log: (line: string) => {
      world.log(line);
    },
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  };
  const waiting = new Map(pending.map((stage) => [stage.key, stage]));
  const forecasts: PackForecast[] = [];
  for (;;) {
    signal.throwIfAborted();
    const [pack = []] = await readyGroups(
      [...waiting.values()],
      (key) => !waiting.has(key),
      runners,
      (stage) => store.workFolder(stage),
    );
    const [first] = pack;
    if (first === undefined) return forecasts;
    for (const { key } of pack) waiting.delete(key);
    const works = pack.map((stage) => stageWorkOf(graph, stage, store));
    forecasts.push(...((await runners[first.kind].forecast?.(works, settings)) ?? []));
  }
}

/** A stage with its folders, whether they are there or not. */
export function stageWorkOf(graph: StageGraph, stage: Stage, store: StageStore): StageWork {
  const inputs = Object.entries(stage.inputs).flatMap(([role, key]) => {
    const input = graph.stages.get(key);
    return input === undefined ? [] : [[role, store.folder(input)] as const];
  });
  return { stage, inputs: Object.fromEntries(inputs), folder: store.workFolder(stage) };
}
