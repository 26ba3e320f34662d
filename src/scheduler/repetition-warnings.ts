import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { ArmDeclaration } from "../experiment/ablation-file.ts";
import type { StageGraph } from "../experiment/graph.ts";
import { MANY_EPOCHS, repetitionAdvice } from "../experiment/repetition.ts";
import { readCorpusSummary } from "../store/corpus-summary.ts";
import type { StageStore } from "../store/stage-store.ts";
import { armTokens, overallMixture } from "./experiment-results.ts";

/** Bytes that a token has where a corpus is curated but not tokenised yet: about what byte-level BPE gives. */
const BYTES_PER_TOKEN = 3;

interface CorpusSize {
  readonly tokens: number;
  /** Whether the tokens were counted; else they are guessed from bytes. */
  readonly exact: boolean;
}

/**
 * A line for each arm and corpus that the arm will see more than four times. Of a corpus that has not been curated yet
 * nothing is known, and nothing said; while an arm trains, its runner watches.
 */
export async function repetitionWarnings(
  arms: readonly ArmDeclaration[],
  graph: StageGraph,
  store: StageStore,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const arm of arms) {
    for (const [corpus, share] of Object.entries(overallMixture(arm))) {
      const size = await corpusSize(corpus, graph, store);
      if (size === undefined || size.tokens === 0) continue;
      const epochs = (share * armTokens(arm)) / size.tokens;
      if (epochs <= MANY_EPOCHS) continue;
      const times = `${size.exact ? "" : "about "}${Number(epochs.toFixed(2))}`;
      warnings.push(`warning: ${arm.name} sees "${corpus}" ${times} times: ${repetitionAdvice}`);
    }
  }
  return warnings;
}

async function corpusSize(corpus: string, graph: StageGraph, store: StageStore): Promise<CorpusSize | undefined> {
  const tokenize = [...graph.stages.values()].find(
    ({ kind, parameters }) =>
      kind === "tokenize" && parameters["corpus"] === corpus && parameters["slice"] === undefined,
  );
  if (tokenize !== undefined && (await store.find(tokenize)) !== undefined) {
    const text = await readFile(join(store.folder(tokenize), "summary.json"), "utf8").catch(() => "{}");
    const tokens = z.object({ tokens: z.int() }).safeParse(JSON.parse(text)).data?.tokens;
    return tokens === undefined ? undefined : { tokens, exact: true };
  }
  const key = graph.documents[corpus];
  const summary = key === undefined ? undefined : await readCorpusSummary(store.folder({ kind: "curate", key }));
  if (summary === undefined) return undefined;
  return { tokens: (summary.bytes - summary.heldOut.bytes) / BYTES_PER_TOKEN, exact: false };
}
