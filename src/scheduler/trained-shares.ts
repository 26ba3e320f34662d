import type { TrainedShares } from "../analysis/results.ts";
import type { StageGraph } from "../experiment/graph.ts";
import { StageError } from "../stage/runner.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readTrainSummary } from "../training/train-result.ts";

interface Amount {
  tokens: number;
  bytes: number;
  epochs: number;
}

/** What an arm was really trained on of each corpus: over all its phases, as the mean of its seeds. */
export async function trainedShares(arm: string, graph: StageGraph, store: StageStore): Promise<TrainedShares> {
  const armRuns = graph.armRuns.filter((armRun) => armRun.arm === arm);
  const amounts = new Map<string, Amount>();
  for (const key of armRuns.flatMap(({ phases }) => phases)) {
    for (const { name, tokens, bytes, epochs } of (await summaryOf(key, graph, store)).sources) {
      const sum = amounts.get(name) ?? { tokens: 0, bytes: 0, epochs: 0 };
      amounts.set(name, { tokens: sum.tokens + tokens, bytes: sum.bytes + bytes, epochs: sum.epochs + epochs });
    }
  }
  const all = [...amounts.values()];
  const tokens = all.reduce((sum, amount) => sum + amount.tokens, 0);
  const bytes = all.reduce((sum, amount) => sum + amount.bytes, 0);
  return Object.fromEntries(
    [...amounts].map(([name, amount]) => [
      name,
      {
        tokenShare: amount.tokens / tokens,
        byteShare: bytes > 0 ? amount.bytes / bytes : 0,
        epochs: amount.epochs / armRuns.length,
      },
    ]),
  );
}

async function summaryOf(key: string, graph: StageGraph, store: StageStore): ReturnType<typeof readTrainSummary> {
  const folder = store.folder({ kind: "train", key });
  return readTrainSummary(folder).catch(() => {
    const label = graph.stages.get(key)?.label ?? key;
    throw new StageError(
      `the summary of ${label} is missing or damaged; delete ${folder} and run the experiment again`,
    );
  });
}
