import { join } from "node:path";
import { armAmounts, armTokens } from "../../experiment/budgets/amounts.ts";
import type { CompiledGraph } from "../../experiment/graph.ts";
import type { Stage } from "../../stage/stage.ts";
import { readCorpusSummary } from "../../store/corpus-summary.ts";
import { DOCUMENTS_FILE } from "../../store/documents.ts";
import type { StageStore } from "../../store/stage-store.ts";
import { readTokenSummary } from "../../store/token-summary.ts";
import { trainingBytes } from "../../training/sequences/training-documents.ts";
import { tokenizeParametersSchema } from "../../training/encode-documents.ts";

/** Bytes that a token has where a corpus is curated but not tokenised yet: about what byte-level BPE gives. */
const BYTES_PER_TOKEN = 3;

/** What a source has to train on, once. */
export interface UniqueTokens {
  readonly tokens: number;
  readonly bytes: number;
  /** Whether the tokens were counted; else they are guessed from bytes. */
  readonly exact: boolean;
}

/** What an arm sees of a source over all its phases. */
export interface SourceUse {
  readonly source: string;
  readonly tokens: number;
  readonly share: number;
  /** Left out where the corpus has not been curated yet. */
  readonly unique?: UniqueTokens;
  /** How often each token is seen. */
  readonly epochs?: number;
}

export interface ArmUse {
  readonly arm: string;
  readonly tokens: number;
  /** Left out while a source is not known. */
  readonly bytes?: number;
  readonly sources: readonly SourceUse[];
}

/** What each arm sees of its sources, as far as it is known before anything is trained. */
export async function armUses(graph: CompiledGraph, store: StageStore): Promise<readonly ArmUse[]> {
  const sizes = new Map<string, UniqueTokens | undefined>();
  for (const [source, key] of Object.entries(graph.budgets.tokenized)) {
    sizes.set(source, await uniqueTokens(graph.stages.get(key), store));
  }
  return graph.budgets.arms.map((arm): ArmUse => {
    const total = armTokens(arm);
    const sources = Object.entries(armAmounts(arm)).map(([source, tokens]): SourceUse => {
      const unique = sizes.get(source);
      const use = { source, tokens: Math.round(tokens), share: tokens / total };
      if (unique === undefined) return use;
      if (unique.tokens === 0) return { ...use, unique };
      return { ...use, unique, epochs: tokens / unique.tokens };
    });
    const bytes = sources.reduce(
      (sum, { tokens, unique }) =>
        sum + (unique === undefined || unique.tokens === 0 ? NaN : (tokens * unique.bytes) / unique.tokens),
      0,
    );
    return { arm: arm.name, tokens: total, ...(Number.isNaN(bytes) ? {} : { bytes: Math.round(bytes) }), sources };
  });
}

/** Counted where the source is tokenised, guessed where its corpus is curated. */
async function uniqueTokens(tokenize: Stage | undefined, store: StageStore): Promise<UniqueTokens | undefined> {
  if (tokenize === undefined) return undefined;
  if ((await store.find(tokenize)) !== undefined) {
    const summary = await readTokenSummary(store.folder(tokenize));
    return summary === undefined ? undefined : { tokens: summary.tokens, bytes: summary.bytes, exact: true };
  }
  const curate = { kind: "curate", key: tokenize.inputs["documents"] ?? "" } as const;
  if ((await store.find(curate)) === undefined) return undefined;
  const folder = store.folder(curate);
  const bytes = await curatedBytes(folder, tokenizeParametersSchema.parse(tokenize.parameters).slice);
  return bytes === undefined ? undefined : { tokens: Math.round(bytes / BYTES_PER_TOKEN), bytes, exact: false };
}

async function curatedBytes(folder: string, slice: string | undefined): Promise<number | undefined> {
  if (slice !== undefined) {
    return trainingBytes({ file: join(folder, DOCUMENTS_FILE), split: "train", slice, temporaryFolder: folder });
  }
  const summary = await readCorpusSummary(folder);
  return summary === undefined ? undefined : summary.bytes - summary.heldOut.bytes;
}
